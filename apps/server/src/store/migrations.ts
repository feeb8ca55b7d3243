import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
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
import type { Database } from './schema.ts';

/** Every change of the schema, by a name that sorts; what has been released is never edited. */
const migrations: Record<string, Migration> = {
  '001-incidents': { up: createIncidentTables },
  '002-problems': { up: createProblemTable },
  '003-changes': { up: createChangeTables },
  '004-releases': { up: createReleaseTables },
  '005-configuration': { up: createConfigurationTables },
  '006-time': { up: createTimeTables },
  '007-people': { up: completePeople },
  '008-lists': { up: speedUpLists },
  '009-priority-order': { up: keepPriorityLevels },
  '010-mail': { up: createMailTable },
  '011-hourly-counts': { up: createHourlyCounts },
  '011-operator': { up: knowOperator },
  '012-newest-notes': { up: orderNotes },
  '013-imports': { up: createImports },
  '014-name-keys': { up: addNameKeys },
  '016-outdated-due-dates': { up: rememberOutdatedDueDates },
};

/** The schema of this program: its last migration. */
export const SCHEMA = Object.keys(migrations).at(-1) as string;

/**
 * Brings the database forward to this program's schema.
 *
 * @returns the names of what had to be applied
 * @throws Error when a newer program wrote the file: going back would lose what it added
 */
export async function migrate(db: Kysely<Database>, file: string): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const newer = await appliedBeyond(db);
  if (newer.length > 0) {
    throw new Error(
      `${file} was written by a newer version of this program (${newer.join(', ')}). Start that version, or another file.`,
    );
  }
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.map(({ migrationName }) => migrationName);
}

/**
 * Asks whether the schema is this program's still.
 *
 * @throws Error when another program changed it meanwhile, or the database does not answer
 */
export async function checkSchema(db: Kysely<Database>): Promise<void> {
  const applied = await appliedTo(db);
  const missing = Object.keys(migrations).filter((name) => !applied.includes(name));
  if (missing.length > 0) throw new Error(`the schema lacks ${missing.join(', ')}`);
  const newer = applied.filter((name) => !(name in migrations));
  if (newer.length > 0) throw new Error(`the schema is a newer version's (${newer.join(', ')})`);
}

async function appliedBeyond(db: Kysely<Database>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  return (await appliedTo(db)).filter((name) => !(name in migrations));
}

async function appliedTo(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}
