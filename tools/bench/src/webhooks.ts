import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPostgres } from '@service-desk/test-kit/postgres';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import { startReceiver } from '@service-desk/test-kit/webhook-receiver';
import { checkOut, commitOf } from './checkout.ts';
import { processorTimeOf } from './processor.ts';
import { table } from './table.ts';

/*
 * What webhooks cost a write: the latency of an update and of a new note with no endpoint, with an endpoint whose events do
 * not happen, and with one that receives each event, and the server's processor time for it, which includes the delivery.
 * The servers take turns, so that the load of the machine affects all of them alike.
 *
 *   --samples 1000   how often each call is made
 *   --pause 10       milliseconds between calls
 *   --postgres       on Postgres instead of SQLite
 *   --base 7c45a65   an earlier commit, which is checked out and measured as well
 */

const root = path.resolve(import.meta.dirname, '../../..');

/** The endpoints that are compared, by the events that they are notified of. */
const ENDPOINTS = { none: undefined, idle: 'release.closed', receiving: '*' } as const;

type EndpointName = keyof typeof ENDPOINTS;

const CREATE = ['POST', 'incidents', { incident: { title: 'VPN drops', service_id: 20 } }] as const;

const CALLS = {
  'update an incident': (id: number, round: number) => [
    'PUT',
    `incidents/${id}`,
    { incident: { title: `Round ${round}` } },
  ],
  'add a comment': (id: number, round: number) => [
    'POST',
    `incidents/${id}/comments`,
    { comment: { note: `Round ${round}` } },
  ],
} as const satisfies Record<string, (id: number, round: number) => Request>;

type Request = readonly [method: string, path: string, body: object];

/** Rounds after which there is a new incident, so that it does not grow. */
const ROUNDS = 10;
/** Rounds that are not counted. */
const WARM_UP = 20;

interface Timed {
  result: { incident?: { id: number } };
  milliseconds: number;
}

async function call(url: string, [method, where, body]: Request, token: string): Promise<Timed> {
  const began = performance.now();
  const response = await fetch(`${url}/v1/${where}`, {
    method,
    headers: { Authorization: `Basic ${btoa(`x:${token}`)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { status, result } = (await response.json()) as Pick<Timed, 'result'> & { status: string };
  if (status !== 'Success') throw new Error(`${method} ${where} failed`);
  return { result, milliseconds: performance.now() - began };
}

/** A server that is measured. */
interface Measured {
  server: Serving;
  /** The incident of the current rounds. */
  id: number;
  times: number[];
  /** Microseconds of processor time. */
  effort: number;
}

/** Starts a server of a checkout with an endpoint, on a database of its own. */
async function start(
  checkout: string,
  events: string | undefined,
  database: Record<string, string>,
  receiver: string,
): Promise<Measured> {
  const run = ['--conditions=@service-desk/source', path.join(checkout, 'apps/server/src/cli/main.ts')];
  const env = { ...database, WEBHOOK_ALLOW: '127.0.0.0/8' };
  const server = await serve([...run, 'serve', '--demo', '--log-level', 'error'], env, /API\s+(\S+)\/v1$/);
  if (events) {
    const args = [...run, 'webhook', 'add', receiver, '--events', events, '--account', '1'];
    execFileSync(process.execPath, args, { env: { ...process.env, ...env } });
  }
  return { server, id: 0, times: [], effort: 0 };
}

async function main(
  samples: number,
  pause: number,
  postgres: boolean,
  base: string | undefined,
): Promise<void> {
  using earlier = base === undefined ? undefined : checkOut(commitOf(base).hash);
  earlier?.run('generate', '@service-desk/server');
  const checkouts = { ...(earlier && { [base ?? '']: earlier.folder }), 'this version': root };
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bench-'));
  await using receiver = await startReceiver();
  await using clusters = new AsyncDisposableStack();
  const servers: Record<string, Record<EndpointName, Measured>> = {};
  for (const [version, checkout] of Object.entries(checkouts)) {
    const started: Partial<Record<EndpointName, Measured>> = {};
    for (const [name, events] of Object.entries(ENDPOINTS) as [EndpointName, string | undefined][]) {
      const database: Record<string, string> = postgres
        ? { DATABASE_URL: clusters.use(await startPostgres()).url }
        : { DATA_DIR: path.join(folder, version, name) };
      started[name] = await start(checkout, events, database, receiver.url);
    }
    servers[version] = started as Record<EndpointName, Measured>;
  }
  const all = Object.values(servers).flatMap((each) => Object.values(each));
  const rows: string[][] = [];
  for (const [what, request] of Object.entries(CALLS)) {
    for (const token of ['demo-dan', 'demo-account']) {
      await measure(all, request, token, samples, pause);
      for (const [version, measured] of Object.entries(servers))
        rows.push([`${what}, ${token}`, version, ...results(measured, samples)]);
    }
  }
  for (const { server } of all) await server.stop();
  rmSync(folder, { recursive: true, force: true });
  const ratios = ['idle ÷ none', 'receiving ÷ none'];
  console.log(
    table([
      ['', '', 'median ms', '', '', ...ratios, 'µs of the processor', '', '', ...ratios],
      ['', '', 'none', 'idle', 'receiving', '', '', 'none', 'idle', 'receiving', '', ''],
      ...rows,
    ]),
  );
  console.log(`\n${receiver.received.length} events received`);
}

/** Makes each server carry out a call so many times, in turn. */
async function measure(
  all: readonly Measured[],
  request: (id: number, round: number) => Request,
  token: string,
  samples: number,
  pause: number,
): Promise<void> {
  const order = [...all];
  for (let round = -WARM_UP; round < samples; round += 1) {
    if (round === 0)
      for (const each of all) Object.assign(each, { times: [], effort: processorTimeOf(each.server) });
    order.push(...order.splice(0, 1));
    for (const each of order) {
      const { url } = each.server;
      if (round % ROUNDS === 0) each.id = (await call(url, CREATE, token)).result.incident?.id ?? 0;
      await sleep(pause);
      each.times.push((await call(url, request(each.id, round), token)).milliseconds);
      await sleep(pause);
    }
  }
  for (const each of all) each.effort = processorTimeOf(each.server) - each.effort;
}

/** Medians and processor time for each endpoint, each with what they are multiples of. */
function results({ none, idle, receiving }: Record<EndpointName, Measured>, samples: number): string[] {
  const [without = 0, ...others] = [none, idle, receiving].map(({ times }) => median(times));
  const [plain = 0, ...more] = [none, idle, receiving].map(({ effort }) => effort / samples);
  return [
    ...[without, ...others].map((time) => time.toFixed(2)),
    ...others.map((time) => (time / without).toFixed(3)),
    ...[plain, ...more].map((effort) => effort.toFixed(0)),
    ...more.map((effort) => (effort / plain).toFixed(3)),
  ];
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '1000' },
    pause: { type: 'string', default: '10' },
    postgres: { type: 'boolean', default: false },
    base: { type: 'string' },
  },
});
await main(Number(values.samples), Number(values.pause), values.postgres, values.base);
