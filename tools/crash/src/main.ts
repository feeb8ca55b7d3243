import { parseArgs } from 'node:util';
import type { RecordFindings } from './check-records.ts';
import { canMount, type DiskFaultFindings, failCalls, fillDisk, forbidWrites } from './disk-faults.ts';
import type { Keyed } from './keys.ts';
import { type Killed, killOnPostgres, killOnSqlite, percentile } from './kills.ts';
import { failOver, freeze, type Interrupted } from './outages.ts';
import { type Raced, race } from './races.ts';
import { canTrace, watchSyncs } from './syncs.ts';
import { killUpgrades, type Upgraded } from './upgrades.ts';
import { type Delivered, deliverOnPostgres, deliverOnSqlite } from './webhooks.ts';

/*
 * What the server keeps when it is killed or frozen, when an upgrade is, when its database fails over, when its disk is
 * full, and when nothing can be written.
 *
 *   --sqlite 200     how often the one server of a database file is killed
 *   --postgres 50    how often one of two servers of a Postgres database is
 *   --upgrades 50    how often the upgrade of a database file of 400,000 records is killed
 *   --freezes 20     how often one of two servers of a Postgres database is frozen (SIGSTOP) for a while
 *   --failovers 20   how often the primary of a Postgres pair is killed or frozen, whose standby takes over
 *   --webhooks 10000 how many events a receiver is sent that fails, hangs, redirects and dies, on SQLite and on Postgres
 *   --faults         whether its disk fails as well
 *   --keys           only the kills, 500 on SQLite, with creates that carry an idempotency key and are retried by the client
 *   --races          only creates that are sent by 2 to 5 requests at once, under one key, through two servers of a
 *                    Postgres database
 *   --creates 10000  how many creates race
 *
 * Faults of the disk need strace, and a full one the right to mount a file system.
 */

/** What has to be 0, whatever happened. */
const NEVER = {
  lost: 'acknowledged writes lost',
  duplicated: 'duplicate records',
  halfWritten: 'half-written records',
  miscounted: 'wrong totals',
  mailsLost: 'mails lost',
  mailsForNothing: 'mails about records that do not exist',
  mailsDoubled: 'mails sent twice under two Message-IDs',
} as const satisfies Partial<Record<keyof RecordFindings, string>>;

let failed = false;

function reportFindings(title: string, findings: RecordFindings): void {
  const { acknowledged, keptUnasked, mails, mailsRepeated } = findings;
  console.log(`\n${title}`);
  const rows = [
    [acknowledged, 'writes acknowledged'],
    [keptUnasked, 'unacknowledged writes kept in full'],
    ...Object.entries(NEVER).map(([name, text]) => [findings[name as keyof RecordFindings], text] as const),
    [mails, 'mails sent'],
    [mailsRepeated, 'of them sent again, under the same Message-ID'],
  ] as const;
  for (const [count, text] of rows) console.log(`${String(count).padStart(8)}  ${text}`);
  failed ||= Object.keys(NEVER).some((name) => findings[name as keyof RecordFindings] > 0);
}

/** What is sent again under its key has the first response. */
function reportKeyed({ keys, requests, responses, replayed, differing }: Keyed): void {
  console.log(`${String(keys).padStart(8)}  creates with an idempotency key, sent ${requests} times`);
  console.log(`${String(responses).padStart(8)}  responses to them, ${replayed} of them replayed`);
  console.log(`${String(differing).padStart(8)}  keys whose responses differ`);
  failed ||= differing > 0 || replayed < keys;
}

function reportRaces({ creates, duplicates, missing, failures, ...keyed }: Raced): void {
  console.log(`\nPostgres with two servers: ${creates} creates, each by several requests at once`);
  console.log(`${String(duplicates).padStart(8)}  duplicate records`);
  console.log(`${String(missing).padStart(8)}  creates without a record`);
  console.log(`${String(failures.length).padStart(8)}  failed requests`);
  for (const text of new Set(failures)) console.log(`          ${text}`);
  reportKeyed(keyed);
  failed ||= duplicates > 0 || missing > 0 || failures.length > 0;
}

function reportKills(title: string, { kills, ready, refusals, keyed, ...findings }: Killed): void {
  reportFindings(`${title}: kill -9, ${kills} times`, findings);
  console.log(`${String(refusals.length).padStart(8)}  refusals`);
  const times = [50, 99].map((percent) => `p${percent} ${Math.round(percentile(ready, percent))} ms`);
  if (keyed) reportKeyed(keyed);
  console.log(`          from start to first response: ${times.join(', ')}`);
  failed ||= refusals.length > 0;
}

/** Milliseconds for which writes may be refused, or not answered. */
const LONGEST_OUTAGE = 15_000;

function reportOutages(title: string, { times, refusals, longest, ...findings }: Interrupted): void {
  reportFindings(`${title}, ${times} times`, findings);
  console.log(`${String(refusals.length).padStart(8)}  refusals`);
  for (const [text, all] of Object.entries(Object.groupBy(refusals, (text) => text))) {
    console.log(`          ${all?.length} times ${text}`);
  }
  console.log(`          the longest time without an acknowledged write: ${Math.round(longest)} ms`);
  failed ||= longest > LONGEST_OUTAGE;
}

function reportUpgrades(records: number, { kills, at, stuck, different, took }: Upgraded): void {
  console.log(
    `\nAn upgrade of a file of ${records} records (${Math.round(took)} ms): kill -9, ${kills} times`,
  );
  for (const [done, times] of Object.entries(at)) {
    console.log(`${String(times).padStart(8)}  when ${done} migrations were done`);
  }
  console.log(`${String(stuck.length).padStart(8)}  upgrades that could not continue`);
  for (const words of new Set(stuck)) console.log(`          ${words.trim()}`);
  console.log(`${String(different).padStart(8)}  files that differ from an uninterrupted upgrade`);
  failed ||= stuck.length > 0 || different > 0;
}

function reportFault(
  title: string,
  { refusalCounts, read, recovered, intact, ...findings }: DiskFaultFindings,
): void {
  reportFindings(title, findings);
  for (const [text, count] of Object.entries(refusalCounts))
    console.log(`${String(count).padStart(8)}  refused with ${text}`);
  console.log(`          reads ${read ? 'succeeded' : 'FAILED'} meanwhile`);
  console.log(`          first write ${Math.round(recovered)} ms afterwards, without a restart`);
  console.log(`          the database is ${intact ? 'intact' : 'NOT intact'}`);
  failed ||= !read || !intact || Object.keys(refusalCounts).length === 0;
}

function reportEvents(title: string, { events, kills, behaviours, ...counts }: Delivered): void {
  const { lost, outOfOrder, outdated, doubled, redirected, repeated } = counts;
  const did = Object.entries(behaviours).map(([name, times]) => `${name} ${times}`);
  console.log(
    `\n${title}: events to a receiver that fails, hangs, redirects and dies; kill -9, ${kills} times`,
  );
  const rows = [
    [events, 'events of acknowledged writes'],
    [lost, 'lost'],
    [outOfOrder, 'out of order per record'],
    [outdated, 'with a record that is not as it was after the write'],
    [doubled, 'sent under two ids'],
    [redirected, 'redirects followed'],
    [repeated, 'sent again, under the same id'],
  ] as const;
  for (const [count, text] of rows) console.log(`${String(count).padStart(8)}  ${text}`);
  console.log(`          the receiver: ${did.join(', ')}`);
  failed ||= events === 0 || [lost, outOfOrder, outdated, doubled, redirected].some((count) => count > 0);
}

interface Times {
  sqlite: number;
  postgres: number;
  upgrades: number;
  freezes: number;
  failovers: number;
  webhooks: number;
}

async function main(
  { sqlite, postgres, upgrades, freezes, failovers, webhooks }: Times,
  faults: boolean,
): Promise<void> {
  if (sqlite > 0) reportKills('SQLite', await killOnSqlite(sqlite));
  if (postgres > 0) reportKills('Postgres with two servers', await killOnPostgres(postgres));
  if (upgrades > 0) reportUpgrades(RECORDS, await killUpgrades(upgrades, RECORDS));
  if (freezes > 0) reportOutages('Postgres with two servers: one is frozen', await freeze(freezes));
  if (failovers > 0) reportOutages('A Postgres pair: the standby takes over', await failOver(failovers));
  if (webhooks > 0) {
    reportEvents('SQLite', await deliverOnSqlite(webhooks, EVENT_KILLS));
    reportEvents('Postgres with two servers', await deliverOnPostgres(webhooks, EVENT_KILLS));
  }
  if (canTrace()) {
    const { answers, syncs, tooEarly } = await watchSyncs(20, 32);
    console.log(
      `\nSQLite under strace: ${answers} creates acknowledged, ${syncs} fsyncs, ${tooEarly} acknowledged before their fsync`,
    );
    failed ||= answers === 0 || tooEarly > 0;
  } else console.log('\nstrace is not available: fsyncs were not checked');
  if (!faults) return;
  reportFault('Postgres, read-only for a while', await forbidWrites());
  if (canMount()) reportFault('SQLite on a disk, full for a while', await fillDisk());
  if (!canTrace()) return;
  reportFault('SQLite on a disk, read-only for a while', await failCalls('pwrite64', 'EROFS'));
  reportFault('SQLite on a disk whose fsync fails for a while', await failCalls('fsync,fdatasync', 'EIO'));
}

/** Records of the file whose upgrade is killed. */
const RECORDS = 400_000;
/** How often servers are killed while events are delivered. */
const EVENT_KILLS = 5;

/** Kills servers whose clients retry each create under its key. */
async function killWithKeys(sqlite: number, postgres: number): Promise<void> {
  if (sqlite > 0) reportKills('SQLite', await killOnSqlite(sqlite, true));
  if (postgres > 0) reportKills('Postgres with two servers', await killOnPostgres(postgres, true));
}

const { values } = parseArgs({
  options: {
    sqlite: { type: 'string' },
    postgres: { type: 'string', default: '50' },
    upgrades: { type: 'string', default: '50' },
    freezes: { type: 'string', default: '20' },
    failovers: { type: 'string', default: '20' },
    webhooks: { type: 'string', default: '10000' },
    faults: { type: 'boolean', default: false },
    keys: { type: 'boolean', default: false },
    races: { type: 'boolean', default: false },
    creates: { type: 'string', default: '10000' },
  },
});
const { keys, races, creates, faults, sqlite = keys ? '500' : '200' } = values;
const times = {
  sqlite: Number(sqlite),
  postgres: Number(values.postgres),
  upgrades: Number(values.upgrades),
  freezes: Number(values.freezes),
  failovers: Number(values.failovers),
  webhooks: Number(values.webhooks),
};
if (keys) await killWithKeys(times.sqlite, times.postgres);
if (races) reportRaces(await race(Number(creates)));
if (!keys && !races) await main(times, faults);
process.exitCode = failed ? 1 : 0;
