import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPostgres } from '@service-desk/test-kit/postgres';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import { startReceiver } from '@service-desk/test-kit/webhook-receiver';
import { table } from './table.ts';

/*
 * What webhooks cost a write: the latency of an update and of a new note with no endpoint, with an endpoint whose events do
 * not happen, and with one that receives each event. The servers take turns, so that the load of the machine affects all of
 * them alike.
 *
 *   --samples 1000   how often each call is made
 *   --pause 10       milliseconds between calls
 *   --postgres       on Postgres instead of SQLite
 */

const program = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@service-desk/server/package.json')),
  'src/cli/main.ts',
);
const RUN = ['--conditions=@service-desk/source', program];

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

async function main(samples: number, pause: number, postgres: boolean): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bench-'));
  await using receiver = await startReceiver();
  await using clusters = new AsyncDisposableStack();
  const servers = {} as Record<EndpointName, Serving>;
  for (const [name, events] of Object.entries(ENDPOINTS) as [EndpointName, string | undefined][]) {
    const database = postgres
      ? { DATABASE_URL: clusters.use(await startPostgres()).url }
      : { DATA_DIR: path.join(folder, name) };
    const env = { ...database, WEBHOOK_ALLOW: '127.0.0.0/8' };
    servers[name] = await serve([...RUN, 'serve', '--demo', '--log-level', 'error'], env, /API\s+(\S+)\/v1$/);
    if (events) {
      const args = [...RUN, 'webhook', 'add', receiver.url, '--events', events, '--account', '1'];
      execFileSync(process.execPath, args, { env: { ...process.env, ...env } });
    }
  }
  const rows = [];
  for (const [callName, request] of Object.entries(CALLS)) {
    for (const token of ['demo-dan', 'demo-account']) {
      const times: Record<EndpointName, number[]> = { none: [], idle: [], receiving: [] };
      const names = Object.keys(ENDPOINTS) as EndpointName[];
      const ids: Partial<Record<EndpointName, number>> = {};
      for (let round = -20; round < samples; round += 1) {
        names.push(names.shift() as EndpointName);
        for (const name of names) {
          const { url } = servers[name];
          if (round % ROUNDS === 0) ids[name] = (await call(url, CREATE, token)).result.incident?.id ?? 0;
          await sleep(pause);
          const { milliseconds } = await call(url, request(ids[name] ?? 0, round), token);
          if (round >= 0) times[name].push(milliseconds);
          await sleep(pause);
        }
      }
      const [none, idle, receiving] = Object.keys(ENDPOINTS).map((name) =>
        median(times[name as EndpointName]),
      );
      rows.push([
        `${callName}, ${token}`,
        ...[none, idle, receiving].map((time = 0) => time.toFixed(2)),
        ...[idle, receiving].map((time = 0) => (time / (none ?? 1)).toFixed(3)),
      ]);
    }
  }
  for (const server of Object.values(servers)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
  console.log(
    table([['median ms', 'no endpoint', 'idle', 'receiving', 'idle ÷ none', 'receiving ÷ none'], ...rows]),
  );
  console.log(`\n${receiver.received.length} events received`);
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
  },
});
await main(Number(values.samples), Number(values.pause), values.postgres);
