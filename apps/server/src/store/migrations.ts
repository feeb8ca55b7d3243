import { sql } from 'kysely';
import type { Db, ReadDb } from './engine.ts';
import { isLeftover, SkipLeftovers } from './leftovers.ts';
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
import type { Schemaless } from './migrations/columns.ts';

/** Every change of the schema, by name and in order; what has been released is never edited. */
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
};

/** The schema of this program: its last migration. */
export const SCHEMA = Object.keys(migrations).at(-1) as string;

/** Runs work as one transaction, while no other process migrates the database. */
export type Exclusively = <Result>(work: (db: Db) => Promise<Result>) => Promise<Result>;

/**
 * Brings the database forward to this program's schema. Each migration is one transaction, so one that is interrupted
 * leaves nothing behind and the next start goes on from there.
 *
 * @returns the names of what had to be applied
 * @throws Error when a newer program wrote the file: going back would lose what it added
 */
export async function migrate(db: Db, file: string, exclusively: Exclusively): Promise<string[]> {
  // What needs nothing takes no lock, and can start while the database may only be read.
  const before = await appliedTo(db, file);
  if (missingIn(before).length === 0) return [];
  await exclusively(createMigrationTable);
  const mayHaveLeftovers = await wasMigratedWithoutTransactions(db);
  const applied: string[] = [];
  for (const name of missingIn(before)) {
    const attempt = (skipLeftovers: boolean) =>
      exclusively((transaction) => apply(transaction, file, name, skipLeftovers));
    const isNew = await attempt(false)
      .catch((error) => {
        if (!mayHaveLeftovers || !isLeftover(error)) throw error;
        return attempt(true);
      })
      .catch((cause) => {
        const words = (cause as Error).message;
        throw words
          ? new Error(`${file} could not be brought forward to ${name}: ${words}`, { cause })
          : cause;
      });
    if (isNew) applied.push(name);
  }
  return applied;
}

/** @returns whether it was still to be applied: another process may have been quicker */
async function apply(db: Db, file: string, name: string, skipLeftovers: boolean): Promise<boolean> {
  if ((await appliedTo(db, file)).includes(name)) return false;
  await migrations[name]?.(skipLeftovers ? db.withPlugin(await SkipLeftovers.in(db)) : db);
  await sql`insert into kysely_migration (name, timestamp) values (${name}, ${new Date().toISOString()})`.execute(
    db,
  );
  return true;
}

/** Whether Kysely's migrator, which leaves a table of its own, worked on a database in which it uses no transactions. */
async function wasMigratedWithoutTransactions(db: Db): Promise<boolean> {
  if (db.getExecutor().adapter.supportsTransactionalDdl) return false;
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  return tables.some(({ name }) => name === 'kysely_migration_lock');
}

/** As Kysely's migrator made it, which earlier versions used. */
async function createMigrationTable(db: Db): Promise<void> {
  await db.schema
    .createTable('kysely_migration')
    .ifNotExists()
    .addColumn('name', 'varchar(255)', (column) => column.notNull().primaryKey())
    .addColumn('timestamp', 'varchar(255)', (column) => column.notNull())
    .execute();
}

/**
 * Asks whether the schema is this program's still.
 *
 * @throws Error when another program changed it meanwhile, or the database does not answer
 */
export async function checkSchema(db: ReadDb): Promise<void> {
  const applied = await namesIn(db);
  const missing = missingIn(applied);
  if (missing.length > 0) throw new Error(`the schema lacks ${missing.join(', ')}`);
  const newer = newerIn(applied);
  if (newer.length > 0) throw new Error(`the schema is a newer version's (${newer.join(', ')})`);
}

/**
 * The migrations that were applied to a database.
 *
 * @throws Error when a newer program applied one of them
 */
async function appliedTo(db: Db, file: string): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const applied = await namesIn(db);
  const newer = newerIn(applied);
  if (newer.length === 0) return applied;
  throw new Error(
    `${file} was written by a newer version of this program (${newer.join(', ')}). Start that version, or another file.`,
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
