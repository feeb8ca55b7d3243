import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld } from './wire.ts';

/** The browser extension of 2014, at the address of 2013. */
const world = startWorld();

async function get(path: string) {
  const headers = {
    Connection: 'keep-alive',
    Authorization: DAN_AUTHORIZATION,
    'Content-Type': 'application/json',
    Accept: '*/*',
    'Accept-Encoding': 'gzip, deflate, sdch',
  };
  const { json } = await world.send({ method: 'GET', path: `/desk/external_api/v1/${path}`, headers });
  return json;
}

test('shows an incident with its newest note, whose kind it does not look for', async () => {
  const { incident } = (await get('incidents/13534.json')).result;
  const { latest_note } = incident;
  const text = latest_note.Resolution ?? latest_note.Comment ?? latest_note.Symptom ?? latest_note.note;
  expect(typeof (text.note ?? text)).toBe('string');
});

test('tries a change where there is no incident', async () => {
  expect((await get('incidents/980.json')).errors[0].error).toBe('[E400] no incident found');
  const { change } = (await get('changes/980.json')).result;
  expect(change.descriptions[0].description.note).toEqual(expect.any(String));
  expect(change.assigned_user.full_name).toEqual(expect.any(String));
});

test('lists the changes of a report, a hundred at once', async () => {
  const { result } = await get('changes.json?limit=100');
  for (const change of result.changes) expect(change.assigned_user.id).toBeGreaterThan(0);
  const answer = await get('changes.json?report_id=862260361677721612&limit=100');
  expect(answer.errors[0].error).toBe('[E400] no report found');
});
