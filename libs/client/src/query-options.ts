import type { DataTag, DefaultError, InfiniteData, QueryKey } from '@tanstack/react-query';
import type { Page } from './call.ts';

/** A key with the type of its data. Its error type is named, or a program that exports a key could not be declared. */
export type DataKey<Data> = DataTag<QueryKey, Data, DefaultError>;

/** The pages that an infinite query has read. */
export interface InfinitePages<Item> extends InfiniteData<Page<Item>, number> {}

/** A segment of an operation's name, such as `incidents`, with its key. */
export interface ResourceKey {
  /** The common beginning of the keys of all operations below, for example to invalidate all of them. */
  pathKey(): QueryKey;
}

/** An operation that reads. */
export interface QueryOperation<Args extends unknown[], Data> extends ResourceKey {
  /** The key of these options, for `setQueryData`, `invalidateQueries` and so on. It carries the type of its data. */
  queryKey(...args: Args): DataKey<Data>;
  /** The options of `useQuery`, `useSuspenseQuery`, `prefetchQuery` and so on. */
  queryOptions(...args: Args): QueryOptions<Data>;
}

/** An operation that reads a list in pages. */
export interface PagedQueryOperation<Args extends unknown[], Item> extends QueryOperation<Args, Page<Item>> {
  /** The key of these options. Invalidating the key of a page of the same list also invalidates it. */
  infiniteQueryKey(...args: Args): DataKey<InfinitePages<Item>>;
  /** The options of `useInfiniteQuery`: one page at a time in both directions, starting at `page` of the input. */
  infiniteQueryOptions(...args: Args): InfiniteQueryOptions<Item>;
  /** The key of these options. Invalidating the key of a page of the same list also invalidates it. */
  allQueryKey(...args: Args): DataKey<Item[]>;
  /** The options of `useQuery` for the entries of all pages, each record once. */
  allQueryOptions(...args: Args): QueryOptions<Item[]>;
}

/** An operation that writes. */
export interface MutationOperation<Variables, Data> extends ResourceKey {
  /** The key of its mutations, for `useIsMutating` and so on. */
  mutationKey(): QueryKey;
  /**
   * The options of `useMutation`. The variables are the input if the path has no ids. Otherwise they are an object with
   * the ids by name, `input`, and `query` if the operation has one.
   */
  mutationOptions(): MutationOptions<Variables, Data>;
}

/** Options of a query. */
export interface QueryOptions<Data> {
  /** The operation's name, its ids and its input. */
  queryKey: DataKey<Data>;
  /** Calls the method; the query's signal cancels the call. */
  queryFn: (context: { signal: AbortSignal }) => Promise<Data>;
}

/** Options of an infinite query over the pages of a list. */
export interface InfiniteQueryOptions<Item> {
  /** The key of a page of the list, followed by `infinite`. */
  queryKey: DataKey<InfinitePages<Item>>;
  /** Requests the page with this number. */
  queryFn: (context: { signal: AbortSignal; pageParam: number }) => Promise<Page<Item>>;
  /** The number of the first page to request: `page` of the input, or 1. */
  initialPageParam: number;
  /** The number of the page after the last one, undefined at the end. */
  getNextPageParam: (last: Page<Item>) => number | undefined;
  /** The number of the page before the first one, undefined if there is none. */
  getPreviousPageParam: (first: Page<Item>) => number | undefined;
}

/** Options of a mutation. */
export interface MutationOptions<Variables, Data> {
  /** The operation's name. */
  mutationKey: QueryKey;
  /** Calls the method with the variables of the mutation. */
  mutationFn: (variables: Variables) => Promise<Data>;
}
