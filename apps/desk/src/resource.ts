import type { CallPromise, Id, OperationId, Page, ServiceDesk } from '@service-desk/client';
import type { Queries, QueryOperation, ResourceKey } from '@service-desk/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { currentUserQuery } from './people/account.ts';
import { useApi } from './session.tsx';

type Verb = 'list' | 'get' | 'create' | 'update' | 'delete';

type ParentOf<Operation> = Operation extends `${infer Parent}.${Verb}` ? Parent : never;

/** The path of a resource in the client, such as `changes.testers`. */
export type ResourcePath = {
  [Operation in OperationId]: ParentOf<Operation>;
}[OperationId];

/** The body of a write: fields by their names in the API. */
export type ResourceInput = Record<string, unknown>;

/** The methods of a resource; ids of its parents are the first arguments. Methods that v1 lacks are undefined. */
export interface Resource<Item> {
  list(...args: (Id | ResourceInput)[]): CallPromise<Item[] | Page<Item>>;
  get(...ids: Id[]): CallPromise<Item>;
  create(...args: (Id | ResourceInput)[]): CallPromise<Item>;
  update(...args: (Id | ResourceInput)[]): CallPromise<Item>;
  delete(...ids: Id[]): CallPromise<Item>;
}

/** The reads of a resource as options of TanStack Query. */
export interface ResourceQueries<Item, Row = Item> extends ResourceKey {
  list: QueryOperation<(Id | ResourceInput)[], Row[]> & {
    allQueryOptions: QueryOperation<(Id | ResourceInput)[], Row[]>['queryOptions'];
  };
  get: QueryOperation<Id[], Item>;
}

function at(root: object, path: ResourcePath): unknown {
  return path.split('.').reduce<unknown>((level, name) => (level as Record<string, unknown>)[name], root);
}

/** The methods of a resource; `Item` is the type of their results. */
export function resourceAt<Item>(desk: ServiceDesk, path: ResourcePath): Resource<Item> {
  return at(desk, path) as Resource<Item>;
}

/** The queries of a resource. */
export function queriesAt<Item, Row = Item>(
  queries: Queries,
  path: ResourcePath,
): ResourceQueries<Item, Row> {
  return at(queries, path) as ResourceQueries<Item, Row>;
}

/** Fetches a resource without the cache, and caches the response. */
export function useFetchLatest<Item>(path: ResourcePath, ...ids: Id[]): () => Promise<Item> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return async () => {
    const options = queriesAt<Item>(queries, path).get.queryOptions(...ids);
    // A pending response may be older than the change that the caller looks for.
    await queryClient.cancelQueries({ queryKey: options.queryKey });
    return queryClient.fetchQuery({ ...options, staleTime: 0 });
  };
}

/** Invalidates the cached responses of resources, and the current user, whose response has record counts. */
export function useInvalidate(...paths: ResourcePath[]): () => Promise<unknown> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [...paths.map((path) => queriesAt(queries, path)), currentUserQuery(queries)].map((resource) =>
        queryClient.invalidateQueries({ queryKey: resource.pathKey() }),
      ),
    );
}

/** Puts the response of a write into the cache. */
export function useCacheResponse<Item>(path: ResourcePath): (item: Item, ...ids: Id[]) => void {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return (item, ...ids) => {
    queryClient.setQueryData(queriesAt<Item>(queries, path).get.queryKey(...ids), item as never);
  };
}
