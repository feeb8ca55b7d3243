import { expect, test } from 'vitest';
import { createServiceDesk } from './index.ts';
import { createQueries } from './react.ts';

const requests: string[] = [];
const queries = createQueries(
  createServiceDesk({
    baseUrl: 'http://desk.example/v1',
    token: 't',
    fetch: async (input, init) => {
      requests.push(
        `${init?.method} ${String(input).replace('http://desk.example/v1', '')} ${init?.body ?? ''}`,
      );
      const result = { comment: {}, incident: {}, incidents: [], watch: {} };
      return Response.json({ result, version: '1.0', status: 'Success' });
    },
  }),
);
const { signal } = new AbortController();

test('the query of a mutation is sent as such, with a body and without', async () => {
  requests.length = 0;
  const { create, delete: remove } = queries.incidents.comments;
  const query = { note_type: 'comment' } as const;
  await create.mutationOptions().mutationFn({ incident_id: 5, input: { note: 'x' }, query });
  await remove.mutationOptions().mutationFn({ incident_id: 5, id: 6, query });
  await remove.mutationOptions().mutationFn({ incident_id: 5, id: 6 });
  await queries.incidents.watches.delete.mutationOptions().mutationFn({ incident_id: 5, id: 6 });
  expect(requests).toEqual([
    'POST /incidents/5/comments.json?note_type=comment {"comment":{"note":"x"}}',
    'DELETE /incidents/5/comments/6.json?note_type=comment ',
    'DELETE /incidents/5/comments/6.json ',
    'DELETE /incidents/5/watches/6.json ',
  ]);
});

test('a missing id is reported before a request is sent', async () => {
  requests.length = 0;
  const options = queries.incidents.get.queryOptions as (...args: unknown[]) => {
    queryFn(context: object): Promise<unknown>;
  };
  for (const args of [[], [undefined]])
    await expect(options(...args).queryFn({ signal })).rejects.toThrow('incidents.get: id is missing');
  expect(requests).toEqual([]);
});

test('an empty array is not sent, so the key does not have it', () => {
  const { queryKey } = queries.incidents.list;
  expect(queryKey({ service_ids: [], limit: 2 })).toEqual(queryKey({ limit: 2 }));
});

test('an infinite query starts at page 1 if the given page is not a number, as a list does', () => {
  const { infiniteQueryOptions } = queries.incidents.list;
  expect(infiniteQueryOptions({ page: 3 }).initialPageParam).toBe(3);
  expect(infiniteQueryOptions({ page: 'one' as never }).initialPageParam).toBe(1);
});
