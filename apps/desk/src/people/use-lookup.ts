import type { CustomerRef, Id, Person } from '@service-desk/client';
import { useQueryClient } from '@tanstack/react-query';
import { customerName } from '../format.ts';
import type { Lookup } from '../forms/fields.ts';
import type { ServiceScope } from '../forms/form-state.ts';
import { cachedRows } from '../live/cached-rows.ts';
import { useApi } from '../session.tsx';

/** Looks up names and ids in cached responses. */
export function useLookup(): (scope: ServiceScope) => Lookup {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return ({ serviceId, types }) => {
    const service = () => queryClient.getQueryData(queries.services.get.queryKey(serviceId));
    return {
      name(type, id) {
        const { users, customers, companies, services } = queries;
        const lists = {
          person: users,
          member: users,
          customer: customers,
          company: companies,
          service: services,
        };
        const known: (CustomerRef | Person | { id: Id; name: string })[] =
          type in lists
            ? cachedRows(queryClient, lists[type as keyof typeof lists].list.pathKey())
            : (service()?.beetil_categories.map((item) => item.beetil_category) ?? []);
        const found = known.find((one) => String(one.id) === id);
        if (!found) return undefined;
        if ('name' in found) return found.name;
        return 'full_name' in found ? found.full_name : customerName(found);
      },
      priorities: () => service()?.service_priorities.map((item) => item.service_priority) ?? [],
      types: () => {
        const known = service();
        return known ? [...types(known)] : [];
      },
    };
  };
}
