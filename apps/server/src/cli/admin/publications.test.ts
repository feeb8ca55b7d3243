import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, refused, call, store } = await startOperator();

const { token } = await run('account', 'create', 'Kowhai', '--first-name', 'Aroha');

test.each([
  ['message', 'messages', 'message'],
  ['article', 'knowledge_articles', 'knowledge article'],
])('a %s of a service can be watched until it is removed', async (noun, path, kind) => {
  const made = await run(noun, 'create', 'No mail on Saturday', '--service', 'Service Desk');
  expect(made).toEqual({ id: 1, title: 'No mail on Saturday', service_id: 1 });
  const watched = await call(token, `${path}/1/watches`, 'POST', { watch: { watched_by: 1 } });
  expect(watched.result.watch.watched_by.full_name).toBe('Aroha');
  const email = await run('service', 'create', 'Email');
  expect(await run(noun, 'set', '1', '--title', 'Mail is back', '--service', 'Email')).toMatchObject({
    title: 'Mail is back',
    service_id: email.id,
  });
  expect(await run(noun, 'list')).toHaveLength(1);
  expect(await refused('service', 'remove', 'Email', '--yes')).toContain(`is still used by ${path}`);
  await run(noun, 'remove', 'mail is back', '--yes');
  expect((await call(token, `${path}/1/watches`)).errors).toEqual([`[E400] no ${kind} found`]);
  expect(await store.reading.selectFrom('watches').selectAll().execute()).toEqual([]);
  await run('service', 'remove', 'Email', '--yes');
  expect(await refused(noun, 'create', ' ', '--service', '1')).toBe("title can't be blank");
});
