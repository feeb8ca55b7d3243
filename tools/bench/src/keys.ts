import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Serving } from '@service-desk/test-kit/processes';
import { described, TOKENS } from './loaded-calls.ts';
import { processorTimeOf } from './processor.ts';
import { pinLoad, startServerOf } from './rivals.ts';
import { table } from './table.ts';

/*
 * The cost of what goes beyond v1, in processor time of the server: a create with an idempotency key compared with one
 * without, both with a million stored keys compared with none, and a 304 compared with the 200 of the same list. What is
 * compared takes turns, and the median of the rounds counts.
 *
 *   --rounds 7        how often each is measured
 *   --requests 1000   how many requests a round has
 *   --keys 1000000    how many keys are stored
 */

const AIM = 1.1;
const CONNECTIONS = 32;
/** Longer responses are not cached, and have no tag. */
const LIST = 20;
/** How often a second without a commit is waited for. */
const QUIET_TRIES = 120;

interface KeyedCall {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** Makes the requests of a round; `next` is the number of a request, other in each. */
type Round = (next: number) => KeyedCall;

interface RequestEffort {
  rounds: number;
  requests: number;
}

async function main(effort: RequestEffort, keys: number): Promise<void> {
  pinLoad();
  const folders = ['empty', 'full'].map((name) =>
    mkdtempSync(path.join(tmpdir(), `service-desk-keys-${name}-`)),
  ) as [string, string];
  try {
    // The first start makes the tables.
    await startServerOf(folders[1]).then((server) => server.stop());
    fillKeys(path.join(folders[1], 'service-desk.db'), keys);
    await using empty = await startServerOf(folders[0]);
    await using full = await startServerOf(folders[1]);
    await compareCreates([empty, full], keys, effort);
    await compareReads(empty, effort);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

async function compareCreates(
  [empty, full]: [Serving, Serving],
  keys: number,
  effort: RequestEffort,
): Promise<void> {
  const create =
    ({ url }: Serving, key: (next: number) => string | undefined): Round =>
    (next) => {
      const { body, ...call } = described(`${url}/v1`).create;
      const named = key(next);
      return {
        ...call,
        headers: { ...headersOf(call.token), ...(named !== undefined && { 'idempotency-key': named }) },
        ...(body !== undefined && { body }),
      };
    };
  const fresh = (next: number) => `fresh-${next}`;
  const known = () => 'known';
  const costs = await costsOf(
    {
      plain: [empty, create(empty, () => undefined)],
      keyed: [empty, create(empty, fresh)],
      replayed: [empty, create(empty, known)],
      'plain, full': [full, create(full, () => undefined)],
      'keyed, full': [full, create(full, fresh)],
      'replayed, full': [full, create(full, known)],
    },
    effort,
  );
  const full_ = `with ${keys} keys`;
  console.log(
    table([
      ['processor µs', 'no stored key', full_, 'ratio'],
      ...['plain', 'keyed', 'replayed'].map((name) => {
        const [few = 0, many = 0] = [costs[name], costs[`${name}, full`]];
        return [`create, ${name}`, few.toFixed(0), many.toFixed(0), (many / few).toFixed(2)];
      }),
    ]),
  );
  for (const [text, suffix] of [
    ['', ''],
    [` ${full_}`, ', full'],
  ] as const) {
    const ratio = (costs[`keyed${suffix}`] ?? 0) / (costs[`plain${suffix}`] ?? 1);
    const verdict = ratio <= AIM ? 'within' : 'beyond';
    console.log(`a create with a key ÷ without${text}: ${ratio.toFixed(2)}, ${verdict} the aim of ${AIM}`);
  }
}

async function compareReads(server: Serving, effort: RequestEffort): Promise<void> {
  const url = `${server.url}/v1/incidents.json?limit=${LIST}`;
  const call: KeyedCall = { method: 'GET', url, headers: headersOf(TOKENS.account) };
  const conditional = await whenQuiet(call);
  const bytes = { '200': await bytesOf(call), '304': await bytesOf(conditional) };
  const costs = await costsOf({ '200': [server, () => call], '304': [server, () => conditional] }, effort);
  const ratio = (of: Record<string, number>) => ((of['304'] ?? 0) / (of['200'] ?? 1)).toFixed(3);
  console.log(
    `\n${table([
      [`a list of ${LIST}`, '200', '304', 'ratio'],
      ['processor µs', ...Object.values(costs).map((cost) => cost.toFixed(0)), ratio(costs)],
      ['bytes on the wire', ...Object.values(bytes).map(String), ratio(bytes)],
    ])}`,
  );
}

let sent = 0;

/** Microseconds of the server's processor time for a request of each kind. */
async function costsOf(
  kinds: Record<string, [Serving, Round]>,
  { rounds, requests }: RequestEffort,
): Promise<Record<string, number>> {
  const costs: Record<string, number[]> = {};
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, [server, callOf]] of Object.entries(kinds)) {
      const before = processorTimeOf(server);
      let left = requests;
      const work = async () => {
        while (left > 0) {
          left -= 1;
          sent += 1;
          await send(callOf(sent));
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, work));
      const micros = (processorTimeOf(server) - before) / requests;
      if (round > 0) costs[name] = [...(costs[name] ?? []), micros];
    }
  }
  return Object.fromEntries(Object.entries(costs).map(([name, all]) => [name, medianOf(all)]));
}

function medianOf(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

async function send({ method, url, headers, body }: KeyedCall): Promise<IncomingMessage> {
  const outgoing = request(url, { method, headers, agent }).end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  if (text.includes('"Failed"')) throw new Error(`${method} ${url}: ${text.slice(0, 300)}`);
  return response;
}

/**
 * The conditional form of a read, once the server writes nothing any more: each commit drops the cached responses, and the
 * mail of the creates is delivered after them.
 */
async function whenQuiet(call: KeyedCall): Promise<KeyedCall> {
  for (let tries = 0; tries < QUIET_TRIES; tries += 1) {
    // A response is cached when it is requested for the second time.
    await send(call);
    const { etag } = (await send(call)).headers;
    const conditional: KeyedCall = { ...call, headers: { ...call.headers, 'if-none-match': etag ?? '' } };
    await sleep(1000);
    if ((await send(conditional)).statusCode === 304) return conditional;
  }
  throw new Error('the list is not cached for a second');
}

/** How many bytes a response has on the wire, headers and all. */
async function bytesOf({ method, url, headers }: KeyedCall): Promise<number> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname).resume();
  const lines = Object.entries({ host: hostname, connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`);
  await once(socket, 'close');
  return socket.bytesRead;
}

function headersOf(token: string): Record<string, string> {
  const authorization = `Basic ${Buffer.from(`x:${token}`).toString('base64')}`;
  return { authorization, 'content-type': 'application/json' };
}

/** Stores so many keys of the caller, half of the age at which they expire, with a response of the usual length. */
function fillKeys(file: string, count: number): void {
  const db = new DatabaseSync(file);
  try {
    db.exec(`
      pragma synchronous = off;
      pragma cache_size = -200000;
      with recursive numbers (id) as (values (1) union all select id + 1 from numbers where id < ${count})
      insert into idempotency_keys (account_id, user_id, key, request, response, created_at)
      select 1, 17, lower(hex(randomblob(16))), 'x', printf('%.*c', 1500, 'x'), unixepoch() - 43200 from numbers;
      pragma wal_checkpoint(truncate);
    `);
  } finally {
    db.close();
  }
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '1000' },
    keys: { type: 'string', default: '1000000' },
  },
});
await main({ rounds: Number(values.rounds), requests: Number(values.requests) }, Number(values.keys));
agent.destroy();
