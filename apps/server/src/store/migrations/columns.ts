import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

// biome-ignore lint/suspicious/noExplicitAny: a migration uses the schema of its time, not the current one.
export type Schemaless = Kysely<any>;

type Column = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;

/** Not null. */
export const required: Column = (column) => column.notNull();
/** A text that is `""` by default. */
export const blank: Column = (column) => column.notNull().defaultTo('');
/** A number that is 0 by default. */
export const none: Column = (column) => column.notNull().defaultTo(0);

/** A table whose key begins with the account, so that a database can be partitioned by account. */
export function keyed(db: Schemaless, table: string, key: string[]) {
  let builder = db.schema.createTable(table).addColumn('account_id', 'bigint', required);
  for (const name of key) {
    builder = builder.addColumn(name, name.endsWith('_type') ? 'text' : 'bigint', required);
  }
  return builder.addPrimaryKeyConstraint(`${table}_key`, ['account_id', ...key] as never[]);
}
