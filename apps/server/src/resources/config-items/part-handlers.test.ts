import { expect, test } from 'vitest';
import { startProvider } from '../../test-support/provider.ts';

const { dan, luke } = await startProvider();

const LAPTOP = 'config_items/15312';

test('[config.12] an item shows its watches, but its comments are in their own list alone', async () => {
  const before = (await dan.get(LAPTOP)).result.config_item;
  expect(before).not.toHaveProperty('comments');
  const { comment } = (await luke.post(`${LAPTOP}/comments`, { comment: { note: 'Back from repair.' } }))
    .result;
  expect((await dan.get(LAPTOP)).result.config_item).toEqual(before);
  const { comments } = (await dan.get(`${LAPTOP}/comments`)).result;
  expect(comments.map((item: { comment: { id: number } }) => item.comment.id)).toEqual([37701, comment.id]);
  expect(comments[1].comment).toMatchObject({
    note: 'Back from repair.',
    comment_link: `/external_api/v1/${LAPTOP}/comments/${comment.id}`,
    user: { id: 17 },
  });
  expect((await dan.get(comments[1].comment.comment_link)).result.comment).toEqual(comment);

  const { watch } = (await dan.post(`${LAPTOP}/watches`, { watch: { watched_by: 168 } })).result;
  const after = (await dan.get(LAPTOP)).result.config_item;
  expect(after.watches[1].watch).toMatchObject({
    id: watch.id,
    watch_link: `/external_api/v1/${LAPTOP}/watches/${watch.id}`,
    watched_by: { id: 168 },
  });
  // Whatever names the item shows who watches it.
  expect((await dan.get('config_items/16287')).result.config_item.dependencies[0].dependency.watches).toEqual(
    after.watches,
  );
  await dan.delete(`${LAPTOP}/watches/${watch.id}`);
  expect((await dan.get(LAPTOP)).result.config_item).toEqual(before);
});

test('notes and watches of an item are not those of an incident with its number', async () => {
  const { id } = (await dan.post('incidents', { incident: { title: 'In between', service_id: 20 } })).result
    .incident;
  expect((await dan.get(`config_items/${id}/comments`)).errors).toEqual(['[E400] no config item found']);
  for (const part of ['comments', 'watches']) {
    const { result } = await dan.get(`config_items/100/${part}`);
    expect(result, part).toEqual({ [part]: [] });
  }
  expect((await dan.get('incidents/13534/comments/37701')).errors).toEqual(['[E400] no comment found']);
  expect((await dan.get('config_items/10220/comments/37701')).errors).toEqual(['[E400] no comment found']);
  expect((await dan.get('config_items/10220/watches/13370')).errors).toEqual(['[E400] no watch found']);
});
