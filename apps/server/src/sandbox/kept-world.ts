import { sql } from 'kysely';
import type { Db } from '../store/store.ts';
import { TABLES } from '../store/tables.ts';

/** Keeps the world as it is in tables beside its own: putting it back takes a fraction of seeding it again. */
export async function keepWorld(db: Db): Promise<void> {
  for (const table of Object.keys(TABLES)) {
    await sql`create table ${sql.table(`kept_${table}`)} as select * from ${sql.table(table)}`.execute(db);
  }
}

/** Puts back the world that was kept. */
export async function restoreWorld(db: Db): Promise<void> {
  for (const table of Object.keys(TABLES)) {
    await sql`delete from ${sql.table(table)}`.execute(db);
    await sql`insert into ${sql.table(table)} select * from ${sql.table(`kept_${table}`)}`.execute(db);
  }
}
