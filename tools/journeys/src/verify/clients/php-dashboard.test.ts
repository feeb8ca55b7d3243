import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld } from './wire.ts';

/** The PHP dashboard, which ran until 2019. */
const world = startWorld();

async function get(path: string) {
  const headers = { Authorization: DAN_AUTHORIZATION, Accept: '*/*', 'Content-Type': 'application/json' };
  const { status, json } = await world.send({ method: 'GET', path: `/v1/${path}`, headers });
  expect(status).toBe(200);
  return json;
}

test('shows the incidents of a person, of a group, and of a user whose id has 19 digits', async () => {
  const { result } = await get('incidents.json?limit=99&selected_user_id=17');
  expect(result.incidents.length).toBe(result.total_entries);
  for (const incident of result.incidents) {
    expect(incident.reference_num).toBe(incident.id);
    expect(incident.priority.description).toEqual(expect.any(String));
    expect(incident.assigned_user.full_name).toBe('Luke Grimstrup');
  }
  expect((await get('incidents.json?limit=99&selected_user_id=168')).result.incidents).toEqual(
    expect.any(Array),
  );
  const unknown = await get('incidents.json?limit=99&selected_user_id=1039848703862260361');
  expect(unknown.errors[0].error).toBe('[E400] no user found');
});

test('shows its own changes, because it names no person', async () => {
  const { changes } = (await get('changes.json?limit=99&selected_user_id=')).result;
  expect(changes.length).toBeGreaterThan(0);
  for (const change of changes) {
    for (const field of ['complexity', 'risk', 'due_live_at', 'estimated_hours']) {
      expect(change, field).toHaveProperty(field);
    }
    expect(change.assigned_user.full_name).toEqual(expect.any(String));
  }
});

test('lists the people', async () => {
  const { users } = (await get('users.json')).result;
  for (const user of users) expect(user.full_name).toEqual(expect.any(String));
});
