import { SCHEMA } from '../store/migrations.ts';
import { NAME_KEY } from '../store/names.ts';
import type { Database } from '../store/schema.ts';
import type { ReadDb } from '../store/store.ts';
import { TABLES } from '../store/tables.ts';

/*
 * The file of everything, in JSON Lines. The first line says what it is. Then account after account, each in a part of
 * its own that begins with `{"account":1}`, and in it table after table: a line that names the table and its columns, and
 * a line for each row, an array of their values, ordered by the key. Bytes are base64. The last line says how many lines
 * stand before it, so that a file that was cut short is known by that.
 *
 * Nothing in it depends on the database or on when it was written: the same data makes the same file.
 */

export type TableName = keyof Database;
export type Value = string | number | bigint | null;

export interface Header {
  format: typeof FORMAT;
  version: typeof VERSION;
  /** The last migration of the schema whose tables these are. */
  schema: string;
}

/** Begins the part of an account. */
export interface AccountLine {
  /** Null for what belongs to none. */
  account: number | bigint | null;
}

/** Begins the rows of a table. */
export interface TableLine {
  table: TableName;
  columns: string[];
}

/** Ends the file. */
export interface EndLine {
  lines: number;
}

export const FORMAT = 'service-desk';
export const VERSION = 1;

export const HEADER: Header = { format: FORMAT, version: VERSION, schema: SCHEMA };

/** What is counted anew, or lives only as long as a process does. */
const LEFT_OUT: readonly TableName[] = ['open_counts', 'hourly_counts', 'imports'];
/** Nobody may call before the rest of his account is there. */
const LAST: readonly TableName[] = ['tokens'];

/** The tables of a file, in the order in which they stand in it. */
export const FILED: readonly TableName[] = [
  ...(Object.keys(TABLES) as TableName[]).filter((table) => ![...LEFT_OUT, ...LAST].includes(table)),
  ...LAST,
];

/** A table as it stands in a file. */
export interface FiledTable {
  name: TableName;
  /** Without the account, which the part of the file names. */
  columns: readonly string[];
  /** Those of the key, without the account. */
  key: readonly string[];
  /** Which columns hold bytes. */
  bytes: ReadonlySet<string>;
  /** The database's types of all columns. */
  types: ReadonlyMap<string, string>;
}

/** The tables of a database as they stand in a file: columns of the key first, then by name. */
export async function filedTables(db: ReadDb): Promise<ReadonlyMap<TableName, FiledTable>> {
  const known = new Map((await db.introspection.getTables()).map((table) => [table.name, table.columns]));
  return new Map(
    FILED.map((name) => {
      const columns = known.get(name) ?? [];
      const key = TABLES[name].filter((column) => column !== accountColumn(name));
      const rest = columns
        .map((column) => column.name)
        .filter((column) => column !== accountColumn(name) && !(key as string[]).includes(column))
        .filter((column) => column !== NAME_KEY);
      const bytes = columns
        .filter(({ dataType }) => /^(blob|bytea)$/i.test(dataType))
        .map((column) => column.name);
      const types = new Map(columns.map((column) => [column.name, column.dataType]));
      return [name, { name, key, columns: [...key, ...rest.toSorted()], bytes: new Set(bytes), types }];
    }),
  );
}

/** The column that says whose a row is. Pictures do not say it: they belong to whoever's avatars name them. */
export function accountColumn(table: TableName): string | undefined {
  if (table === 'pictures') return undefined;
  return table === 'accounts' ? 'id' : 'account_id';
}
