import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld } from './wire.ts';

/** The script of the last years that imports forms as changes. It looks at the HTTP status alone. */
const world = startWorld();
const headers = { Accept: '*/*', Authorization: DAN_AUTHORIZATION, 'Content-Type': 'application/json' };

test('reads a change and those of a service', async () => {
  for (const path of ['/v1/changes/234', '/v1/changes?service_ids=20']) {
    const { status, json } = await world.send({ method: 'GET', path, headers });
    expect([status, json.status], path).toEqual([200, 'Success']);
  }
});

test('creates a change with what v1 does not know', async () => {
  const change = {
    title: 'From a form',
    service_id: 20,
    priority_level: 2,
    type: 'Standard',
    watches: [{ watch: { external_email: 'form@elsewhere.example' } }],
    description: 'As it was filled in',
    custom: { cost_centre: '42', approvers: ['a', 'b'] },
  };
  const body = JSON.stringify({ change });
  const { status, json } = await world.send({ method: 'POST', path: '/v1/changes', headers, body });
  expect(status).toBe(200);
  const { id } = json.result.change;
  const shown = await world.send({ method: 'GET', path: `/v1/changes/${id}`, headers });
  expect(shown.json.result.change).toMatchObject({ title: 'From a form', watches: [] });
});
