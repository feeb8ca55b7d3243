import { Agent, request } from 'node:http';
import { freePort } from '@service-desk/test-kit/ports';
import { startSandboxProcess } from '@service-desk/test-kit/processes';
import { heapMegabytes } from './heap-size.ts';
import { type FuzzRequest, placesOf, requestsAbout } from './requests.ts';

/** What a run has found. */
export interface FuzzReport {
  seed: number;
  requests: number;
  /** Parameters and fields of the description, each of which was sent something at least once a round. */
  places: number;
  /** How many answers had each status; those that never came are `none`. */
  statuses: Record<string, number>;
  /** Responses with 5xx, or that report an unexpected error. */
  serverErrors: string[];
  /** Answers with a status that the description does not know, or without an envelope. */
  undocumented: string[];
  /** Requests that were sent whole and got no answer. */
  unanswered: string[];
  /** What answers held that the description does not know, or lacked that it promises. */
  violations: string[];
  /** How many answers the server held against the description. */
  validated: number;
  /** Megabytes that the server's process held, garbage aside: once it was warm, and in the end. */
  memory: { warm: number; end: number };
  /** Whether the world answers after a reset as it did in the beginning. */
  unharmed: boolean;
}

export interface FuzzOptions {
  seed: number;
  requests: number;
  /** Called after each round. */
  onRound?: (sent: number, report: FuzzReport) => void;
}

const DOCUMENTED = [200, 302, 401, 404, 405, 413, 429, 431];
/** Requests between two resets of the world: what they delete and lock away is there again. */
const ROUND = 500;
const AT_ONCE = 16;
/** Milliseconds within which an answer is there. One that waits for a body that is too short has none. */
const PATIENCE = 20_000;
const SHORT_PATIENCE = 250;

interface FuzzResponse {
  status: number;
  text: string;
}

/** Sends a server of its own as many requests as asked for, and looks at what comes back. */
export async function fuzz({ seed, requests, onRound }: FuzzOptions): Promise<FuzzReport> {
  const inspector = await freePort();
  await using server = await startSandboxProcess(`--inspect=127.0.0.1:${inspector}`);
  const places = placesOf();
  const report: FuzzReport = {
    seed,
    requests: 0,
    places: places.length,
    statuses: {},
    serverErrors: [],
    undocumented: [],
    unanswered: [],
    violations: [],
    validated: 0,
    memory: { warm: 0, end: 0 },
    unharmed: false,
  };
  const memory: number[] = [];
  const world = await worldOf(server.url);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    while (report.requests < requests) {
      const from = report.requests;
      const round = Array.from(
        { length: Math.min(ROUND, requests - from) },
        // A step that shares no divisor with their number: neighbours are not of one operation.
        (_, index) => places[((from + index) * 7919) % places.length] as (typeof places)[number],
      );
      const sent = requestsAbout(round, seed + from).values();
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (const each of sent) judge(report, each, await send(server.url, agent, each));
        }),
      );
      report.requests += round.length;
      await reset(server.url);
      memory.push(await heapMegabytes(inspector));
      onRound?.(report.requests, report);
    }
    const { violations, validated } = (await (await fetch(`${server.url}/_sandbox/violations`)).json()) as {
      violations: string[];
      validated: number;
    };
    report.unharmed = (await worldOf(server.url)) === world;
    const tenth = Math.ceil(memory.length / 10);
    report.memory = { warm: median(memory.slice(tenth, 2 * tenth + 1)), end: median(memory.slice(-tenth)) };
    return { ...report, violations, validated };
  } finally {
    agent.destroy();
  }
}

/** What the world says of itself, which no request may change beyond a reset. */
async function worldOf(url: string): Promise<string> {
  await reset(url);
  const headers = { Authorization: `Basic ${btoa('x:demo-account')}` };
  const answers = [];
  for (const path of [
    'incidents',
    'problems',
    'changes',
    'releases',
    'customers',
    'incidents/13534',
    'users',
  ]) {
    answers.push(await (await fetch(`${url}/v1/${path}`, { headers })).text());
  }
  return answers.join('\n');
}

async function reset(url: string): Promise<void> {
  const { ok } = await fetch(`${url}/_sandbox/reset`, { method: 'POST' });
  if (!ok) throw new Error('the server could not be reset');
}

/** Sends a request; undefined when no answer came. */
function send(url: string, agent: Agent, sent: FuzzRequest): Promise<FuzzResponse | undefined> {
  const { method, path, headers, body, lengthOff } = sent;
  const length = body && Math.max(0, body.length + lengthOff);
  return new Promise<FuzzResponse | undefined>((resolve) => {
    const options = {
      method,
      // A body of the wrong length spoils the connection for those that follow.
      agent: lengthOff === 0 ? agent : false,
      headers: { ...headers, ...(length !== undefined && { 'Content-Length': length }) },
      timeout: lengthOff > 0 ? SHORT_PATIENCE : PATIENCE,
    };
    const call = request(url + path, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    call.on('error', (error: NodeJS.ErrnoException) => {
      // The server may let an idle connection go in the moment in which it is used again: nothing was asked then.
      const unasked = call.reusedSocket && error.code === 'ECONNRESET' && lengthOff === 0;
      resolve(unasked ? send(url, agent, sent) : undefined);
    });
    call.on('timeout', () => call.destroy());
    call.end(body);
  });
}

function judge(report: FuzzReport, sent: FuzzRequest, answer: FuzzResponse | undefined): void {
  const status = answer?.status ?? 'none';
  report.statuses[status] = (report.statuses[status] ?? 0) + 1;
  if (!answer) {
    if (sent.lengthOff === 0) report.unanswered.push(requestLine(sent, 'no response'));
    return;
  }
  const { text } = answer;
  if (answer.status >= 500 || text.includes('[E400] The call could not be carried out')) {
    report.serverErrors.push(requestLine(sent, `${status} ${text.slice(0, 200)}`));
  } else if (!DOCUMENTED.includes(answer.status) && !(answer.status === 400 && sent.lengthOff !== 0)) {
    report.undocumented.push(requestLine(sent, `${status} ${text.slice(0, 200)}`));
  } else if (
    sent.method !== 'HEAD' &&
    answer.status !== 302 &&
    !/^(?:\{"(?:result|errors)":|<\?xml )/.test(text)
  ) {
    report.undocumented.push(requestLine(sent, `${status} without an envelope: ${text.slice(0, 200)}`));
  }
}

/** A request in a line, with what came of it. */
function requestLine({ operation, method, path, headers, body }: FuzzRequest, outcome: string): string {
  const { Authorization: _, ...others } = headers;
  const shown = body ? body.subarray(0, 600).toString() : '';
  return `${operation}: ${method} ${path.slice(0, 600)} ${JSON.stringify(others).slice(0, 200)} ${shown}\n  => ${outcome}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
