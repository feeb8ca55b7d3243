import { expectedSignature, startReceiver } from '@service-desk/test-kit/webhook-receiver';
import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, print, refused, call, store } = await startOperator();
const allow = ['--webhook-allow', '127.0.0.0/8'];

test('an operator adds an endpoint, tests it, sees what it has not received, and removes it', async () => {
  await using receiver = await startReceiver();
  await run('account', 'create', 'Kowhai', '--first-name', 'Aroha', '--last-name', 'Ngata');
  expect(await refused('webhook', 'add', receiver.url)).toBe(
    '127.0.0.1 is not a public address; the setting webhookAllow permits networks',
  );
  expect(await refused('webhook', 'add', 'hooks', ...allow)).toBe('"hooks" is not a URL');
  expect(await refused('webhook', 'add', receiver.url, '--events', 'incident.deleted', ...allow)).toMatch(
    /^incident\.deleted: no webhook has such an event, such as/,
  );
  const added = await run('webhook', 'add', receiver.url, '--events', 'incident.*, *.closed', ...allow);
  expect(added).toEqual({
    id: 1,
    url: receiver.url,
    events: 'incident.*,*.closed',
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
  });
  const view = { id: 1, url: receiver.url, events: 'incident.*,*.closed', disabled_at: '' };
  const listed = { ...view, created_at: expect.stringMatching(/Z$/), waiting: 0, parked: 0 };
  expect(await run('webhook', 'list')).toEqual([listed]);
  expect(await print('webhook', 'list')).not.toContain(added.secret);

  expect(await run('webhook', 'test', '1', ...allow)).toMatchObject({ webhook: 1, status: 204, text: '' });
  const [tested] = receiver.received;
  expect(JSON.parse(tested?.body ?? '')).toMatchObject({ type: 'test', data: {} });
  expect(tested && expectedSignature(added.secret, tested)).toBe(tested?.headers['webhook-signature']);
  expect(await refused('webhook', 'test', receiver.url)).toContain('is not a public address');
  receiver.behave = () => 500;
  expect(await refused('webhook', 'test', '1', ...allow)).toBe(
    'the endpoint did not receive it: HTTP 500: Not now',
  );

  await run('service', 'create', 'Desk');
  const { token } = await run('token', 'create', '--account-wide');
  const incident = { title: 'A leak', service_id: 1 };
  const { errors } = await call(token, 'incidents.json', 'POST', { incident });
  expect(errors).toBeUndefined();
  await store.write(1, (db) =>
    db
      .updateTable('webhook_deliveries')
      .set({ failed_at: 1_269_421_260, error: 'HTTP 500' })
      .where('id', '=', 1)
      .execute(),
  );
  const event = { webhook: 1, record: 1, attempts: 0, caused_at: expect.any(String) };
  const parked = {
    ...event,
    id: 1,
    event: 'incident.created',
    parked_at: '2010-03-24T09:01:00Z',
    error: 'HTTP 500',
  };
  const waiting = { ...event, id: 2, event: 'incident.assigned', parked_at: '', error: '' };
  expect(await run('webhook', 'events')).toEqual([parked, waiting]);
  expect(await run('webhook', 'events', '--parked')).toEqual([parked]);
  expect(await run('webhook', 'list')).toMatchObject([{ waiting: 1, parked: 1 }]);
  expect(await run('webhook', 'retry', '1')).toEqual({ retried: 1 });
  expect(await run('webhook', 'events', '--parked')).toEqual([]);

  const { disabled_at } = await run('webhook', 'disable', '1');
  expect(disabled_at).not.toBe('');
  await call(token, 'incidents.json', 'POST', { incident });
  expect(await run('webhook', 'list')).toMatchObject([{ waiting: 2, disabled_at }]);
  expect(await run('webhook', 'enable', receiver.url)).toMatchObject(view);
  const rotated = await run('webhook', 'rotate', '1');
  expect(rotated.secret).not.toBe(added.secret);
  expect(await refused('webhook', 'remove', '2', '--yes')).toBe(
    'no webhook "2" found: give its id or its URL',
  );
  expect(await run('webhook', 'remove', '1', '--yes')).toMatchObject({ ...view, removed_events: 2 });
  expect(await run('webhook', 'list')).toEqual([]);
});
