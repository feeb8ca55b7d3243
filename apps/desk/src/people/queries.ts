import type { CustomerRef, Id, ServiceDesk } from '@service-desk/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useDesk } from '../session.tsx';

// People and services change seldom; a few minutes spare the account's hourly requests.
const staleTime = 5 * 60_000;

export const meKey = ['me'] as const;

/** Who is signed in. */
export function useMe() {
  const desk = useDesk();
  return useQuery({
    queryKey: meKey,
    queryFn: ({ signal }) => desk.users.current({}, { signal }),
    staleTime,
  });
}

/** Users and groups: all of them, or those with access to a service. */
export function useUsers(serviceId?: Id, enabled = true) {
  const desk = useDesk();
  return useQuery({
    queryKey: ['users', serviceId === undefined ? 'all' : String(serviceId)],
    queryFn: ({ signal }) =>
      desk.users.list(serviceId === undefined ? {} : { service_id: serviceId }, { signal }),
    staleTime,
    enabled,
  });
}

/** All customers, from all pages. */
export function useCustomers() {
  const desk = useDesk();
  return useQuery({
    queryKey: ['customers'],
    queryFn: ({ signal }) => allCustomers(desk, signal),
    staleTime,
  });
}

async function allCustomers(desk: ServiceDesk, signal: AbortSignal): Promise<CustomerRef[]> {
  const customers: CustomerRef[] = [];
  for await (const customer of desk.customers.list({ limit: 100 }, { signal })) customers.push(customer);
  return customers;
}

/** The services that the caller may see. */
export function useServices() {
  const desk = useDesk();
  return useQuery({
    queryKey: ['services'],
    queryFn: ({ signal }) => desk.services.list({ signal }),
    staleTime,
  });
}

/** A service with all that its records may refer to. */
export function serviceQuery(desk: ServiceDesk, id: Id) {
  return queryOptions({
    queryKey: ['service', String(id)],
    queryFn: ({ signal }) => desk.services.get(id, { signal }),
    staleTime,
  });
}
