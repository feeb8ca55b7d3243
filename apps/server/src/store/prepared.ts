import type { Compilable, CompiledQuery, DialectAdapter } from 'kysely';
import { type Db, type ReadDb, synchronousEngineOf } from './engine.ts';
import { Reader } from './rows.ts';
import type { Id } from './schema.ts';

type BoundValue = string | number | bigint | null | undefined;

/** The parameters of a prepared query: values, and lists of values. */
export type BoundValues = Record<string, BoundValue | readonly BoundValue[]>;

/** The number of compiled shapes per query, after which they are cleared. */
const MAX_SHAPES = 200;

/** The placeholder of a value while a query is built. */
class Placeholder {
  readonly #name: string;
  readonly #index: number | undefined;

  constructor(name: string, index?: number) {
    this.#name = name;
    this.#index = index;
  }

  valueIn(values: BoundValues): unknown {
    const value = values[this.#name];
    return this.#index === undefined ? value : (value as readonly BoundValue[])[this.#index];
  }
}

/**
 * A query that is compiled once for each shape of its values: which are present, which are null, and how long the lists
 * are. Building a query takes several times as long as running it.
 *
 * @param build gets a placeholder for each value, so it may depend only on the shape. Anything else that the query depends
 * on is passed in `variant`, which must be JSON.
 */
export function prepared<Given extends BoundValues, Row, Variant = undefined, Source extends ReadDb = ReadDb>(
  build: (db: Source, values: Given, variant: Variant) => Compilable<Row>,
): (db: Source, values: Given, ...variant: Variant extends undefined ? [] : [Variant]) => Promise<Row[]> {
  // The adapter identifies the database: its transactions share it.
  const compiled = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>();
  return async (source, values, ...[variant]) => {
    const { adapter } = source.getExecutor();
    const queries = compiled.get(adapter) ?? new Map<string, CompiledQuery<Row>>();
    compiled.set(adapter, queries);
    const shape = shapeOf(values, variant);
    let query = queries.get(shape);
    if (!query) {
      query = build(source, placeholdersOf(values), variant as Variant).compile();
      if (queries.size >= MAX_SHAPES) queries.clear();
      queries.set(shape, query);
    }
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Placeholder ? parameter.valueIn(values) : parameter,
    );
    const engine = synchronousEngineOf(source);
    if (engine) return engine.run(query.sql, parameters) as Row[];
    const { rows } = await (source as ReadDb as Db).executeQuery<Row>({ ...query, parameters });
    return rows;
  };
}

function shapeOf(values: BoundValues, variant: unknown): string {
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

function placeholdersOf<Given extends BoundValues>(values: Given): Given {
  const placeholders = Object.entries(values).map(([name, value]) => {
    if (value === undefined || value === null) return [name, value];
    return [
      name,
      Array.isArray(value) ? value.map((_, index) => new Placeholder(name, index)) : new Placeholder(name),
    ];
  });
  return Object.fromEntries(placeholders) as Given;
}

/**
 * The same for the rows of an account.
 *
 * @param build gets the rows of a placeholder account
 */
export function preparedRows<Given extends BoundValues, Row, Variant = undefined>(
  build: (rows: Reader, values: Given, variant: Variant) => Compilable<Row>,
): (rows: Reader, values: Given, ...variant: Variant extends undefined ? [] : [Variant]) => Promise<Row[]> {
  const query = prepared((db: ReadDb, values: Given & { account: Id }, variant: Variant) =>
    build(new Reader(db, values.account), values, variant),
  );
  return (rows, values, ...variant) => query(rows.source, { ...values, account: rows.account }, ...variant);
}
