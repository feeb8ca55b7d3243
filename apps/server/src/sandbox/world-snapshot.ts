import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Db, ReadDb } from '../store/store.ts';
import { TABLES } from '../store/tables.ts';

const NAMES = Object.keys(TABLES);

/** Copies all tables to snapshot tables. Restoring them takes a fraction of the time of seeding. */
export async function takeSnapshot(db: Db): Promise<void> {
  for (const name of NAMES) {
    await sql`drop table if exists ${snapshotTable(name)}`.execute(db);
    await sql`create table ${snapshotTable(name)} as select * from ${sql.table(name)}`.execute(db);
  }
}

/** Restores the changed tables from the snapshot. Finding the changed ones is faster than restoring all. */
export async function restoreSnapshot(db: Db): Promise<void> {
  for (const name of await changedTables(db)) {
    await sql`delete from ${sql.table(name)}`.execute(db);
    await sql`insert into ${sql.table(name)} select * from ${snapshotTable(name)}`.execute(db);
  }
}

/** The tables that differ from the snapshot in the rows that meet a condition. */
export async function changedTables(
  db: ReadDb,
  names: readonly string[] = NAMES,
  condition = sql<boolean>`true`,
): Promise<string[]> {
  const nameIfChanged = db.getExecutor().adapter instanceof PostgresAdapter ? onPostgres : onSqlite;
  const { rows } = await sql<{ name: string }>`${sql.join(
    names.map((name) => nameIfChanged(name, condition)),
    sql` union all `,
  )}`.execute(db);
  return rows.map(({ name }) => name);
}

type NameIfChanged = (name: string, condition: RawBuilder<boolean>) => RawBuilder<unknown>;

const onSqlite: NameIfChanged = (name, condition) => {
  const current = sql`select * from ${sql.table(name)} where ${condition}`;
  const snapshot = sql`select * from ${snapshotTable(name)} where ${condition}`;
  return sql`
    select ${sql.lit(name)} as name where exists (${current} except ${snapshot}) or exists (${snapshot} except ${current})`;
};

/** Compares sums of hashes: on Postgres even planning a comparison of rows takes longer. */
const onPostgres: NameIfChanged = (name, condition) => {
  const hashOf = (table: RawBuilder<unknown>) =>
    sql`(select coalesce(sum(hashtextextended(t::text, 0)), 0) from ${table} as t where ${condition})`;
  return sql`select ${sql.lit(name)} as name where ${hashOf(sql.table(name))} <> ${hashOf(snapshotTable(name))}`;
};

function snapshotTable(name: string) {
  return sql.table(`snapshot_${name}`);
}
