import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startPostgres } from '@service-desk/test-kit/postgres';
import {
  type ReceivedEvent,
  type ReceiverBehaviour,
  startReceiver,
  type WebhookReceiver,
} from '@service-desk/test-kit/webhook-receiver';
import { callApi } from './call-api.ts';
import { program, ServerFleet } from './server-fleet.ts';

/** What came of events to a receiver that fails, while servers are killed. */
export interface Delivered {
  /** The events of acknowledged writes. */
  events: number;
  /** Those that were never received. */
  lost: number;
  /** Those that were first received after a later one of their record. */
  outOfOrder: number;
  /** Those that were received more than once, under the same id. */
  repeated: number;
  /** Those whose record is not as it was after the write. */
  outdated: number;
  /** Those that were received under several ids. */
  doubled: number;
  kills: number;
  /** What the receiver did, and how often. */
  behaviours: Record<string, number>;
  /** Requests that followed a redirect. */
  redirected: number;
}

/** What the receiver does with a hundred requests. */
const SHARES: readonly [ReceiverBehaviour, number][] = [
  [500, 3],
  ['die', 2],
  ['redirect', 2],
  ['hang', 0.2],
];
/** Seconds without an event after which the rest is lost: longer than the lease of a server that was killed. */
const QUIET = 150;
const WORKERS = 8;
/** Records that a worker updates in turn. */
const RECORDS = 25;
/** Milliseconds between kills, at the least and the most. */
const LIFE = [3000, 8000] as const;

/** The one server of a database file. */
export async function deliverOnSqlite(events: number, kills: number): Promise<Delivered> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-webhooks-'));
  try {
    return await deliverAll({ DATA_DIR: folder }, 1, events, kills);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two servers of a Postgres database. */
export async function deliverOnPostgres(events: number, kills: number): Promise<Delivered> {
  await using postgres = await startPostgres();
  return await deliverAll({ DATABASE_URL: postgres.url }, 2, events, kills);
}

/**
 * Updates incidents and comments on them until the receiver should have got so many events, kills servers meanwhile, and has
 * the receiver fail, hang, redirect, die, and be gone for a while.
 */
async function deliverAll(
  env: Record<string, string>,
  size: number,
  events: number,
  kills: number,
): Promise<Delivered> {
  const settings = { ...env, WEBHOOK_ALLOW: '127.0.0.0/8' };
  let receiver = await startReceiver();
  const { url } = receiver;
  const behaviours: Record<string, number> = {};
  const misbehave = (): ReceiverBehaviour => {
    const behaviour = drawn(Math.random() * 100);
    behaviours[behaviour] = (behaviours[behaviour] ?? 0) + 1;
    return behaviour;
  };
  receiver.behave = misbehave;
  const received: ReceivedEvent[] = [];
  let redirected = 0;
  const collect = (from: WebhookReceiver) => {
    received.push(...from.received.splice(0));
    redirected += from.redirected;
    from.redirected = 0;
  };
  await using fleet = new ServerFleet(settings);
  const everyone = Array.from({ length: size }, (_, index) => index);
  for (const index of everyone) await fleet.start(index);
  await addWebhook(settings, url);

  const written = startWrites(() => fleet.urls, events);
  let done = false;
  const killing = (async () => {
    for (let killed = 0; killed < kills && !done; killed += 1) {
      await sleep(LIFE[0] + Math.random() * (LIFE[1] - LIFE[0]));
      const victim = Math.floor(Math.random() * size);
      await fleet.kill(victim);
      if (killed % 3 === 1) {
        // The receiver dies as well.
        await receiver.close();
        collect(receiver);
        await sleep(1000);
        receiver = await startReceiver(Number(new URL(url).port));
        receiver.behave = misbehave;
      }
      await fleet.start(victim);
    }
  })();
  const acknowledged = await written;
  await killing;
  done = true;
  // What is waiting is delivered within the time of the retries.
  const deadline = performance.now() + 15 * 60_000;
  let last = -1;
  for (let quiet = 0; quiet < QUIET && performance.now() < deadline; quiet += 1) {
    await sleep(1000);
    collect(receiver);
    if (received.length !== last) quiet = 0;
    last = received.length;
    if (new Set(received.map(({ body }) => nameOf(eventIn(body)))).size >= acknowledged.length && quiet > 3)
      break;
  }
  collect(receiver);
  await receiver.close();
  return { ...judged(acknowledged, received), kills, behaviours, redirected };
}

/** What the receiver does, by a number from 0 to 100. */
function drawn(number: number): ReceiverBehaviour {
  let below = 0;
  for (const [behaviour, share] of SHARES) {
    below += share;
    if (number < below) return behaviour;
  }
  return 204;
}

/** Adds a webhook for updates and notes by the command, which prints its secret. */
async function addWebhook(env: Record<string, string>, url: string): Promise<void> {
  const args = [
    '--conditions=@service-desk/source',
    program,
    'webhook',
    'add',
    url,
    '--events',
    'incident.updated,incident.note_added',
    '--account',
    '1',
  ];
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
}

/** Writes to records from several workers until so many writes were acknowledged; resolves with the names of their events. */
async function startWrites(servers: () => readonly string[], count: number): Promise<string[]> {
  const acknowledged: string[] = [];
  async function send(method: 'POST' | 'PUT', where: string, body: object, key: string) {
    const headers = { 'Idempotency-Key': key };
    for (;;) {
      const urls = servers();
      const url = urls[Math.floor(Math.random() * urls.length)];
      if (url) {
        const answer = await callApi(url, method, where, body, 'demo-dan', headers).catch(() => undefined);
        if (answer && answer.errors.length === 0) return answer.result;
        // It is unknown whether it was written; under its key it can be sent again.
      }
      await sleep(20);
    }
  }
  await Promise.all(
    Array.from({ length: WORKERS }, async (_, worker) => {
      const ids: number[] = [];
      for (let index = 0; index < RECORDS; index += 1) {
        const incident = { title: `w${worker}`, service_id: 20 };
        ids.push((await send('POST', 'incidents', { incident }, `w${worker} ${index}`)).incident.id);
      }
      const rounds = Math.ceil(count / WORKERS / RECORDS / 2);
      for (let round = 1; round <= rounds; round += 1) {
        for (const id of ids) {
          const title = `${id} ${round}`;
          await send('PUT', `incidents/${id}`, { incident: { title } }, `${title} updated`);
          await send('POST', `incidents/${id}/comments`, { comment: { note: title } }, `${title} noted`);
          acknowledged.push(`${title} updated`, `${title} noted`);
        }
      }
    }),
  );
  return acknowledged;
}

/** An event of a write: the title of its record, the number of the record and of the round, and the note. */
interface SentEvent {
  title: string;
  note?: string | undefined;
}

function eventIn(body: string): SentEvent {
  const { data } = JSON.parse(body) as { data: { incident: { title: string }; note?: { note: string } } };
  return { title: data.incident.title, note: data.note?.note };
}

/** Names an event by the write that caused it: `13600 2 noted`. */
function nameOf({ title, note }: SentEvent): string {
  return note === undefined ? `${title} updated` : `${note} noted`;
}

function judged(acknowledged: readonly string[], received: readonly ReceivedEvent[]) {
  const first = new Map<string, Set<string>>();
  const lastTurn = new Map<string, number>();
  let outOfOrder = 0;
  let outdated = 0;
  let repeated = 0;
  for (const { id, body } of received) {
    const event = eventIn(body);
    const name = nameOf(event);
    const ids = first.get(name);
    if (ids) {
      repeated += 1;
      ids.add(id);
      continue;
    }
    first.set(name, new Set([id]));
    if (event.note !== undefined && event.note !== event.title) outdated += 1;
    const [record = '', round, what] = name.split(' ');
    const turn = Number(round) * 2 + (what === 'noted' ? 1 : 0);
    if (turn < (lastTurn.get(record) ?? 0)) outOfOrder += 1;
    lastTurn.set(record, turn);
  }
  const lost = acknowledged.filter((name) => !first.has(name)).length;
  const doubled = [...first.values()].filter(({ size }) => size > 1).length;
  return { events: acknowledged.length, lost, outOfOrder, outdated, repeated, doubled };
}
