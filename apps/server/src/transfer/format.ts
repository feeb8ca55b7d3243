import { SCHEMA } from '../store/migrations.ts';
import { NAME_KEY } from '../store/names.ts';
import type { Database } from '../store/schema.ts';
import type { ReadDb } from '../store/store.ts';
import { TABLES } from '../store/tables.ts';

/*
 * The export file, in JSON Lines. The first line is a header. Each account has a section that begins with `{"account":1}` and
 * contains its tables: a line with the name and columns of the table, and a line for each row, an array of its values, ordered
 * by key. Bytes are base64. The last line contains the number of lines before it, which reveals a truncated file.
 *
 * The file depends only on the data, not on the database or the time.
 */

export type TableName = keyof Database;
export type ColumnValue = string | number | bigint | null;

export interface Header {
  format: typeof FORMAT;
  version: typeof VERSION;
  /** The last migration of the schema whose tables these are. */
  schema: string;
}

/** Begins the section of an account. */
export interface AccountLine {
  /** Null: rows without an account. */
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

/** Tables that are recomputed or temporary. */
const EXCLUDED: readonly TableName[] = ['open_counts', 'hourly_counts', 'imports'];
/**
 * Tokens come last, so that an account cannot be called before it is complete, and before them webhooks: a server that runs
 * on the database would deliver the first event of a record while its later ones are still missing.
 */
const LAST: readonly TableName[] = ['webhooks', 'tokens'];

/** The exported tables in order. */
export const EXPORTED_TABLES: readonly TableName[] = [
  ...(Object.keys(TABLES) as TableName[]).filter((table) => ![...EXCLUDED, ...LAST].includes(table)),
  ...LAST,
];

/** An exported table. */
export interface ExportedTable {
  name: TableName;
  /** Without the account, which is given by the section. */
  columns: readonly string[];
  /** The columns of the key, without the account. */
  key: readonly string[];
  /** The columns with bytes. */
  bytes: ReadonlySet<string>;
  /** The types of all columns in the database. */
  types: ReadonlyMap<string, string>;
}

/** The exported tables of a database. The columns of the key come first, the others by name. */
export async function exportedTables(db: ReadDb): Promise<ReadonlyMap<TableName, ExportedTable>> {
  const known = new Map((await db.introspection.getTables()).map((table) => [table.name, table.columns]));
  return new Map(
    EXPORTED_TABLES.map((name) => {
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

/** The account column of a table. Pictures have none: they belong to the accounts whose avatars refer to them. */
export function accountColumn(table: TableName): string | undefined {
  if (table === 'pictures') return undefined;
  return table === 'accounts' ? 'id' : 'account_id';
}
