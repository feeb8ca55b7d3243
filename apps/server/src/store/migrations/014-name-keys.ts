import { sql } from 'kysely';
import { NAME_KEY, NAMED, nameKey } from '../names.ts';
import { blank, type Schemaless } from './columns.ts';

/** The number of rows per batch, which bounds the memory. */
const ROWS = 2000;

/**
 * Adds a stored key of names, by which both databases order and find them in the same way, in Unicode. Its indexes replace
 * those by `lower`, which supports only ASCII on SQLite.
 */
export async function addNameKeys(db: Schemaless): Promise<void> {
  for (const index of [
    'customers_by_name',
    'companies_by_name',
    'config_items_of_type',
    'config_types_of_parent',
  ])
    await db.schema.dropIndex(index).execute();
  for (const [table, columns] of Object.entries(NAMED)) {
    await db.schema.alterTable(table).addColumn(NAME_KEY, 'text', blank).execute();
    await fillKeys(db, table, columns);
  }
  for (const [index, table, columns] of [
    ['customers_by_name', 'customers', []],
    ['companies_by_name', 'companies', []],
    ['users_by_name', 'users', []],
    ['config_items_of_type', 'config_items', ['config_type_id']],
    ['config_types_of_parent', 'config_types', ['parent_id']],
  ] as const) {
    await db.schema
      .createIndex(index)
      .on(table)
      .columns(['account_id', ...columns, NAME_KEY, 'id'])
      .execute();
  }
}

type Row = Record<string, string> & { account_id: number; id: number };

async function fillKeys(db: Schemaless, table: string, columns: readonly string[]): Promise<void> {
  let last: Row | undefined;
  for (;;) {
    const after = last ? sql`where (account_id, id) > (${last.account_id}, ${last.id})` : sql``;
    const { rows } = await sql<Row>`
      select account_id, id, ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(table)}
      ${after} order by account_id, id limit ${sql.lit(ROWS)}`.execute(db);
    if (rows.length === 0) return;
    const keys = rows.map((row) => {
      const key = nameKey(...columns.map((column) => row[column] ?? ''));
      return sql`(cast(${row.account_id} as bigint), cast(${row.id} as bigint), ${key})`;
    });
    // Both databases name the columns of a VALUES list column1, column2, …
    await sql`
      update ${sql.table(table)} set ${sql.ref(NAME_KEY)} = keys.column3 from (values ${sql.join(keys)}) as keys
      where account_id = keys.column1 and id = keys.column2`.execute(db);
    last = rows.at(-1);
  }
}
