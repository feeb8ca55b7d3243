import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServiceDesk, type Incident, type OperationId, operationTable } from '@service-desk/client';
import { createQueries } from '@service-desk/client/react';
import {
  InfiniteQueryObserver,
  MutationObserver,
  QueryClient,
  QueryObserver,
  type UseQueryOptions,
} from '@tanstack/react-query';
import { afterAll, beforeAll, beforeEach, expect, expectTypeOf, test } from 'vitest';

const exact = '862260361677721612';
/** The requests that the server received, and the number of those that were aborted. */
let asked: string[] = [];
let cutOff = 0;

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://server');
  asked.push(`${request.method} ${url.pathname}${url.search}`);
  const page = Number(url.searchParams.get('page') ?? 1);
  if (url.pathname.includes('/problems/')) return response.on('close', () => (cutOff += 1));
  const results: Record<string, object> = {
    incidents: { incidents: [{ id: page }], total_entries: 3, total_pages: 3 },
    comments: { comment: { id: 7 } },
    users: { users: [{ id: 1 }] },
  };
  const [, named = ''] = /\/(incidents|comments|users)(?:\/\d+)?\.json$/.exec(url.pathname) ?? [];
  const one = request.method !== 'GET' || /\/\d+\.json$/.test(url.pathname);
  const result = named === 'incidents' && one ? { incident: { id: 5 } } : results[named];
  return response.end(JSON.stringify({ result, version: '1.0', status: 'Success' }));
});
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => server.close());

let cache: QueryClient;
beforeEach(() => {
  cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  asked = [];
});

function queries() {
  const { port } = server.address() as AddressInfo;
  return createQueries(createServiceDesk({ baseUrl: `http://127.0.0.1:${port}/v1`, token: 't' }));
}

test('a record is fetched, and its key returns it with its type', async () => {
  const { incidents } = queries();
  const incident = await cache.fetchQuery(incidents.get.queryOptions(5));
  expectTypeOf(incident).toEqualTypeOf<Incident>();
  expect(cache.getQueryData(incidents.get.queryKey('5'))).toEqual({ id: 5 });
  expect(asked).toEqual(['GET /v1/incidents/5.json']);
});

test('equal requests have equal keys, which keep every digit of an id', () => {
  const { incidents } = queries();
  expect(incidents.get.queryKey(exact)).toEqual(['service-desk', 'incidents', 'get', exact]);
  expect(incidents.get.queryKey(5)).toEqual(incidents.get.queryKey('5'));
  expect(incidents.list.queryKey({ limit: 20, service_ids: [20, 33] })).toEqual([
    ...incidents.list.pathKey(),
    { limit: '20', service_ids: '20,33' },
  ]);
  expect(incidents.list.queryKey()).toEqual(incidents.list.queryKey({}));
  expect(incidents.list.queryKey()).not.toEqual(incidents.list.infiniteQueryKey());
});

test('a resource is invalidated with its children only', async () => {
  const { incidents, users } = queries();
  await cache.fetchQuery(incidents.get.queryOptions(5));
  await cache.fetchQuery(incidents.list.queryOptions({ limit: 20 }));
  await cache.fetchInfiniteQuery(incidents.list.infiniteQueryOptions());
  await cache.fetchQuery(users.list.queryOptions());
  await cache.invalidateQueries({ queryKey: incidents.list.pathKey() });
  const stale = () =>
    cache
      .getQueryCache()
      .getAll()
      .filter(({ state }) => state.isInvalidated).length;
  expect(stale()).toBe(2);
  await cache.invalidateQueries({ queryKey: incidents.pathKey() });
  expect(stale()).toBe(3);
});

test('pages are fetched one by one, or all at once', async () => {
  const { incidents } = queries();
  const observer = new InfiniteQueryObserver(cache, incidents.list.infiniteQueryOptions({ limit: 1 }));
  await observer.fetchOptimistic(cache.defaultQueryOptions(observer.options) as never);
  const second = await observer.fetchNextPage();
  expect(second.hasNextPage).toBe(true);
  const third = await observer.fetchNextPage();
  expect(third.data?.pages.map(({ page }) => page)).toEqual([1, 2, 3]);
  expect(third.hasNextPage).toBe(false);
  expect(asked.at(-1)).toBe('GET /v1/incidents.json?limit=1&page=3');
  expect(await cache.fetchQuery(incidents.list.allQueryOptions())).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
});

test('a query without observers aborts its request', async () => {
  const observer = new QueryObserver(
    cache,
    queries().problems.get.queryOptions(1) as UseQueryOptions<unknown>,
  );
  const leave = observer.subscribe(() => {});
  await expect.poll(() => asked.length).toBe(1);
  leave();
  await expect.poll(() => cutOff).toBe(1);
});

test('a mutation takes its input, or an object with ids by name', async () => {
  const { incidents } = queries();
  const create = new MutationObserver(cache, incidents.create.mutationOptions());
  expect(await create.mutate({ title: 'VPN drops', service_id: 33 })).toEqual({ id: 5 });
  const comment = new MutationObserver(cache, incidents.comments.create.mutationOptions());
  await comment.mutate({ incident_id: exact, input: { note: 'Seen.' }, query: { note_type: 'comment' } });
  const remove = new MutationObserver(cache, incidents.comments.delete.mutationOptions());
  await remove.mutate({ incident_id: 5, id: 7 });
  expect(asked).toEqual([
    'POST /v1/incidents.json',
    `POST /v1/incidents/${exact}/comments.json?note_type=comment`,
    'DELETE /v1/incidents/5/comments/7.json',
  ]);
});

test('invalid arguments do not compile', () => {
  const { incidents } = queries();
  // @ts-expect-error a path id is not optional
  incidents.get.queryKey();
  // @ts-expect-error misspelt
  incidents.list.queryKey({ limt: 20 });
});

test('every operation is available under its name', () => {
  const all = queries();
  const ids = Object.keys(operationTable) as OperationId[];
  const kinds = ids.map((id) => {
    const found = id.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], all);
    return operationTable[id].method === 'GET'
      ? 'queryOptions' in (found as object)
      : 'mutationOptions' in (found as object);
  });
  expect(kinds.filter((right) => !right)).toEqual([]);
  expect(all.incidents.list.pathKey()).toEqual(['service-desk', 'incidents', 'list']);
});
