import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Db, ReadDb } from '../store/store.ts';
import { TABLES } from '../store/tables.ts';

const NAMES = Object.keys(TABLES);

/** Keeps the world as it is in tables beside its own: putting it back takes a fraction of seeding it again. */
export async function keepWorld(db: Db): Promise<void> {
  for (const name of NAMES) {
    await sql`drop table if exists ${kept(name)}`.execute(db);
    await sql`create table ${kept(name)} as select * from ${sql.table(name)}`.execute(db);
  }
}

/** Puts back the world that was kept. Only what has changed is written: to look for it takes less. */
export async function restoreWorld(db: Db): Promise<void> {
  for (const name of await changedTables(db)) {
    await sql`delete from ${sql.table(name)}`.execute(db);
    await sql`insert into ${sql.table(name)} select * from ${kept(name)}`.execute(db);
  }
}

/** Those of the tables whose rows, as far as they meet a condition, are not as they were kept. */
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
  const now = sql`select * from ${sql.table(name)} where ${condition}`;
  const then = sql`select * from ${kept(name)} where ${condition}`;
  return sql`
    select ${sql.lit(name)} as name where exists (${now} except ${then}) or exists (${then} except ${now})`;
};

/** By the sum of hashes: Postgres takes longer to plan a comparison of rows than to add these up. */
const onPostgres: NameIfChanged = (name, condition) => {
  const hashOf = (table: RawBuilder<unknown>) =>
    sql`(select coalesce(sum(hashtextextended(t::text, 0)), 0) from ${table} as t where ${condition})`;
  return sql`select ${sql.lit(name)} as name where ${hashOf(sql.table(name))} <> ${hashOf(kept(name))}`;
};

function kept(name: string) {
  return sql.table(`kept_${name}`);
}
