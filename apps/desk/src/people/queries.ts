import type { Id } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../session.tsx';

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

/** All customers, from all pages. */
export function useCustomers() {
  const { queries } = useApi();
  return useQuery({ ...queries.customers.list.allQueryOptions({ limit: 100 }), staleTime });
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
