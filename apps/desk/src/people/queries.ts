import type { Id } from '@service-desk/client';
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../session.tsx';
import { type CustomerSearch, findCustomers, pageSize } from './customer-search.ts';

// People and services change seldom; a few minutes spare the account's hourly requests.
const staleTime = 5 * 60_000;

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
 * Loads the customers whose first name begins with a text, a page at a time and never all of a long list unless `all` is
 * wanted. What has been loaded is in {@link rowsOf} the list.
 */
export function useCustomerSearch(text: string, { all, enabled }: { all: boolean; enabled: boolean }) {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const { list } = queries.customers;
  return useQuery({
    queryKey: ['customer-search', all ? 'all' : text],
    queryFn: async (): Promise<CustomerSearch> => {
      const kept = { staleTime, gcTime: Number.POSITIVE_INFINITY };
      const whole = { ...list.allQueryOptions({ limit: pageSize }), ...kept };
      if (all) return { total: (await queryClient.fetchQuery(whole)).length, complete: true };
      return findCustomers(
        (page) => queryClient.fetchQuery({ ...list.queryOptions({ limit: pageSize, page }), ...kept }),
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
