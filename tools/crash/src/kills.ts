import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailServer } from '@service-desk/test-kit/mail-server';
import { startPostgres } from '@service-desk/test-kit/postgres';
import { callApi } from './call-api.ts';
import { checkRecords, type RecordFindings } from './check-records.ts';
import { type Keyed, KeyedRequests, sendByClient } from './keys.ts';
import { mailSettings, ServerFleet } from './server-fleet.ts';
import { startLoad } from './write-load.ts';

/** What came of killing servers. */
export interface Killed extends RecordFindings {
  kills: number;
  /** Milliseconds from a start after a kill to the first answer, in order. */
  ready: number[];
  refusals: readonly string[];
  /** How the responses of keys compare, if the creates had keys. */
  keyed?: Keyed;
}

/** Milliseconds that servers have between two kills, at the most. */
const LONGEST_LIFE = 1000;

/**
 * Kills the one server of a database file at random moments.
 *
 * @param withKeys whether the creates carry idempotency keys, and are retried by the client
 */
export async function killOnSqlite(kills: number, withKeys = false): Promise<Killed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-crash-'));
  try {
    return await killAll({ DATA_DIR: folder }, 1, kills, withKeys);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills one of two servers of a Postgres database at random moments, and now and then both at once. */
export async function killOnPostgres(kills: number, withKeys = false): Promise<Killed> {
  await using postgres = await startPostgres();
  return await killAll({ DATABASE_URL: postgres.url }, 2, kills, withKeys);
}

async function killAll(
  env: Record<string, string>,
  size: number,
  kills: number,
  withKeys: boolean,
): Promise<Killed> {
  await using mails = await startMailServer();
  await using fleet = new ServerFleet({ ...env, ...mailSettings(mails) });
  const everyone = Array.from({ length: size }, (_, index) => index);
  for (const index of everyone) await fleet.start(index);
  const requests = withKeys ? new KeyedRequests(() => fleet.urls) : undefined;
  const load = startLoad(() => fleet.urls, requests && sendByClient(requests.desk(), callApi));
  const ready: number[] = [];
  for (let killed = 0; killed < kills; ) {
    await sleep(Math.random() * LONGEST_LIFE);
    const all = size > 1 && Math.random() < 0.2 && killed + size <= kills;
    const victims = all ? everyone : [Math.floor(Math.random() * size)];
    await Promise.all(victims.map((index) => fleet.kill(index)));
    ready.push(...(await Promise.all(victims.map((index) => fleet.start(index)))));
    killed += victims.length;
  }
  await sleep(LONGEST_LIFE);
  await load.stop();
  const keyed = await requests?.compare();
  const findings = await checkRecords(fleet.urls[0] as string, load.writes, mails.taken);
  return {
    kills,
    ready: ready.toSorted((a, b) => a - b),
    refusals: load.refusals,
    ...(keyed && { keyed }),
    ...findings,
  };
}

/** A value that so many of a hundred do not exceed. */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
