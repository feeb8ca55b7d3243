import { type OperationId, rows } from './generated/operations.ts';
import type { paths } from './generated/types.ts';

/** How the method of an operation maps to HTTP. */
export interface OperationRow {
  /** The HTTP method. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path template, as the description has it. */
  readonly path: keyof paths;
  /** The names of the ids in the path, in order. */
  readonly ids: readonly string[];
  /** The key around the body's fields, null for a body without one; absent if the operation takes no body. */
  readonly wrapper?: string | null;
  /** The key inside `result`; absent if there are several, and the whole `result` is returned. */
  readonly key?: string;
  /** Whether the input is the query. */
  readonly query?: true;
  /** Whether it is a list, in pages or whole. */
  readonly list?: 'paged' | 'whole';
}

/** The verbs of operations by their letter in the rows. Both lists have one verb: `p` is in pages, `l` is whole. */
const VERBS = {
  p: 'list',
  l: 'list',
  c: 'create',
  g: 'get',
  u: 'update',
  d: 'delete',
  m: 'current',
} as const;
const METHODS: Partial<Record<keyof typeof VERBS, OperationRow['method']>> = {
  c: 'POST',
  u: 'PUT',
  d: 'DELETE',
};

/** Every operation of v1, by its name in the description. */
export const operationTable: Readonly<Record<OperationId, OperationRow>> = /* @__PURE__ */ readRows(rows);

/**
 * Parses the generated rows. A row covers a path and the same path with `{id}`. An indented row lies below one entry of
 * the row that it is indented under: `symptoms` below `incidents` is `/incidents/{incident_id}/symptoms`.
 *
 * The columns are the path, the operations (default: those of notes), the key of a single resource inside `result`
 * (default: the last segment without its `s`), the wrapper of a body (default: that key), the key of a list (default: the
 * last segment), and the resource (default: the segments of the path). `-` means none. An operation is the letter of its
 * verb, in upper case if its input is the query.
 */
function readRows(text: string): Record<OperationId, OperationRow> {
  const table: Record<string, OperationRow> = {};
  /** By depth, the path of one entry of the row above. */
  const parents: string[] = [];
  for (const row of text.split('\n')) {
    const depth = row.search(/\S/);
    const [segments, operations = 'lcGuD', ...columns] = row.trim().split(' ') as [string, ...string[]];
    const base = `${parents[depth - 1] ?? ''}/${segments}`;
    const last = segments.replace(/.*\//, '');
    const singular = last.replace(/s$/, '');
    const [one = singular, wrapper = one, many = last, resource = nameOf(base)] = columns;
    parents[depth] = `${base}/{${singular}_id}`;
    for (const operation of operations) {
      const letter = operation.toLowerCase() as keyof typeof VERBS;
      const isBelow = /[gud]/.test(letter) && !base.endsWith('}');
      const path = `${base}${isBelow ? '/{id}' : ''}.{format}`;
      const isList = /[lp]/.test(letter);
      const key = isList ? many : one;
      table[`${resource}.${VERBS[letter]}`] = {
        method: METHODS[letter] ?? 'GET',
        path: path as keyof paths,
        ids: path.match(/\w+(?=}.)/g) ?? [],
        ...(/[cu]/.test(letter) && { wrapper: wrapper === '-' ? null : wrapper }),
        ...(key !== '-' && { key, ...(isList && { list: letter === 'p' ? 'paged' : 'whole' }) }),
        ...(letter !== operation && { query: true }),
      };
    }
  }
  return table as Record<OperationId, OperationRow>;
}

/** The segments of a path without its ids, in the names of the client: `changes.changeNeeds`. */
function nameOf(path: string): string {
  return path
    .slice(1)
    .toLowerCase()
    .replace(/\/{\w+}/g, '')
    .replace(/\//g, '.')
    .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
