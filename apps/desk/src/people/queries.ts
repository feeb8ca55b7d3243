import type { Id, Page, Service } from '@service-desk/client';
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { queriesAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { findByName, type Named, type NameSearch, pageSize } from './customer-search.ts';

// People and services change seldom; a few minutes spare the account's hourly requests.
export const staleTime = 5 * 60_000;

/** Loads a service with all that its records may refer to, unless it is known. */
export function useServiceLoader(): (id: Id) => Promise<Service> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return (id) => queryClient.fetchQuery({ ...queries.services.get.queryOptions(id), staleTime });
}

/** Who is signed in. */
export function useMe() {
  const { queries } = useApi();
  return useQuery({ ...queries.users.current.queryOptions(), staleTime });
}

/** Users and groups: all of them, or those with access to a service. */
export function useUsers(serviceId?: Id, enabled = true) {
  const { queries } = useApi();
  const query = serviceId === undefined ? {} : { service_id: serviceId };
  return useQuery({ ...queries.users.list.queryOptions(query), staleTime, enabled });
}

/**
 * Loads those whose name begins with a text, a page at a time and never all of a long list unless `all` is wanted. What
 * has been loaded is in {@link rowsOf} the list.
 */
export function useNameSearch(
  path: 'customers' | 'companies',
  text: string,
  { all = false, enabled }: { all?: boolean; enabled: boolean },
) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const people = queriesAt<Named>(queries, path);
  return useQuery({
    queryKey: [...people.pathKey(), 'search', all ? 'all' : text],
    queryFn: async (): Promise<NameSearch> => {
      const kept = { staleTime, gcTime: Number.POSITIVE_INFINITY };
      const whole = { ...people.list.allQueryOptions({ limit: pageSize }), ...kept };
      if (all) return { total: (await queryClient.fetchQuery(whole)).length, complete: true };
      const { list } = queriesAt<Named, Page<Named>>(queries, path);
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

/** Loads the customers with these ids in detail, to stay in the cache. */
export function useCustomersInDetail(ids: readonly Id[]): void {
  const { queries } = useApi();
  useQueries({
    queries: ids.map((id) => ({
      ...queries.customers.get.queryOptions(id),
      staleTime,
      gcTime: Number.POSITIVE_INFINITY,
    })),
  });
}

/** The services that the caller may see. */
export function useServices() {
  const { queries } = useApi();
  return useQuery({ ...queries.services.list.queryOptions(), staleTime });
}

/** A service with all that its records may refer to. */
export function useService(id: Id, enabled = true) {
  const { queries } = useApi();
  return useQuery({ ...queries.services.get.queryOptions(id), staleTime, enabled });
}
