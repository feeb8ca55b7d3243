import { setTimeout as sleep } from 'node:timers/promises';
import { startMailServer } from '@service-desk/test-kit/mail-server';
import { startPostgres } from '@service-desk/test-kit/postgres';
import { checkRecords, type RecordFindings } from './check-records.ts';
import { PostgresPair } from './pair.ts';
import { mailSettings, ServerFleet } from './server-fleet.ts';
import { startLoad } from './write-load.ts';

/** What came of a Postgres database, or a process on one, that was away for a while. */
export interface Interrupted extends RecordFindings {
  times: number;
  refusals: readonly string[];
  /** The longest time in milliseconds in which no write was acknowledged, of all servers. */
  longest: number;
}

/** Milliseconds after which the database has ended the transaction of a process that is frozen, and others write. */
const LOCKED = 6000;
/** Milliseconds for which a process is frozen. */
const FROZEN = LOCKED + 3000;
/** Milliseconds for which a machine is gone: longer than any query is waited for. */
const GONE = 15_000;
/** Milliseconds between two outages. */
const BETWEEN = 1500;

/** Freezes one of two processes on one Postgres, as a machine does that is paused, and lets it go on later. */
export async function freeze(times: number): Promise<Interrupted> {
  await using postgres = await startPostgres();
  return await interrupted(postgres.url, times, async (fleet, index) => {
    fleet.freeze(index % 2);
    await sleep(FROZEN);
    fleet.thaw(index % 2);
  });
}

/**
 * Kills the primary of a Postgres pair, whose standby takes over, and repairs the pair. Every other time the primary is
 * frozen, as when its machine is gone: connections to it neither answer nor end.
 */
export async function failOver(times: number): Promise<Interrupted> {
  await using pair = await PostgresPair.start();
  return await interrupted(pair.url, times, async (_fleet, index) => {
    const how = index % 2 === 0 ? 'killed' : 'frozen';
    await pair.failOver(how);
    await sleep(how === 'killed' ? BETWEEN : GONE);
    await pair.repair();
  });
}

/** The one while the other lasts: once on a pair, for a short test of both. */
export async function freezeAndFailOver(): Promise<Interrupted> {
  await using pair = await PostgresPair.start();
  return await interrupted(pair.url, 1, async (fleet) => {
    fleet.freeze(0);
    await sleep(LOCKED);
    await pair.failOver();
    await pair.repair();
    fleet.thaw(0);
  });
}

async function interrupted(
  url: string,
  times: number,
  interrupt: (fleet: ServerFleet, index: number) => Promise<void>,
): Promise<Interrupted> {
  await using mails = await startMailServer();
  await using fleet = new ServerFleet({ DATABASE_URL: url, ...mailSettings(mails) });
  await Promise.all([0, 1].map((index) => fleet.start(index)));
  const load = startLoad(() => fleet.urls);
  for (let index = 0; index < times; index += 1) {
    await sleep(BETWEEN * (0.5 + Math.random()));
    await interrupt(fleet, index);
  }
  await sleep(BETWEEN);
  await load.stop();
  // A server that starts looks for mail that another had claimed and did not send.
  await fleet.start(2);
  const findings = await checkRecords(fleet.urls[0] as string, load.writes, mails.taken);
  return { times, refusals: load.refusals, longest: longestGap(load.acknowledged), ...findings };
}

/** The longest time between two moments that follow each other. */
export function longestGap(moments: readonly number[]): number {
  return moments.reduce((longest, at, index) => Math.max(longest, at - (moments[index - 1] ?? at)), 0);
}
