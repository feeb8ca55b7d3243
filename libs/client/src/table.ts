import { type OperationId, rows } from './generated/operations.ts';
import type { paths } from './generated/types.ts';

/** How an operation is called: what its method means on the wire. */
export interface OperationRow {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: keyof paths;
  /** The names of the ids in the path, in its order. */
  readonly ids: readonly string[];
  /** What stands around the body's fields, null for nothing; absent when the call takes no body. */
  readonly wrapper?: string | null;
  /** What stands inside `result`; absent where several things do, and the result is given as it is. */
  readonly key?: string;
  /** Whether the input is the query. */
  readonly query?: true;
  readonly list?: 'paged' | 'whole';
}

const METHODS = { create: 'POST', update: 'PUT', delete: 'DELETE' } as const;

/** Every operation of v1, by its name in the description. */
export const operationTable: Readonly<Record<OperationId, OperationRow>> = /* @__PURE__ */ readRows(rows);

/**
 * Reads the rows of the generator, each of a path and of what is below it by `{id}`: the resource, the path, the
 * operations, the key of one thing inside `result`, that of a list, and the wrapper of a body where it differs from the
 * first. `-` is none; after an operation, `*` says that it lists in pages, `?` that its input is the query.
 */
function readRows(text: string): Record<OperationId, OperationRow> {
  const table: Record<string, OperationRow> = {};
  for (const row of text.split('\n')) {
    const [resource, base = '', operations = '', one = '-', many = '-', wrapper = one] = row.split(' ');
    for (const operation of operations.split(',')) {
      const verb = operation.replace(/\W+/, '');
      const below = /^(get|update|delete)$/.test(verb) && !base.endsWith('}');
      const path = `${base}${below ? '/{id}' : ''}.{format}`;
      const key = verb === 'list' ? many : one;
      table[`${resource}.${verb}`] = {
        method: METHODS[verb as 'create'] ?? 'GET',
        path: path as keyof paths,
        ids: Array.from(path.matchAll(/\{(\w+)\}(?!$)/g), ([, name = '']) => name),
        ...((verb === 'create' || verb === 'update') && { wrapper: wrapper === '-' ? null : wrapper }),
        ...(key !== '-' && { key }),
        ...(operation.includes('?') && { query: true }),
        ...(verb === 'list' && many !== '-' && { list: operation.includes('*') ? 'paged' : 'whole' }),
      };
    }
  }
  return table as Record<OperationId, OperationRow>;
}
