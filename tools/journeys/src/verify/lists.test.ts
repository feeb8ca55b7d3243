import { createServiceDesk } from '@service-desk/client';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

/** More than two pages of ten. */
const RECORDS = 25;
const closure = { resolve_and_close: true, resolution: 'Done.' };

let sandbox: Serving;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

beforeEach(async () => {
  const desk = deskOfDan();
  for (const { id } of await desk.incidents.list().toArray()) await desk.incidents.update(id, closure);
  for (let count = 0; count < RECORDS; count += 1)
    await desk.incidents.create({ title: `Number ${count}`, service_id: 20, assigned_user_id: 18 });
  expect((await desk.incidents.list()).totalEntries).toBe(RECORDS);
});

function deskOfDan() {
  return createServiceDesk({ baseUrl: `${sandbox.url}/v1`, token: 'demo-dan' });
}

test.each([{}, { order: 'created_at' }, { order: 'priority', limit: 3 }] as const)(
  'closing each incident of a list while it is read closes all: %o',
  async (query) => {
    const desk = deskOfDan();
    const closed = new Set();
    for await (const { id } of desk.incidents.list(query)) {
      expect(closed).not.toContain(id);
      closed.add(id);
      await desk.incidents.update(id, closure);
    }
    expect(closed.size).toBe(RECORDS);
    expect((await desk.incidents.list()).totalEntries).toBe(0);
  },
);

test('incidents that are created while a list is read cause no duplicates', async () => {
  const desk = deskOfDan();
  const read = [];
  for await (const { id } of desk.incidents.list({ order: 'created_at' })) {
    read.push(id);
    if (read.length % 4 === 0)
      await desk.incidents.create({ title: 'New', service_id: 20, assigned_user_id: 18 });
  }
  expect(read.length).toBe(RECORDS);
  expect(new Set(read).size).toBe(RECORDS);
});
