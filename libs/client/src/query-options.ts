import type { DataTag, InfiniteData, QueryKey } from '@tanstack/react-query';
import type { Page } from './call.ts';

/** A segment of an operation's name, for all that is below it. */
export interface ResourceKey {
  /** The beginning of the key of every operation below, such as to invalidate all of them. */
  pathKey(): QueryKey;
}

/** A call that reads. */
export interface QueryOperation<Args extends unknown[], Data> extends ResourceKey {
  /** The key of these options, as for `setQueryData` and `invalidateQueries`. It knows the type of its data. */
  queryKey(...args: Args): DataTag<QueryKey, Data>;
  /** The options of `useQuery`, `useSuspenseQuery`, `prefetchQuery` and their like. */
  queryOptions(...args: Args): QueryOptions<Data>;
}

/** A call that reads a list in pages. */
export interface PagedQueryOperation<Args extends unknown[], Item> extends QueryOperation<Args, Page<Item>> {
  /** The key of these options. Invalidating the key of a page of the same list takes it too. */
  infiniteQueryKey(...args: Args): DataTag<QueryKey, InfiniteData<Page<Item>, number>>;
  /** The options of `useInfiniteQuery`: a page at a time, from `page` of the input, both ways. */
  infiniteQueryOptions(...args: Args): InfiniteQueryOptions<Item>;
  /** The key of these options. Invalidating the key of a page of the same list takes it too. */
  allQueryKey(...args: Args): DataTag<QueryKey, Item[]>;
  /** The options of `useQuery` for the entries of all pages, no record twice. */
  allQueryOptions(...args: Args): QueryOptions<Item[]>;
}

/** A call that writes. */
export interface MutationOperation<Variables, Data> extends ResourceKey {
  /** The key of its mutations, as for `useIsMutating`. */
  mutationKey(): QueryKey;
  /**
   * The options of `useMutation`. Its variables are the input where the path has no ids, else an object of the ids by
   * their names, `input`, and `query` where the call takes one.
   */
  mutationOptions(): MutationOptions<Variables, Data>;
}

/** How a query is asked, its key first. */
export interface QueryOptions<Data> {
  /** The operation's name, its ids and its input. */
  queryKey: DataTag<QueryKey, Data>;
  /** Calls the method; the signal of the query ends the call. */
  queryFn: (context: { signal: AbortSignal }) => Promise<Data>;
}

/** How the pages of a list are asked for. */
export interface InfiniteQueryOptions<Item> {
  /** As of a page of the list, with `infinite` at its end. */
  queryKey: DataTag<QueryKey, InfiniteData<Page<Item>, number>>;
  /** Asks for the page with this number. */
  queryFn: (context: { signal: AbortSignal; pageParam: number }) => Promise<Page<Item>>;
  /** The page to begin with: `page` of the input, or the first. */
  initialPageParam: number;
  /** The number of the page after the last one, undefined at the end. */
  getNextPageParam: (last: Page<Item>) => number | undefined;
  /** The number of the page before the first one, undefined where there is none. */
  getPreviousPageParam: (first: Page<Item>) => number | undefined;
}

/** How a mutation is sent. */
export interface MutationOptions<Variables, Data> {
  /** The operation's name. */
  mutationKey: QueryKey;
  /** Calls the method with the variables of the mutation. */
  mutationFn: (variables: Variables) => Promise<Data>;
}
