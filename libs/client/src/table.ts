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

const METHODS = { create: 'POST', update: 'PUT', delete: 'DELETE' } as const;

/** Every operation of v1, by its name in the description. */
export const operationTable: Readonly<Record<OperationId, OperationRow>> = /* @__PURE__ */ readRows(rows);

/**
 * Parses the generated rows. A row covers a path and the same path with `{id}`. An indented row lies below one entry of
 * the row that it is indented under: `symptoms` below `incidents` is `/incidents/{incident_id}/symptoms`.
 *
 * The columns are the path, the operations, the key of a single resource inside `result` (default: the singular of the
 * last segment), the wrapper of a body (default: that key), the key of a list (default: the last segment), and the
 * resource (default: the segments of the path). `-` means none. After an operation, `*` means that it lists in pages, and
 * `?` that its input is the query.
 */
function readRows(text: string): Record<OperationId, OperationRow> {
  const table: Record<string, OperationRow> = {};
  /** By depth, the path of one entry of the row above. */
  const parents: string[] = [];
  for (const row of text.split('\n')) {
    const depth = row.search(/\S/);
    const [segments, operations, ...columns] = row.trim().split(' ') as [string, string, ...string[]];
    const base = `${parents[depth - 1] ?? ''}/${segments}`;
    const last = base.replace(/.*\//, '');
    const singular = last.replace(/ies$/, 'y').replace(/(ch)es$|s$/, '$1');
    const [one = singular, wrapper = one, many = last, resource = nameOf(base)] = columns;
    parents[depth] = `${base}/{${singular}_id}`;
    for (const operation of operations.split(',')) {
      const verb = operation.replace(/\W+/, '');
      const isBelow = /^(get|update|delete)$/.test(verb) && !base.endsWith('}');
      const path = `${base}${isBelow ? '/{id}' : ''}.{format}`;
      const key = verb === 'list' ? many : one;
      table[`${resource}.${verb}`] = {
        method: METHODS[verb as 'create'] ?? 'GET',
        path: path as keyof paths,
        ids: Array.from(path.matchAll(/\{(\w+)\}(?!$)/g), ([, id]) => id as string),
        ...((verb === 'create' || verb === 'update') && { wrapper: wrapper === '-' ? null : wrapper }),
        ...(key !== '-' && { key }),
        ...(operation.includes('?') && { query: true }),
        ...(verb === 'list' && many !== '-' && { list: operation.includes('*') ? 'paged' : 'whole' }),
      };
    }
  }
  return table as Record<OperationId, OperationRow>;
}

/** The segments of a path without its ids, in the names of the client: `changes.changeNeeds`. */
function nameOf(path: string): string {
  return path
    .slice(1)
    .replace(/\/\{\w+\}/g, '')
    .replace(/\//g, '.')
    .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
