import { sql } from 'kysely';
import type { Db } from '../store/store.ts';
import { TABLES } from '../store/tables.ts';

const NAMES = Object.keys(TABLES);

/** Keeps the world as it is in tables beside its own: putting it back takes a fraction of seeding it again. */
export async function keepWorld(db: Db): Promise<void> {
  for (const name of NAMES) {
    await sql`create table ${kept(name)} as select * from ${sql.table(name)}`.execute(db);
  }
}

/** Puts back the world that was kept. Only what has changed is written: to look for it takes less. */
export async function restoreWorld(db: Db): Promise<void> {
  const { rows } = await sql<{
    name: string;
  }>`${sql.join(NAMES.map(nameIfChanged), sql` union all `)}`.execute(db);
  for (const { name } of rows) {
    await sql`delete from ${sql.table(name)}`.execute(db);
    await sql`insert into ${sql.table(name)} select * from ${kept(name)}`.execute(db);
  }
}

function nameIfChanged(name: string) {
  const table = sql.table(name);
  return sql`
    select ${sql.lit(name)} as name where
      exists (select * from ${table} except select * from ${kept(name)}) or
      exists (select * from ${kept(name)} except select * from ${table})`;
}

function kept(name: string) {
  return sql.table(`kept_${name}`);
}
