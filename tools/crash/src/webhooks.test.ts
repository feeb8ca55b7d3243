import { expect, test } from 'vitest';
import { deliverOnPostgres, deliverOnSqlite } from './webhooks.ts';

const WELL = { lost: 0, outOfOrder: 0, outdated: 0, doubled: 0, redirected: 0, kills: 1 };

test('events are received once per id and in order, by a receiver that fails while the server is killed', async () => {
  expect(await deliverOnSqlite(400, 1)).toMatchObject({ ...WELL, events: 400 });
});

test('as they are from two servers of one database', async () => {
  expect(await deliverOnPostgres(400, 1)).toMatchObject({ ...WELL, events: 400 });
});
