import { createQueries } from '@service-desk/client/react';
import { QueryClient } from '@tanstack/react-query';
import { desk } from './calls.js';

/** TanStack Query's options, with its cache and without React. The exports need declarations, as in `calls.ts`. */

export const queries = createQueries(desk);
export const key = queries.incidents.get.queryKey(1);
export const { infiniteQueryKey } = queries.incidents.list;
export const userOptions = queries.users.list.queryOptions();
export const endlessOptions = queries.incidents.list.infiniteQueryOptions({ limit: 2 });
export const allOptions = queries.customers.list.allQueryOptions();
export const createOptions = queries.incidents.create.mutationOptions();

export const checks = {
  async 'gives options to TanStack Query'() {
    const cache = new QueryClient();
    const me = await cache.fetchQuery(queries.users.current.queryOptions());
    cache.setQueryData(queries.users.current.queryKey(), { ...me, full_name: 'Dan' });
    const endless = await cache.fetchInfiniteQuery(endlessOptions);
    const read = cache.getQueryData(queries.users.current.queryKey());
    if (read?.full_name !== 'Dan') throw new Error('not so: a key returns what was stored');
    if (endless.pages[0]?.items.length !== 2) throw new Error('not so: a page has two');
    cache.clear();
  },
};
