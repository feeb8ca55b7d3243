import type { Compilable, CompiledQuery, DialectAdapter } from 'kysely';
import { type Db, directOf, type ReadDb } from './engine.ts';
import { Reader } from './rows.ts';
import type { Id } from './schema.ts';

type Value = string | number | bigint | null | undefined;

/** What a prepared query is given: values, and lists of values. */
export type Values = Record<string, Value | readonly Value[]>;

/** How many shapes of a query are kept; beyond it starts over, which only costs compiling again. */
const SHAPES = 200;

/** Stands for a value while a query is built. */
class Slot {
  readonly #name: string;
  readonly #index: number | undefined;

  constructor(name: string, index?: number) {
    this.#name = name;
    this.#index = index;
  }

  valueIn(values: Values): unknown {
    const value = values[this.#name];
    return this.#index === undefined ? value : (value as readonly Value[])[this.#index];
  }
}

/**
 * A query that is built and compiled once for each shape of its values: which of them are there, which are null, and
 * how long the lists are. Building one costs several times what the database takes to answer it.
 *
 * @param build gets something to pass on in place of each value, so it may look at the shape alone. What else decides
 * about the query is told in `variant`, which has to be JSON.
 */
export function prepared<Given extends Values, Row, Variant = undefined, Source extends ReadDb = ReadDb>(
  build: (db: Source, values: Given, variant: Variant) => Compilable<Row>,
): (db: Source, values: Given, ...variant: Variant extends undefined ? [] : [Variant]) => Promise<Row[]> {
  // A transaction has the adapter of its database, and no other database has.
  const known = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>();
  return async (source, values, ...[variant]) => {
    const { adapter } = source.getExecutor();
    const queries = known.get(adapter) ?? new Map<string, CompiledQuery<Row>>();
    known.set(adapter, queries);
    const shape = shapeOf(values, variant);
    let query = queries.get(shape);
    if (!query) {
      query = build(source, slotsOf(values), variant as Variant).compile();
      if (queries.size >= SHAPES) queries.clear();
      queries.set(shape, query);
    }
    const parameters = query.parameters.map((part) => (part instanceof Slot ? part.valueIn(values) : part));
    const direct = directOf(source);
    if (direct) return direct.run(query.sql, parameters) as Row[];
    const { rows } = await (source as ReadDb as Db).executeQuery<Row>({ ...query, parameters });
    return rows;
  };
}

function shapeOf(values: Values, variant: unknown): string {
  let shape = variant === undefined ? '' : JSON.stringify(variant);
  for (const name in values) {
    const value = values[name];
    if (value === undefined) continue;
    shape += `,${name}`;
    if (value === null) shape += ' null';
    else if (Array.isArray(value)) shape += ` ${value.length}`;
  }
  return shape;
}

function slotsOf<Given extends Values>(values: Given): Given {
  const slots = Object.entries(values).map(([name, value]) => {
    if (value === undefined || value === null) return [name, value];
    return [name, Array.isArray(value) ? value.map((_, index) => new Slot(name, index)) : new Slot(name)];
  });
  return Object.fromEntries(slots) as Given;
}

/**
 * The same for the rows of an account.
 *
 * @param build gets the rows of any account in place of those that it is called with
 */
export function preparedRows<Given extends Values, Row, Variant = undefined>(
  build: (rows: Reader, values: Given, variant: Variant) => Compilable<Row>,
): (rows: Reader, values: Given, ...variant: Variant extends undefined ? [] : [Variant]) => Promise<Row[]> {
  const query = prepared((db: ReadDb, values: Given & { account: Id }, variant: Variant) =>
    build(new Reader(db, values.account), values, variant),
  );
  return (rows, values, ...variant) => query(rows.source, { ...values, account: rows.account }, ...variant);
}
