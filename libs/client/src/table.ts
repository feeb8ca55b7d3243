import { type OperationId, rows } from './generated/operations.ts';
import type { paths } from './generated/types.ts';

/** How an operation is called: what its method means on the wire. */
export interface OperationRow {
  /** The HTTP method. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path template, as the description has it. */
  readonly path: keyof paths;
  /** The names of the ids in the path, in its order. */
  readonly ids: readonly string[];
  /** What stands around the body's fields, null for nothing; absent when the call takes no body. */
  readonly wrapper?: string | null;
  /** What stands inside `result`; absent where several things do, and the result is given as it is. */
  readonly key?: string;
  /** Whether the input is the query. */
  readonly query?: true;
  /** Whether it lists, in pages or whole. */
  readonly list?: 'paged' | 'whole';
}

const METHODS = { create: 'POST', update: 'PUT', delete: 'DELETE' } as const;

/** Every operation of v1, by its name in the description. */
export const operationTable: Readonly<Record<OperationId, OperationRow>> = /* @__PURE__ */ readRows(rows);

/**
 * Reads the rows of the generator, each of a path and of what is below it by `{id}`: the path, the operations, the key of
 * one thing inside `result`; then, where it differs from that, the wrapper of a body; where it differs from the path's
 * last part, the key of a list; and where it differs from the path's parts, the resource. `-` is none; after an
 * operation, `*` says that it lists in pages, `?` that its input is the query.
 */
function readRows(text: string): Record<OperationId, OperationRow> {
  const table: Record<string, OperationRow> = {};
  for (const row of text.split('\n')) {
    const [base = '', operations = '', one = '-', wrapper = one, many = base.replace(/.*\//, ''), resource] =
      row.split(' ');
    const name = resource ?? resourceOf(base);
    for (const operation of operations.split(',')) {
      const verb = operation.replace(/\W+/, '');
      const below = /^(get|update|delete)$/.test(verb) && !base.endsWith('}');
      const path = `${base}${below ? '/{id}' : ''}.{format}`;
      const key = verb === 'list' ? many : one;
      table[`${name}.${verb}`] = {
        method: METHODS[verb as 'create'] ?? 'GET',
        path: path as keyof paths,
        ids: Array.from(path.matchAll(/\{(\w+)\}(?!$)/g), ([, id = '']) => id),
        ...((verb === 'create' || verb === 'update') && { wrapper: wrapper === '-' ? null : wrapper }),
        ...(key !== '-' && { key }),
        ...(operation.includes('?') && { query: true }),
        ...(verb === 'list' && many !== '-' && { list: operation.includes('*') ? 'paged' : 'whole' }),
      };
    }
  }
  return table as Record<OperationId, OperationRow>;
}

/** A path's parts without its ids, as they are named here: `changes.changeNeeds`. */
function resourceOf(path: string): string {
  return path
    .slice(1)
    .replace(/\/\{\w+\}/g, '')
    .replace(/\//g, '.')
    .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
