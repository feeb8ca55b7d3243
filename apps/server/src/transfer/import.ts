import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { CompiledQuery, PostgresAdapter } from 'kysely';
import { readJson } from '../json.ts';
import { ADDRESS_COLUMNS, trimmedAddress } from '../mail-addresses.ts';
import { LARGEST_ID } from '../store/engine.ts';
import { NAME_KEY, nameColumns, nameKey } from '../store/names.ts';
import { recountOpen } from '../store/open-counts.ts';
import type { Id } from '../store/schema.ts';
import { type Db, type Store, UnwritableError } from '../store/store.ts';
import {
  type AccountLine,
  accountColumn,
  type ColumnValue,
  type EndLine,
  type ExportedTable,
  exportedTables,
  HEADER,
  type Header,
  type TableLine,
  type TableName,
} from './format.ts';
import { linesOf, type TransferLine } from './lines.ts';
import type { ReportProgress } from './progress-output.ts';

/** The maximum number of values per statement. SQLite allows 32,766. */
const MAX_VALUES = 30_000;
/** The maximum number of rows and characters per batch. The latter bounds the memory for pictures. */
const MAX_ROWS = 1000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** The options of an import. */
export interface ImportOptions {
  /** Only this account; all accounts of the file by default. */
  account?: Id | undefined;
  /** A new number for the account. Requires `account`. */
  as?: Id | undefined;
  progress?: ReportProgress | undefined;
}

/** The numbers of imported rows. */
export interface Imported {
  rows: number;
  /** Rows that an earlier attempt had written. */
  earlier: number;
}

/** The file cannot be imported, or not into this database. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** The section of an account that is being read. */
interface Section {
  /** Null: rows without an account. */
  account: Id | null;
  /** The number of lines read, and of those already in the database. */
  lines: number;
  done: number;
  /** The digest of the lines that an earlier attempt has imported. */
  digest: string | undefined;
  /** Whether an earlier attempt has finished. */
  finished: boolean;
  hash: ReturnType<typeof createHash>;
  table: ExportedTable | undefined;
  columns: readonly string[];
}

interface RowBatch {
  table: ExportedTable;
  columns: readonly string[];
  rows: ColumnValue[][];
  /** The number of the first line. */
  line: number;
  characters: number;
}

/**
 * Imports a file of {@link exportTo}. Its accounts must not exist yet. An interrupted import continues when the same file is
 * imported again, because the progress of each account is committed together with its rows.
 *
 * @throws ImportError with the number of the line if the file is invalid
 */
export async function importFrom(
  input: Readable,
  store: Store,
  options: ImportOptions = {},
): Promise<Imported> {
  return new Import(store, options, await exportedTables(store.reading)).read(linesOf(input));
}

class Import {
  readonly #store: Store;
  readonly #options: ImportOptions;
  readonly #tables: ReadonlyMap<TableName, ExportedTable>;
  readonly #imported: Imported = { rows: 0, earlier: 0 };
  #section: Section | undefined;
  #batch: RowBatch | undefined;
  /** The pending write of the previous batch. */
  #writing: Promise<void> = Promise.resolve();
  #found = false;

  constructor(store: Store, options: ImportOptions, tables: ReadonlyMap<TableName, ExportedTable>) {
    this.#store = store;
    this.#options = options;
    this.#tables = tables;
  }

  async read(lines: AsyncIterable<TransferLine>): Promise<Imported> {
    let ended = false;
    let last = 0;
    try {
      for await (const line of lines) {
        last = line.number;
        if (ended)
          throw new ImportError(`line ${line.number}: this line comes after the end of the file's content`);
        const value = parsed(line);
        if (line.number === 1) checkHeader(value);
        else if (Array.isArray(value)) await this.#row(line, value);
        else if (isObject(value) && 'account' in value)
          await this.#begin(line, value as unknown as AccountLine);
        else if (isObject(value) && 'table' in value) await this.#table(line, value as unknown as TableLine);
        else if (isObject(value) && 'lines' in value) {
          await this.#finish(line);
          checkEnd(line, value as unknown as EndLine);
          ended = true;
        } else throw new ImportError(`line ${line.number}: expected an account, a table or a row`);
      }
      if (last === 0) throw new ImportError('line 1: the file is empty');
      if (!ended) throw new ImportError(`line ${last}: the file is truncated after this line`);
      if (this.#options.account !== undefined && !this.#found) {
        throw new ImportError(`account ${this.#options.account} is not in the file`);
      }
    } finally {
      // The pending write must have ended before the caller gets the result.
      await this.#writing.catch(() => undefined);
    }
    return this.#imported;
  }

  async #begin(line: TransferLine, { account }: AccountLine): Promise<void> {
    await this.#finish(line);
    if (account !== null && !isId(account))
      throw new ImportError(`line ${line.number}: this is not an account`);
    const { account: only, as } = this.#options;
    if (only !== undefined && account !== only) {
      this.#section = undefined;
      return;
    }
    this.#found = true;
    const target = account === null ? null : (as ?? account);
    const progress = target === null ? undefined : await this.#progressOf(line, target);
    this.#section = {
      account: target,
      lines: 0,
      done: progress?.lines ?? 0,
      digest: progress?.digest,
      finished: progress?.finished === 1,
      hash: createHash('sha256'),
      table: undefined,
      columns: [],
    };
    this.#count(line);
  }

  /**
   * The progress of an earlier import of an account.
   *
   * @throws ImportError if the account exists but was not imported
   */
  async #progressOf(line: TransferLine, account: Id) {
    const db = this.#store.reading;
    const progress = await db
      .selectFrom('imports')
      .select(['lines', 'digest', 'finished'])
      .where('account_id', '=', account)
      .executeTakeFirst();
    if (progress) return progress;
    const existing = await db
      .selectFrom('accounts')
      .select('id')
      .where('id', '=', account)
      .executeTakeFirst();
    if (!existing) return undefined;
    throw new ImportError(
      `line ${line.number}: account ${account} already exists in the database; use an empty one, or another number with --as`,
    );
  }

  async #table(line: TransferLine, { table: name, columns }: TableLine): Promise<void> {
    await this.#flush();
    const section = this.#section;
    if (!section) {
      if (this.#options.account === undefined)
        throw new ImportError(`line ${line.number}: this table is outside of an account`);
      return;
    }
    const table = this.#tables.get(name);
    if (!table) throw new ImportError(`line ${line.number}: there is no table ${JSON.stringify(name)}`);
    if (!Array.isArray(columns) || columns.toSorted().join() !== table.columns.toSorted().join()) {
      throw new ImportError(`line ${line.number}: ${name} has the columns ${table.columns.join(', ')}`);
    }
    section.table = table;
    section.columns = columns;
    this.#count(line);
  }

  async #row(line: TransferLine, values: unknown[]): Promise<void> {
    const section = this.#section;
    if (!section && this.#options.account !== undefined) return;
    if (!section?.table) throw new ImportError(`line ${line.number}: this row is outside of a table`);
    this.#count(line);
    if (section.lines <= section.done) {
      this.#imported.earlier += 1;
      return;
    }
    const { table, columns } = section;
    checkRow(line, values, columns);
    this.#batch ??= { table, columns, rows: [], line: line.number, characters: 0 };
    this.#batch.rows.push(values);
    this.#batch.characters += line.text.length;
    const maxRows = Math.min(MAX_ROWS, Math.floor(MAX_VALUES / (columns.length + 2)));
    if (this.#batch.rows.length >= maxRows || this.#batch.characters >= MAX_CHARACTERS) await this.#flush();
  }

  /** Counts a line of the section, and checks that it is the same as in an earlier attempt. */
  #count(line: TransferLine): void {
    const section = this.#section;
    if (!section) return;
    section.lines += 1;
    section.hash.update(line.text).update('\n');
    const differs =
      (section.lines === section.done && digestOf(section) !== section.digest) ||
      (section.lines > section.done && section.finished);
    if (differs) throw differentFile(section, line);
  }

  /** Starts writing the batch, while more lines are read. */
  async #flush(): Promise<void> {
    const [section, batch] = [this.#section, this.#batch];
    this.#batch = undefined;
    if (!section || !batch) return;
    await this.#writing;
    const progress = { lines: section.lines, digest: digestOf(section) };
    this.#writing = this.#write(section.account, batch, progress);
    // A failure is handled by the next await of #writing. This only prevents an unhandled rejection.
    this.#writing.catch(() => undefined);
  }

  async #write(
    account: Id | null,
    batch: RowBatch,
    progress: { lines: number; digest: string },
  ): Promise<void> {
    try {
      await this.#store.write(account ?? 0, async (db) => {
        await insert(db, account, batch, batch.rows);
        if (account !== null) await saveProgress(db, account, progress);
      });
    } catch (error) {
      throw error instanceof UnwritableError ? error : await this.#located(account, batch, error as Error);
    }
    this.#imported.rows += batch.rows.length;
    this.#options.progress?.(batch.table.name, this.#imported.rows + this.#imported.earlier);
  }

  /** Finds the line that the database rejects, by inserting rows one by one in a transaction that is rolled back. */
  async #located(account: Id | null, batch: RowBatch, error: Error): Promise<Error> {
    let tried = 0;
    const rollback = new Error('rollback');
    try {
      await this.#store.write(account ?? 0, async (db) => {
        for (const row of batch.rows) {
          await insert(db, account, batch, [row]);
          tried += 1;
        }
        throw rollback;
      });
    } catch (cause) {
      // If each row succeeds alone, or the database cannot be written, the file is not at fault.
      if (cause === rollback) return error;
      if (cause instanceof UnwritableError) return cause;
      const { message } = cause as Error;
      return new ImportError(`line ${batch.line + tried}: the database rejects this row: ${message}`, {
        cause,
      });
    }
    return error;
  }

  /** Ends the section that is being read. */
  async #finish(line: TransferLine): Promise<void> {
    await this.#flush();
    await this.#writing;
    const section = this.#section;
    this.#section = undefined;
    if (!section || section.account === null) return;
    const { account, lines } = section;
    if (lines < section.done) throw differentFile(section, line);
    await this.#store.write(account, async (db) => {
      await recountOpen(db, account);
      await saveProgress(db, account, { lines, digest: digestOf(section), finished: 1 });
    });
  }
}

function differentFile({ account }: Section, line: TransferLine): ImportError {
  return new ImportError(`line ${line.number}: account ${account} was imported from a different file`);
}

function digestOf({ hash }: Section): string {
  return hash.copy().digest('hex');
}

async function saveProgress(
  db: Db,
  account_id: Id,
  progress: { lines: number; digest: string; finished?: 0 | 1 },
): Promise<void> {
  const values = { finished: 0 as const, ...progress };
  await db
    .insertInto('imports')
    .values({ account_id, ...values })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(values))
    .execute();
}

/** Inserts rows with one statement. Pictures may exist already, because accounts share them. */
async function insert(
  db: Db,
  account: Id | null,
  { table, columns }: RowBatch,
  rows: ColumnValue[][],
): Promise<void> {
  const accountIdColumn = accountColumn(table.name);
  const nameIndexes = nameColumns(table.name)?.map((name) => columns.indexOf(name));
  const keyOf = (row: ColumnValue[]) =>
    nameKey(...(nameIndexes ?? []).map((index) => String(row[index] ?? '')));
  const names = [
    ...(accountIdColumn ? [accountIdColumn] : []),
    ...columns,
    ...(nameIndexes ? [NAME_KEY] : []),
  ];
  const into = `"${table.name}" (${names.map((name) => `"${name}"`).join(',')})`;
  const shared = accountIdColumn ? '' : ' on conflict do nothing';
  const isBytes = columns.map((column) => table.bytes.has(column));
  const isAddress = columns.map((column) => ADDRESS_COLUMNS.has(column));
  const stored = (value: ColumnValue | undefined, index: number) => {
    if (typeof value !== 'string') return value;
    if (isBytes[index]) return Buffer.from(value, 'base64');
    return isAddress[index] ? trimmedAddress(value) : value;
  };
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    // An array per column, because parsing a placeholder per value would take Postgres longer than writing the rows.
    const lists = columns.map((_, index) => rows.map((row) => stored(row[index], index)));
    const parameters = [
      ...(accountIdColumn ? [rows.map(() => account)] : []),
      ...lists,
      ...(nameIndexes ? [rows.map(keyOf)] : []),
    ];
    const types = names.map((name, index) => `$${index + 1}::${table.types.get(name)}[]`);
    const values = `select * from unnest(${types.join(',')})`;
    await db.executeQuery(CompiledQuery.raw(`insert into ${into} ${values}${shared}`, parameters));
    return;
  }
  const parameters = rows.flatMap((row) => [
    ...(accountIdColumn ? [account] : []),
    ...row.map(stored),
    ...(nameIndexes ? [keyOf(row)] : []),
  ]);
  const values = rows.map(() => `(${names.map(() => '?').join(',')})`).join(',');
  await db.executeQuery(CompiledQuery.raw(`insert into ${into} values ${values}${shared}`, parameters));
}

function parsed(line: TransferLine): unknown {
  try {
    return readJson(line.text);
  } catch {
    if (line.number === 1) throw unknownFormat();
    throw new ImportError(
      `line ${line.number}: this is not JSON${line.isComplete ? '' : ', because the file is truncated'}`,
    );
  }
}

function checkHeader(value: unknown): void {
  const { format, version, schema } = (isObject(value) ? value : {}) as Partial<Header>;
  if (format !== HEADER.format) throw unknownFormat();
  if (version !== HEADER.version) {
    throw new ImportError(
      `line 1: the file has the version ${version}; this program supports ${HEADER.version}`,
    );
  }
  if (schema !== HEADER.schema) {
    throw new ImportError(
      `line 1: the file has the schema ${schema}; this program has ${HEADER.schema}. Import the file with the version that wrote it, then upgrade the database`,
    );
  }
}

function unknownFormat(): ImportError {
  return new ImportError('line 1: this is not a file of service-desk export');
}

function checkEnd(line: TransferLine, { lines }: EndLine): void {
  if (lines === line.number - 1) return;
  throw new ImportError(
    `line ${line.number}: expected ${lines} lines before this one, found ${line.number - 1}`,
  );
}

function checkRow(
  line: TransferLine,
  values: unknown[],
  columns: readonly string[],
): asserts values is ColumnValue[] {
  if (values.length !== columns.length) {
    throw new ImportError(
      `line ${line.number}: this row has ${values.length} values for ${columns.length} columns`,
    );
  }
  const invalid = values.findIndex((value) => typeof value === 'object' && value !== null);
  if (invalid >= 0)
    throw new ImportError(`line ${line.number}: ${columns[invalid]} is neither a text nor a number`);
}

function isId(value: unknown): value is Id {
  return (
    (typeof value === 'number' && Number.isSafeInteger(value)) ||
    (typeof value === 'bigint' && value <= LARGEST_ID)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
