import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { CompiledQuery, PostgresAdapter } from 'kysely';
import { ADDRESS_COLUMNS, trimmedAddress } from '../addresses.ts';
import { readJson } from '../json.ts';
import { LARGEST_ID } from '../store/engine.ts';
import { NAME_KEY, nameColumns, nameKey } from '../store/names.ts';
import { recountOpen } from '../store/open-counts.ts';
import type { Id } from '../store/schema.ts';
import { type Db, type Store, UnwritableError } from '../store/store.ts';
import {
  type AccountLine,
  accountColumn,
  type EndLine,
  type FiledTable,
  filedTables,
  HEADER,
  type Header,
  type TableLine,
  type TableName,
  type Value,
} from './format.ts';
import { type Line, linesOf } from './lines.ts';
import type { Progress } from './progress.ts';

/** Values that a statement takes; SQLite takes 32,766. */
const VALUES = 30_000;
/** Rows that are written at a time, and characters of them, so that pictures do not fill the memory. */
const ROWS = 1000;
const CHARACTERS = 8 * 1024 * 1024;

/** What an import may be told. */
export interface ImportOptions {
  /** The only account to import; all of the file unless given. */
  account?: Id | undefined;
  /** What the account is called from now on; as in the file unless given. Needs `account`. */
  as?: Id | undefined;
  progress?: Progress | undefined;
}

/** What came in. */
export interface Imported {
  /** Rows that were written now. */
  rows: number;
  /** Rows that had been written by an earlier attempt. */
  earlier: number;
}

/** A file that cannot be imported, or not into this database. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** The part of an account that is being read. */
interface Part {
  /** Null for what belongs to none. */
  account: Id | null;
  /** Its lines, of which `done` are in the database already. */
  lines: number;
  done: number;
  /** Of the lines that are done, by an earlier attempt. */
  digest: string | undefined;
  /** Whether an earlier attempt came to its end. */
  finished: boolean;
  hash: ReturnType<typeof createHash>;
  table: FiledTable | undefined;
  columns: readonly string[];
}

interface Batch {
  table: FiledTable;
  columns: readonly string[];
  rows: Value[][];
  /** The line of the first one. */
  line: number;
  characters: number;
}

/**
 * Reads a file that {@link exportTo} wrote into a store. An account must not be there yet. What was interrupted goes on where
 * it stopped when the same file is imported again: how far an account has come is written with its rows.
 *
 * @throws ImportError that names the line when something is wrong with the file
 */
export async function importFrom(
  input: Readable,
  store: Store,
  options: ImportOptions = {},
): Promise<Imported> {
  return new Import(store, options, await filedTables(store.reading)).read(linesOf(input));
}

class Import {
  readonly #store: Store;
  readonly #options: ImportOptions;
  readonly #tables: ReadonlyMap<TableName, FiledTable>;
  readonly #imported: Imported = { rows: 0, earlier: 0 };
  #part: Part | undefined;
  #batch: Batch | undefined;
  /** The write that is under way while more is read. */
  #writing: Promise<void> = Promise.resolve();
  #found = false;

  constructor(store: Store, options: ImportOptions, tables: ReadonlyMap<TableName, FiledTable>) {
    this.#store = store;
    this.#options = options;
    this.#tables = tables;
  }

  async read(lines: AsyncIterable<Line>): Promise<Imported> {
    let ended = false;
    let last = 0;
    try {
      for await (const line of lines) {
        last = line.number;
        if (ended) throw new ImportError(`line ${line.number}: the file has ended before it`);
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
        } else
          throw new ImportError(`line ${line.number}: this is neither an account, nor a table, nor a row`);
      }
      if (last === 0) throw new ImportError('line 1: the file is empty');
      if (!ended) throw new ImportError(`line ${last}: the file ends here, before its end: it was cut short`);
      if (this.#options.account !== undefined && !this.#found) {
        throw new ImportError(`account ${this.#options.account} is not in the file`);
      }
    } finally {
      // What was under way is done or undone before anybody hears of it.
      await this.#writing.catch(() => undefined);
    }
    return this.#imported;
  }

  async #begin(line: Line, { account }: AccountLine): Promise<void> {
    await this.#finish(line);
    if (account !== null && !isId(account)) throw new ImportError(`line ${line.number}: this is no account`);
    const { account: only, as } = this.#options;
    if (only !== undefined && account !== only) {
      this.#part = undefined;
      return;
    }
    this.#found = true;
    const into = account === null ? null : (as ?? account);
    const progress = into === null ? undefined : await this.#progressOf(line, into);
    this.#part = {
      account: into,
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
   * How far the import of an account has come.
   *
   * @throws ImportError when the account came from elsewhere
   */
  async #progressOf(line: Line, account: Id) {
    const db = this.#store.reading;
    const progress = await db
      .selectFrom('imports')
      .select(['lines', 'digest', 'finished'])
      .where('account_id', '=', account)
      .executeTakeFirst();
    if (progress) return progress;
    const there = await db.selectFrom('accounts').select('id').where('id', '=', account).executeTakeFirst();
    if (!there) return undefined;
    throw new ImportError(
      `line ${line.number}: account ${account} is in the database already; import into an empty one, or under another number`,
    );
  }

  async #table(line: Line, { table: name, columns }: TableLine): Promise<void> {
    await this.#flush();
    const part = this.#part;
    if (!part) {
      if (this.#options.account === undefined)
        throw new ImportError(`line ${line.number}: this belongs to no account`);
      return;
    }
    const table = this.#tables.get(name);
    if (!table) throw new ImportError(`line ${line.number}: there is no table ${JSON.stringify(name)}`);
    if (!Array.isArray(columns) || columns.toSorted().join() !== table.columns.toSorted().join()) {
      throw new ImportError(`line ${line.number}: ${name} has the columns ${table.columns.join(', ')}`);
    }
    part.table = table;
    part.columns = columns;
    this.#count(line);
  }

  async #row(line: Line, values: unknown[]): Promise<void> {
    const part = this.#part;
    if (!part && this.#options.account !== undefined) return;
    if (!part?.table) throw new ImportError(`line ${line.number}: this row belongs to no table`);
    this.#count(line);
    if (part.lines <= part.done) {
      this.#imported.earlier += 1;
      return;
    }
    const { table, columns } = part;
    checkRow(line, values, columns);
    this.#batch ??= { table, columns, rows: [], line: line.number, characters: 0 };
    this.#batch.rows.push(values);
    this.#batch.characters += line.text.length;
    const most = Math.min(ROWS, Math.floor(VALUES / (columns.length + 2)));
    if (this.#batch.rows.length >= most || this.#batch.characters >= CHARACTERS) await this.#flush();
  }

  /** Counts a line of the part, and sees to it that it is the one that an earlier attempt found there. */
  #count(line: Line): void {
    const part = this.#part;
    if (!part) return;
    part.lines += 1;
    part.hash.update(line.text).update('\n');
    const another =
      (part.lines === part.done && digestOf(part) !== part.digest) ||
      (part.lines > part.done && part.finished);
    if (another) throw anotherFile(part, line);
  }

  /** Has the batch written while more is read. */
  async #flush(): Promise<void> {
    const [part, batch] = [this.#part, this.#batch];
    this.#batch = undefined;
    if (!part || !batch) return;
    await this.#writing;
    const progress = { lines: part.lines, digest: digestOf(part) };
    this.#writing = this.#write(part.account, batch, progress);
    // Whoever waits for it next learns of a failure; until then nobody does.
    this.#writing.catch(() => undefined);
  }

  async #write(account: Id | null, batch: Batch, progress: { lines: number; digest: string }): Promise<void> {
    try {
      await this.#store.write(account ?? 0, async (db) => {
        await insert(db, account, batch, batch.rows);
        if (account !== null) await keepProgress(db, account, progress);
      });
    } catch (error) {
      throw error instanceof UnwritableError ? error : await this.#explained(account, batch, error as Error);
    }
    this.#imported.rows += batch.rows.length;
    this.#options.progress?.(batch.table.name, this.#imported.rows + this.#imported.earlier);
  }

  /** Finds the line that a database refuses, by trying them one by one without keeping any. */
  async #explained(account: Id | null, batch: Batch, error: Error): Promise<Error> {
    let tried = 0;
    const undo = new Error('only trying');
    try {
      await this.#store.write(account ?? 0, async (db) => {
        for (const row of batch.rows) {
          await insert(db, account, batch, [row]);
          tried += 1;
        }
        throw undo;
      });
    } catch (cause) {
      // What is refused together and taken one by one is no fault of the file, nor is a database that takes nothing now.
      if (cause === undo) return error;
      if (cause instanceof UnwritableError) return cause;
      const words = (cause as Error).message;
      return new ImportError(`line ${batch.line + tried}: the database refuses this row: ${words}`, {
        cause,
      });
    }
    return error;
  }

  /** Ends the part that is being read. */
  async #finish(line: Line): Promise<void> {
    await this.#flush();
    await this.#writing;
    const part = this.#part;
    this.#part = undefined;
    if (!part || part.account === null) return;
    const { account, lines } = part;
    if (lines < part.done) throw anotherFile(part, line);
    await this.#store.write(account, async (db) => {
      await recountOpen(db, account);
      await keepProgress(db, account, { lines, digest: digestOf(part), finished: 1 });
    });
  }
}

function anotherFile({ account }: Part, line: Line): ImportError {
  return new ImportError(`line ${line.number}: account ${account} was imported from another file`);
}

function digestOf({ hash }: Part): string {
  return hash.copy().digest('hex');
}

async function keepProgress(
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

/** Writes rows by one statement. Pictures may be there already: accounts share them. */
async function insert(db: Db, account: Id | null, { table, columns }: Batch, rows: Value[][]): Promise<void> {
  const whose = accountColumn(table.name);
  const nameParts = nameColumns(table.name)?.map((name) => columns.indexOf(name));
  const keyOf = (row: Value[]) => nameKey(...(nameParts ?? []).map((index) => String(row[index] ?? '')));
  const names = [...(whose ? [whose] : []), ...columns, ...(nameParts ? [NAME_KEY] : [])];
  const into = `"${table.name}" (${names.map((name) => `"${name}"`).join(',')})`;
  const shared = whose ? '' : ' on conflict do nothing';
  const isBytes = columns.map((column) => table.bytes.has(column));
  const isAddress = columns.map((column) => ADDRESS_COLUMNS.has(column));
  const stored = (value: Value | undefined, index: number) => {
    if (typeof value !== 'string') return value;
    if (isBytes[index]) return Buffer.from(value, 'base64');
    return isAddress[index] ? trimmedAddress(value) : value;
  };
  if (db.getExecutor().adapter instanceof PostgresAdapter) {
    // A list for each column: Postgres takes longer to read a placeholder for each value than to write the rows.
    const lists = columns.map((_, index) => rows.map((row) => stored(row[index], index)));
    const parameters = [
      ...(whose ? [rows.map(() => account)] : []),
      ...lists,
      ...(nameParts ? [rows.map(keyOf)] : []),
    ];
    const types = names.map((name, index) => `$${index + 1}::${table.types.get(name)}[]`);
    const values = `select * from unnest(${types.join(',')})`;
    await db.executeQuery(CompiledQuery.raw(`insert into ${into} ${values}${shared}`, parameters));
    return;
  }
  const parameters = rows.flatMap((row) => [
    ...(whose ? [account] : []),
    ...row.map(stored),
    ...(nameParts ? [keyOf(row)] : []),
  ]);
  const values = rows.map(() => `(${names.map(() => '?').join(',')})`).join(',');
  await db.executeQuery(CompiledQuery.raw(`insert into ${into} values ${values}${shared}`, parameters));
}

function parsed(line: Line): unknown {
  try {
    return readJson(line.text);
  } catch {
    if (line.number === 1) throw foreign();
    throw new ImportError(
      `line ${line.number}: this is no JSON${line.whole ? '' : ', because the file was cut short'}`,
    );
  }
}

function checkHeader(value: unknown): void {
  const { format, version, schema } = (isObject(value) ? value : {}) as Partial<Header>;
  if (format !== HEADER.format) throw foreign();
  if (version !== HEADER.version) {
    throw new ImportError(
      `line 1: the file has version ${version}, and this program reads ${HEADER.version}`,
    );
  }
  if (schema !== HEADER.schema) {
    throw new ImportError(
      `line 1: the file has the schema ${schema}, and this program ${HEADER.schema}; the version that wrote it can import it, and the database can then be brought forward`,
    );
  }
}

function foreign(): ImportError {
  return new ImportError('line 1: this is no file that service-desk export wrote');
}

function checkEnd(line: Line, { lines }: EndLine): void {
  if (lines === line.number - 1) return;
  throw new ImportError(
    `line ${line.number}: ${lines} lines were written before this one, and ${line.number - 1} are here`,
  );
}

function checkRow(line: Line, values: unknown[], columns: readonly string[]): asserts values is Value[] {
  if (values.length !== columns.length) {
    throw new ImportError(
      `line ${line.number}: this row has ${values.length} values for ${columns.length} columns`,
    );
  }
  const strange = values.findIndex((value) => typeof value === 'object' && value !== null);
  if (strange >= 0)
    throw new ImportError(`line ${line.number}: ${columns[strange]} is neither a text nor a number`);
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
