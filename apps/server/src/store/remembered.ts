import { createHash } from 'node:crypto';
import { directOf, type ReadDb } from './engine.ts';
import type { Reader } from './rows.ts';
import type { Id } from './schema.ts';

/*
 * What every call reads and few change: whose a token is, what he sees, people, services. It is remembered for as long
 * as the database is as it was when it was read, where the database can tell for less than reading it again costs (see
 * `snapshot.ts`). Elsewhere it is read each time: on Postgres, and by changes.
 */

/** How many whole answers are remembered, and how many characters each may have: together, some tens of megabytes. */
const MOST_ANSWERS = 500;
const LONGEST_ANSWER = 65_536;

/** How many answers of a query are remembered; beyond it starts over, which only costs reading again. */
const MOST = 10_000;

/** What is remembered of a query on this database; undefined where it cannot be known to be still true. */
function memoryOf<Value>(db: ReadDb, query: object): Map<unknown, Value> | undefined {
  const remembered = directOf(db)?.remembered();
  if (!remembered) return undefined;
  // Whoever is still reading when all is forgotten keeps this map, which nobody else looks into any more.
  const known = remembered.get(query) ?? new Map();
  if (known.size > MOST) known.clear();
  remembered.set(query, known);
  return known as Map<unknown, Value>;
}

/** An answer that is remembered. */
export interface Answer {
  readonly text: string;
  /** A hash of the text, for its entity tag. */
  readonly hash: string;
  /** The same in other codings, by their names, for who is the first to make them. */
  readonly coded: Map<string, Buffer>;
}

/** Answers as they were sent, by what was asked and by whom. */
export interface Answers {
  get(asked: string): Answer | undefined;
  /** @returns the answer, if it is remembered from now on */
  set(asked: string, text: string): Answer | undefined;
}

/**
 * The answers to calls that only read, for as long as nothing is written: a queue that many look at is put together twice,
 * and remembered the second time.
 * What was asked for before a commit is remembered where nobody looks after it.
 */
export function answersOf(db: ReadDb): Answers | undefined {
  const memory = memoryOf<Answer | undefined>(db, answersOf);
  return (
    memory && {
      get: (asked) => memory.get(asked),
      set: (asked, text) => {
        if (text.length > LONGEST_ANSWER) return undefined;
        if (memory.size >= MOST_ANSWERS) memory.clear();
        // Most is asked for once: to keep its text would cost more than to forget it.
        const answer = memory.has(asked) ? { text, hash: hashOf(text), coded: new Map() } : undefined;
        memory.set(asked, answer);
        return answer;
      },
    }
  );
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/**
 * A query whose rows are remembered by its values, of which none may hold a blank. What is not there is not remembered:
 * there is no end of it.
 */
export function remembered<Given extends Record<string, Id | string>, Row>(
  read: (db: ReadDb, given: Given) => Promise<Row[]>,
): (db: ReadDb, given: Given) => Promise<readonly Row[]> {
  return (db, given) => recall(db, read, Object.values(given).join(' '), () => read(db, given));
}

/** The same for a query of the rows of an account. */
export function rememberedRows<Given extends Record<string, Id | string>, Row>(
  read: (rows: Reader, given: Given) => Promise<Row[]>,
): (rows: Reader, given: Given) => Promise<readonly Row[]> {
  return (rows, given) => {
    const key = [rows.account, ...Object.values(given)].join(' ');
    return recall(rows.source, read, key, () => read(rows, given));
  };
}

async function recall<Row>(
  db: ReadDb,
  query: object,
  key: string,
  read: () => Promise<Row[]>,
): Promise<readonly Row[]> {
  const memory = memoryOf<readonly Row[]>(db, query);
  const known = memory?.get(key);
  if (known) return known;
  const rows = await read();
  if (rows.length > 0) memory?.set(key, rows);
  return rows;
}

/**
 * The same for rows of an account by their ids, each made into what is shown of it. These are shared by all that ask, and
 * not to be changed.
 */
export function rememberedById<Row extends { id: Id }, Shown>(
  read: (rows: Reader, given: { ids: Id[] }) => Promise<Row[]>,
  show: (row: Row) => Shown,
): (rows: Reader, ids: Iterable<Id | null>) => Promise<ReadonlyMap<Id, Shown>> {
  return async (rows, ids) => {
    const { source, account } = rows;
    const memory = memoryOf<Shown>(source, read);
    const found = new Map<Id, Shown>();
    const missing: Id[] = [];
    for (const id of new Set(ids)) {
      if (id === null) continue;
      const known = memory?.get(`${account} ${id}`);
      if (known) found.set(id, known);
      else missing.push(id);
    }
    if (missing.length === 0) return found;
    for (const row of await read(rows, { ids: missing })) {
      const shown = show(row);
      found.set(row.id, shown);
      memory?.set(`${account} ${row.id}`, shown);
    }
    return found;
  };
}
