import type { Customer, Id, Page, Service } from '@service-desk/client';
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { findByName, type NamedPerson, type NameSearch, pageSize } from './name-search.ts';

// People and services rarely change, and requests count against the hourly limit.
export const staleTime = 5 * 60_000;

/** Fetches a service, unless it is cached. */
export function useServiceLoader(): (id: Id) => Promise<Service> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return (id) => queryClient.fetchQuery({ ...queries.services.get.queryOptions(id), staleTime });
}

/** The signed-in user. */
export function useMe() {
  const { queries } = useApi();
  return useQuery({ ...queries.users.current.queryOptions(), staleTime });
}

/** All users and groups, or those with access to a service. */
export function useUsers(serviceId?: Id, enabled = true) {
  const { queries } = useApi();
  const query = serviceId === undefined ? {} : { service_id: serviceId };
  return useQuery({ ...queries.users.list.queryOptions(query), staleTime, enabled });
}

/**
 * Loads entries whose name starts with a text; all entries only of short lists, or with `all`. The loaded entries are in
 * `cachedRows` of the list.
 */
export function useNameSearch(
  path: 'customers' | 'companies',
  text: string,
  { all = false, enabled }: { all?: boolean; enabled: boolean },
) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const people = queriesAt<NamedPerson>(queries, path);
  return useQuery({
    queryKey: [...people.pathKey(), 'search', all ? 'all' : text],
    queryFn: async (): Promise<NameSearch> => {
      const kept = { staleTime, gcTime: Number.POSITIVE_INFINITY };
      const whole = { ...people.list.allQueryOptions({ limit: pageSize }), ...kept };
      if (all) return { total: (await queryClient.fetchQuery(whole)).length, complete: true };
      const { list } = queriesAt<NamedPerson, Page<NamedPerson>>(queries, path);
      return findByName(
        (page) =>
          queryClient.fetchQuery({ ...list.queryOptions({ limit: pageSize, page }), ...kept }) as never,
        text,
      );
    },
    enabled,
    staleTime,
    placeholderData: keepPreviousData,
  });
}

/** Fetches customers into the cache, and returns those that are loaded. */
export function useCustomersInDetail(ids: readonly Id[]): Customer[] {
  const { queries } = useApi();
  const loaded = useQueries({
    queries: ids.map((id) => ({
      ...queries.customers.get.queryOptions(id),
      staleTime,
      gcTime: Number.POSITIVE_INFINITY,
    })),
  });
  return loaded.flatMap(({ data }) => data ?? []);
}

/** The services that the user has access to. */
export function useServices() {
  const { queries } = useApi();
  return useQuery({ ...queries.services.list.queryOptions(), staleTime });
}

/** A service with its priorities, types and categories. */
export function useService(id: Id, enabled = true) {
  const { queries } = useApi();
  return useQuery({ ...queries.services.get.queryOptions(id), staleTime, enabled });
}
