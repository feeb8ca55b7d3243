import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type RawBuilder, sql } from 'kysely';
import { writeJson } from '../json.ts';
import type { Id } from '../store/schema.ts';
import type { ReadDb, Store } from '../store/store.ts';
import { accountColumn, type ColumnValue, type ExportedTable, exportedTables, HEADER } from './format.ts';
import type { ReportProgress } from './progress-output.ts';

/** The number of rows per query. */
const PAGE = 1000;
/** The same for rows with files of up to a megabyte. */
const PAGE_OF_FILES = 8;

type Row = Record<string, ColumnValue | Uint8Array>;

/** The options of an export. */
export interface ExportOptions {
  /** Only this account; by default all accounts, and rows without an account. */
  account?: Id | undefined;
  progress?: ReportProgress | undefined;
}

/**
 * Exports a consistent snapshot of all data, while others write.
 *
 * @returns the number of rows
 * @throws Error if the account does not exist
 */
export async function exportTo(out: Writable, store: Store, options: ExportOptions = {}): Promise<number> {
  let rows = 0;
  const { progress } = options;
  const count = (table: string, added: number) => {
    rows += added;
    progress?.(table, rows);
  };
  await store.snapshot((db) => pipeline(Readable.from(chunksOf(db, options.account, count)), out));
  return rows;
}

/** The text of the file in chunks. */
async function* chunksOf(
  db: ReadDb,
  only: Id | undefined,
  count: (table: string, rows: number) => void,
): AsyncGenerator<string> {
  let lines = 0;
  const text = (...values: unknown[]) => {
    lines += values.length;
    return values.map((value) => `${writeJson(value)}\n`).join('');
  };
  const tables = [...(await exportedTables(db)).values()];
  const accounts = await db
    .selectFrom('accounts')
    .select('id')
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute();
  const sections: (Id | null)[] = accounts
    .map(({ id }) => id)
    .filter((id) => only === undefined || id === only);
  if (only === undefined) sections.push(null);
  else if (sections.length === 0) throw new Error(`there is no account ${only}`);

  yield text(HEADER);
  for (const account of sections) {
    yield text({ account });
    for (const table of tables) {
      if (account === null && accountColumn(table.name)) continue;
      let first = true;
      for await (const page of pagesOf(db, table, account)) {
        if (first) yield text({ table: table.name, columns: table.columns });
        first = false;
        count(table.name, page.length);
        yield text(...page.map((row) => table.columns.map((column) => encoded(row[column]))));
      }
    }
  }
  yield text({ lines });
}

/** The account's rows of a table in the order of the key. */
async function* pagesOf(db: ReadDb, table: ExportedTable, account: Id | null): AsyncGenerator<Row[]> {
  const size = table.bytes.size > 0 ? PAGE_OF_FILES : PAGE;
  const columns = sql.join(table.columns.map((column) => sql.ref(column)));
  const key = sql.join((table.key.length > 0 ? table.key : table.columns).map((column) => sql.ref(column)));
  let last: Row | undefined;
  for (;;) {
    const afterLast: RawBuilder<unknown> = last
      ? sql`and (${key}) > (${sql.join(table.key.map((column) => last?.[column]))})`
      : sql``;
    const { rows } = await sql<Row>`
      select ${columns} from ${sql.table(table.name)}
      where ${belongingTo(table, account)} ${afterLast}
      order by ${key} limit ${sql.lit(size)}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    last = rows.at(-1);
  }
}

function belongingTo({ name }: ExportedTable, account: Id | null): RawBuilder<unknown> {
  const column = accountColumn(name);
  if (column) return sql`${sql.ref(column)} = ${account}`;
  if (account === null) return sql`public_filename not in (select public_filename from avatars)`;
  return sql`public_filename in (select public_filename from avatars where account_id = ${account})`;
}

function encoded(value: ColumnValue | Uint8Array | undefined): ColumnValue | undefined {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
