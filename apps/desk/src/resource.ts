import type { CallPromise, Id, OperationId, Page, ServiceDesk } from '@service-desk/client';
import type { Queries, QueryOperation, ResourceKey } from '@service-desk/client/react';
import { useQueryClient } from '@tanstack/react-query';
import { meOf } from './people/account.ts';
import { useApi } from './session.tsx';

type Verb = 'list' | 'get' | 'create' | 'update' | 'delete';

type ParentOf<Operation> = Operation extends `${infer Parent}.${Verb}` ? Parent : never;

/** A resource of the client by its name in the description, such as `changes.testers`. */
export type ResourcePath = {
  [Operation in OperationId]: ParentOf<Operation>;
}[OperationId];

/** What a write takes: fields by their names in the API. */
export type Input = Record<string, unknown>;

/** The methods of a resource: the ids of what it is in come first. A method that v1 does not have is absent. */
export interface Resource<Item> {
  list(...args: (Id | Input)[]): CallPromise<Item[] | Page<Item>>;
  get(...ids: Id[]): CallPromise<Item>;
  create(...args: (Id | Input)[]): CallPromise<Item>;
  update(...args: (Id | Input)[]): CallPromise<Item>;
  delete(...ids: Id[]): CallPromise<Item>;
}

/** What of a resource can be read, as options of TanStack Query. */
export interface ResourceQueries<Item, Row = Item> extends ResourceKey {
  list: QueryOperation<(Id | Input)[], Row[]> & {
    allQueryOptions: QueryOperation<(Id | Input)[], Row[]>['queryOptions'];
  };
  get: QueryOperation<Id[], Item>;
}

function at(root: object, path: ResourcePath): unknown {
  return path.split('.').reduce<unknown>((level, name) => (level as Record<string, unknown>)[name], root);
}

/** The methods of a resource; `Item` is what they answer with. */
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

/** Reads a thing as it is now, whatever is known of it, and shows it. */
export function useReread<Item>(path: ResourcePath, ...ids: Id[]): () => Promise<Item> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return async () => {
    const options = queriesAt<Item>(queries, path).get.queryOptions(...ids);
    // An answer that is on its way already may be older than what is looked for.
    await queryClient.cancelQueries({ queryKey: options.queryKey });
    return queryClient.fetchQuery({ ...options, staleTime: 0 });
  };
}

/** Invalidates the cached responses of some resources, and that of the current user, which counts records. */
export function useForget(...paths: ResourcePath[]): () => Promise<unknown> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return () =>
    Promise.all(
      [...paths.map((path) => queriesAt(queries, path)), meOf(queries)].map((resource) =>
        queryClient.invalidateQueries({ queryKey: resource.pathKey() }),
      ),
    );
}

/** Shows a thing as a write answered it. */
export function useShow<Item>(path: ResourcePath): (item: Item, ...ids: Id[]) => void {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return (item, ...ids) => {
    queryClient.setQueryData(queriesAt<Item>(queries, path).get.queryKey(...ids), item as never);
  };
}
