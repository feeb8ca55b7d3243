import type { QueryKey } from '@tanstack/react-query';
import type { CallOptions, Page } from './call.ts';
import type { OperationId } from './generated/operations.ts';
import type { Queries } from './generated/queries.ts';
import type { DataKey, MutationOperation, PagedQueryOperation, QueryOperation } from './query-options.ts';
import type { ServiceDesk } from './service-desk.ts';
import { type OperationRow, operationTable } from './table.ts';

export type { Queries } from './generated/queries.ts';
export type {
  DataKey,
  InfinitePages,
  InfiniteQueryOptions,
  MutationOperation,
  MutationOptions,
  PagedQueryOperation,
  QueryOperation,
  QueryOptions,
  ResourceKey,
} from './query-options.ts';

/** Options of {@link createQueries}. */
export interface QueriesOptions {
  /** The beginning of every key. Give each desk its own if one cache holds several. Default, `['service-desk']`. */
  keyPrefix?: QueryKey;
}

type Input = Record<string, unknown>;

/** Any method of the desk. */
type Method = (...args: unknown[]) => Promise<unknown> & AsyncIterable<unknown>;

/**
 * Every operation of a desk as options of TanStack Query: `queryOptions`, `infiniteQueryOptions` and `mutationOptions`
 * under the name of the operation. The options are plain objects, so this module does not import TanStack Query.
 */
export function createQueries(
  desk: ServiceDesk,
  { keyPrefix = ['service-desk'] }: QueriesOptions = {},
): Queries {
  const queries: Record<string, unknown> = { pathKey: () => keyPrefix };
  for (const [id, row] of Object.entries(operationTable) as [OperationId, OperationRow][]) {
    const segments = id.split('.');
    const verb = segments.pop() as string;
    let at = queries;
    let methods = desk as unknown as Record<string, unknown>;
    let key = keyPrefix;
    for (const segment of segments) {
      key = [...key, segment];
      const segmentKey = key;
      at[segment] ??= { pathKey: () => segmentKey };
      at = at[segment] as Record<string, unknown>;
      methods = methods[segment] as Record<string, unknown>;
    }
    const method = methods[verb] as Method;
    key = [...key, verb];
    if (row.method !== 'GET') at[verb] = mutation(method, row, key);
    else at[verb] = row.list === 'paged' ? pagedQuery(method, row, key) : query(method, row, key);
  }
  return queries as unknown as Queries;
}

function mutation(method: Method, row: OperationRow, key: QueryKey): MutationOperation<unknown, unknown> {
  const hasNoIds = row.ids.length === 0;
  return {
    pathKey: () => key,
    mutationKey: () => key,
    mutationOptions: () => ({
      mutationKey: key,
      mutationFn: async (variables) =>
        method(...(hasNoIds ? [variables] : mutationArguments(row, variables as Input))),
    }),
  };
}

function mutationArguments({ ids, wrapper }: OperationRow, { input, query, ...path }: Input): unknown[] {
  const given = ids.map((name) => path[name]);
  // The query is the input of a call without a body, and an option of one with a body.
  return wrapper === undefined ? [...given, query] : [...given, input, { query }];
}

function query(method: Method, row: OperationRow, key: QueryKey): QueryOperation<unknown[], unknown> {
  const queryKey = (...args: unknown[]) => keyOf(row, key, args) as DataKey<unknown>;
  return {
    pathKey: () => key,
    queryKey,
    queryOptions: (...args) => ({
      queryKey: queryKey(...args),
      queryFn: async ({ signal }) => method(...callArguments(row, args, {}, { signal })),
    }),
  };
}

function pagedQuery(
  method: Method,
  row: OperationRow,
  key: QueryKey,
): PagedQueryOperation<unknown[], unknown> {
  const keyWith = (args: unknown[], suffix: string) =>
    [...keyOf(row, key, args), suffix] as unknown as DataKey<never>;
  return {
    ...(query(method, row, key) as QueryOperation<unknown[], Page<unknown>>),
    infiniteQueryKey: (...args) => keyWith(args, 'infinite'),
    infiniteQueryOptions: (...args) => ({
      queryKey: keyWith(args, 'infinite'),
      queryFn: async ({ signal, pageParam }) =>
        method(...callArguments(row, args, { page: pageParam }, { signal })) as Promise<Page<unknown>>,
      initialPageParam: Number(inputOf(row, args).page) || 1,
      getNextPageParam: nextPage,
      getPreviousPageParam: ({ page }) => (page > 1 ? page - 1 : undefined),
    }),
    allQueryKey: (...args) => keyWith(args, 'all'),
    allQueryOptions: (...args) => ({
      queryKey: keyWith(args, 'all'),
      queryFn: ({ signal }) => collect(method(...callArguments(row, args, {}, { signal }))),
    }),
  };
}

async function collect(list: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of list) items.push(item);
  return items;
}

/** If the provider sends no totals, a list ends with its first empty page. */
function nextPage({ page, totalPages, items }: Page<unknown>): number | undefined {
  const hasMore = totalPages === undefined ? items.length > 0 : page < totalPages;
  return hasMore ? page + 1 : undefined;
}

function inputOf({ ids }: OperationRow, args: unknown[]): Input {
  return (args[ids.length] ?? {}) as Input;
}

/** The arguments of a method: the ids, the input if it takes one, and the options. */
function callArguments(row: OperationRow, args: unknown[], extra: Input, options: CallOptions): unknown[] {
  const input = row.query ? [{ ...inputOf(row, args), ...extra }] : [];
  // A missing id keeps its place, so that the method refuses it.
  return [...row.ids.map((_, index) => args[index]), ...input, options];
}

/** Requests that are the same on the wire get one key: `1` and `'1'`, a parameter that is undefined, empty or absent. */
function keyOf(row: OperationRow, key: QueryKey, args: unknown[]): QueryKey {
  const given = Object.entries(inputOf(row, args)).filter(
    ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  const input = given.map(([name, value]) => [name, String(value)]);
  return [
    ...key,
    ...args.slice(0, row.ids.length).map(String),
    ...(row.query ? [Object.fromEntries(input)] : []),
  ];
}
