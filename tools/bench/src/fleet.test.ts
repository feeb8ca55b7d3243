import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fleet, inTurn, startFleet, updateFromBothSides } from './fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(3);
}, 120_000);
afterAll(() => fleet[Symbol.asyncDispose](), 60_000);

// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into where it is expected to hold something.
type Answer = any;

test('a journey goes on at another process with every call', async () => {
  const call = inTurn(fleet.urls) as (...args: Parameters<ReturnType<typeof inTurn>>) => Promise<Answer>;
  const before = (await call('GET', 'incidents?limit=1')).total_entries;
  const numbers = [];
  for (const title of ['first', 'second', 'third']) {
    const { incident } = await call('POST', 'incidents', { incident: { title, service_id: 20 } });
    numbers.push(incident.id);
  }
  expect(new Set(numbers).size).toBe(3);
  const [id, other] = numbers;
  await call('POST', `incidents/${id}/comments`, { comment: { note: 'Seen by all.' } });
  await call('POST', `incidents/${id}/watches`, { watch: { external_email: 'watcher@example.com' } });
  await call('POST', `links/incidents/${id}`, { incident_id: other });
  const { incident } = await call('GET', `incidents/${id}`);
  expect(incident).toMatchObject({
    title: 'first',
    comments: [{ comment: { note: 'Seen by all.' } }],
    watches: [{ watch: { external_email: 'watcher@example.com' } }],
    incidents: [{ incident_id: other }],
  });
  expect((await call('GET', `incidents/${other}`)).incident.incidents).toMatchObject([{ incident_id: id }]);
  for (const url of fleet.urls) {
    const list = await (inTurn([url]) as typeof call)('GET', 'incidents?limit=1');
    expect(list.total_entries).toBe(before + 3);
  }
}, 60_000);

test('updates of the same records from two processes lose nothing of each other', async () => {
  expect(await updateFromBothSides(fleet.urls, 640)).toEqual({ made: 640, lost: 0 });
}, 60_000);
