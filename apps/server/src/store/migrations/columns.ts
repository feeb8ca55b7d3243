import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration knows the schema of its day, not today's.
export type Schemaless = Kysely<any>;

type Column = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;

/** Never null. */
export const required: Column = (column) => column.notNull();
/** A text that is `""` until somebody writes it. */
export const blank: Column = (column) => column.notNull().defaultTo('');
/** A number that is 0 until somebody writes it. */
export const none: Column = (column) => column.notNull().defaultTo(0);

/** A table whose key begins with the account, so that a database can be spread by account. */
export function keyed(db: Schemaless, table: string, key: string[]) {
  let builder = db.schema.createTable(table).addColumn('account_id', 'bigint', required);
  for (const name of key) {
    builder = builder.addColumn(name, name.endsWith('_type') ? 'text' : 'bigint', required);
  }
  return builder.addPrimaryKeyConstraint(`${table}_key`, ['account_id', ...key] as never[]);
}
