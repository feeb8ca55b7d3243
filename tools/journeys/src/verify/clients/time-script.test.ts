import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld } from './wire.ts';

/** The time script of 2012 to 2013. */
const world = startWorld();

async function enter(time_entry: Record<string, unknown>) {
  const { text, json } = await world.send({
    method: 'POST',
    path: '/external_api/v1/time_entries',
    headers: {
      Authorization: DAN_AUTHORIZATION,
      'Content-Type': 'application/json',
      Accept: 'application/json',
    },
    body: JSON.stringify({ time_entry }),
  });
  return { text, json };
}

test('enters a day against a record', async () => {
  const { text, json } = await enter({
    entry: 'B#13534',
    hours: 1.25,
    description: 'Reading logs',
    performed_at: '2010-03-23',
  });
  // It prints the body as it is.
  expect(text).toContain('"status":"Success"');
  expect(json.result.time_entry).toMatchObject({ hours: 1.25, performed_at: '2010-03-23T00:00:00Z' });
});

test('enters a task, and prints why it could not', async () => {
  expect((await enter({ entry: 'Meeting', hours: 0.5, performed_at: '2010-03-23' })).json.status).toBe(
    'Success',
  );
  expect((await enter({ entry: 'B#99999999', hours: 1 })).text).toContain('[E400] no record found');
});
