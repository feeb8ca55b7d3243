import { sql } from 'kysely';
import type { Db, ReadDb } from './engine.ts';
import { createIncidentTables } from './migrations/001-incidents.ts';
import { createProblemTable } from './migrations/002-problems.ts';
import { createChangeTables } from './migrations/003-changes.ts';
import { createReleaseTables } from './migrations/004-releases.ts';
import { createConfigurationTables } from './migrations/005-configuration.ts';
import { createTimeTables } from './migrations/006-time.ts';
import { completePeople } from './migrations/007-people.ts';
import { speedUpLists } from './migrations/008-lists.ts';
import { keepPriorityLevels } from './migrations/009-priority-order.ts';
import { createMailTable } from './migrations/010-mail.ts';
import { createHourlyCounts } from './migrations/011-hourly-counts.ts';
import { knowOperator } from './migrations/011-operator.ts';
import { orderNotes } from './migrations/012-newest-notes.ts';
import { createImports } from './migrations/013-imports.ts';
import { addNameKeys } from './migrations/014-name-keys.ts';
import { rememberOutdatedDueDates } from './migrations/016-outdated-due-dates.ts';
import { markRemovedAccounts } from './migrations/017-removed-accounts.ts';
import { createIdempotencyKeys } from './migrations/018-idempotency-keys.ts';
import { createWebhooks } from './migrations/019-webhooks.ts';
import { markIncompleteEvents } from './migrations/020-incomplete-events.ts';
import type { Schemaless } from './migrations/columns.ts';
import { isLeftover, SkipLeftovers } from './skip-leftovers.ts';

/** All migrations by name, in order. Released migrations are never edited. */
export const migrations: Record<string, (db: Schemaless) => Promise<void>> = {
  '001-incidents': createIncidentTables,
  '002-problems': createProblemTable,
  '003-changes': createChangeTables,
  '004-releases': createReleaseTables,
  '005-configuration': createConfigurationTables,
  '006-time': createTimeTables,
  '007-people': completePeople,
  '008-lists': speedUpLists,
  '009-priority-order': keepPriorityLevels,
  '010-mail': createMailTable,
  '011-hourly-counts': createHourlyCounts,
  '011-operator': knowOperator,
  '012-newest-notes': orderNotes,
  '013-imports': createImports,
  '014-name-keys': addNameKeys,
  '016-outdated-due-dates': rememberOutdatedDueDates,
  '017-removed-accounts': markRemovedAccounts,
  '018-idempotency-keys': createIdempotencyKeys,
  '019-webhooks': createWebhooks,
  '020-incomplete-events': markIncompleteEvents,
};

/** The name of this version's schema: the last migration. */
export const SCHEMA = Object.keys(migrations).at(-1) as string;

/** Runs work in a transaction, while no other process migrates the database. */
export type RunExclusively = <Result>(work: (db: Db) => Promise<Result>) => Promise<Result>;

/**
 * Upgrades the database to this version's schema. Each migration is one transaction, so an interrupted one is rolled back
 * and the next start continues with it.
 *
 * @returns the names of the migrations that were applied
 * @throws Error if a newer version wrote the database: a downgrade would lose data
 */
export async function migrate(db: Db, file: string, runExclusively: RunExclusively): Promise<string[]> {
  // An up-to-date database is not locked, so that a server can start while the database is read-only.
  const before = await appliedTo(db, file);
  if (missingIn(before).length === 0) return [];
  await runExclusively(createMigrationTable);
  const mayHaveLeftovers = await wasMigratedWithoutTransactions(db);
  const applied: string[] = [];
  for (const name of missingIn(before)) {
    const attempt = (skipLeftovers: boolean) =>
      runExclusively((transaction) => apply(transaction, file, name, skipLeftovers));
    const isNew = await attempt(false)
      .catch((error) => {
        if (!mayHaveLeftovers || !isLeftover(error)) throw error;
        return attempt(true);
      })
      .catch((cause) => {
        const { message } = cause as Error;
        throw message ? new Error(`${file} could not be upgraded to ${name}: ${message}`, { cause }) : cause;
      });
    if (isNew) applied.push(name);
  }
  return applied;
}

/** @returns false if another process has applied it since */
async function apply(db: Db, file: string, name: string, skipLeftovers: boolean): Promise<boolean> {
  if ((await appliedTo(db, file)).includes(name)) return false;
  await migrations[name]?.(skipLeftovers ? db.withPlugin(await SkipLeftovers.in(db)) : db);
  await sql`insert into kysely_migration (name, timestamp) values (${name}, ${new Date().toISOString()})`.execute(
    db,
  );
  return true;
}

/** Whether Kysely's migrator, recognizable by its lock table, has migrated a database for which it uses no transactions. */
async function wasMigratedWithoutTransactions(db: Db): Promise<boolean> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return false;
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  return tables.some(({ name }) => name === 'kysely_migration_lock');
}

/** Creates the table as Kysely's migrator did, which earlier versions used. */
async function createMigrationTable(db: Db): Promise<void> {
  await db.schema
    .createTable('kysely_migration')
    .ifNotExists()
    .addColumn('name', 'varchar(255)', (column) => column.notNull().primaryKey())
    .addColumn('timestamp', 'varchar(255)', (column) => column.notNull())
    .execute();
}

/**
 * Checks that the schema is the one of this version.
 *
 * @throws Error if it is not, or if the database does not respond
 */
export async function checkSchema(db: ReadDb): Promise<void> {
  const applied = await namesIn(db);
  const missing = missingIn(applied);
  if (missing.length > 0) throw new Error(`the schema lacks ${missing.join(', ')}`);
  const newer = newerIn(applied);
  if (newer.length > 0) throw new Error(`the schema is that of a newer version (${newer.join(', ')})`);
}

/**
 * The migrations that were applied to a database.
 *
 * @throws Error if a newer version applied one of them
 */
async function appliedTo(db: Db, file: string): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const applied = await namesIn(db);
  const newer = newerIn(applied);
  if (newer.length === 0) return applied;
  throw new Error(
    `${file} was written by a newer version of this program (${newer.join(', ')}). Run that version, or use another database.`,
  );
}

async function namesIn(db: ReadDb): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

function missingIn(applied: readonly string[]): string[] {
  return Object.keys(migrations).filter((name) => !applied.includes(name));
}

function newerIn(applied: readonly string[]): string[] {
  return applied.filter((name) => !(name in migrations));
}
