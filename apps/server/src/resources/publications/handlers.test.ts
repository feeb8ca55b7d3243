import { expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { dan, luke, account } = await startProvider();

const kinds = [
  { path: 'messages', noun: 'message', id: 41, elsewhere: 42, unseen: 43 },
  { path: 'knowledge_articles', noun: 'knowledge article', id: 61, elsewhere: 62, unseen: 63 },
];

test.each(kinds)('[publications.1] $path can be watched, as records can', async ({ path, id, elsewhere }) => {
  const created = (await dan.post(`${path}/${id}/watches`, { watch: { watched_by: 7 } })).result.watch;
  expect(created.watched_by.full_name).toBe('admin God');
  const listed = (await luke.get(`${path}/${id}/watches`)).result.watches;
  expect(listed.at(-1)).toMatchObject({
    id: created.id,
    watch_link: `/external_api/v1/${path}/${id}/watches/${created.id}`,
  });
  for (const { watch_link } of listed)
    expect((await luke.get(watch_link)).errors, watch_link).toBeUndefined();
  expect((await luke.post(`${path}/${id}/watches`, { watch: { watched_by: 7 } })).result.watch).toEqual(
    created,
  );
  expect((await dan.get(`${path}/${elsewhere}/watches/${created.id}`)).errors).toEqual([
    '[E400] no watch found',
  ]);
  const handed = await dan.put(`${path}/${id}/watches/${created.id}`, {
    watch: { external_email: 'jim.barrett@powershop.example' },
  });
  expect(handed.result.watch).toMatchObject({
    watched_by: null,
    external_email: 'jim.barrett@powershop.example',
  });
  expect((await dan.delete(`${path}/${id}/watches/${created.id}`)).result).toEqual(handed.result);
  expect((await luke.get(`${path}/${id}/watches`)).result.watches).toEqual(listed.slice(0, -1));
});

test.each(kinds)('[publications.1] $path themselves are no calls', async ({ path, id }) => {
  for (const address of [path, `${path}/${id}`]) expect((await dan.get(address)).status, address).toBe(404);
});

test.each(kinds)(
  '[publications.2] $path of a service that the caller does not see are not there',
  async ({ path, noun, unseen }) => {
    const missing = [`[E400] no ${noun} found`];
    expect((await dan.get(`${path}/${unseen}/watches`)).errors).toEqual(missing);
    expect((await dan.post(`${path}/${unseen}/watches`, { watch: { watched_by: 18 } })).errors).toEqual(
      missing,
    );
    expect((await dan.get(`${path}/99/watches/1`)).errors).toEqual(missing);
    expect((await account.get(`${path}/${unseen}/watches`)).result.watches).toEqual([]);
  },
);

test('[publications.1] ids of messages, articles and records do not meet', async () => {
  const watchesOf = async (address: string) => (await account.get(`${address}/watches`)).result.watches;
  const before = await watchesOf('incidents/33');
  await account.post('messages/41/watches', { watch: { watched_by: 20 } });
  expect(await watchesOf('incidents/33')).toEqual(before);
  expect((await account.get('knowledge_articles/41/watches')).errors).toEqual([
    '[E400] no knowledge article found',
  ]);
});
