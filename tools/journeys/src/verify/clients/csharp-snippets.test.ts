import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld, type WireRequest } from './wire.ts';

/** Snippets in C#: the token is sent once it was asked for, and a body once it may come. */
const world = startWorld();

async function call(request: WireRequest) {
  const first = await world.send({ ...request, headers: { ...request.headers, Connection: 'Keep-Alive' } });
  expect(first.status).toBe(401);
  expect(first.headers['www-authenticate']).toMatch(/^Basic realm="/);
  expect(first.json.errors[0].error).toBe('[E906] Invalid verifier');
  return world.send({ ...request, headers: { Authorization: DAN_AUTHORIZATION, ...request.headers } });
}

test('reads after it was asked who it is', async () => {
  const { status, json } = await call({ method: 'GET', path: '/v1/incidents.json' });
  expect([status, json.status]).toEqual([200, 'Success']);
});

test('writes after a 100 Continue, in both attempts', async () => {
  const { status, json } = await call({
    method: 'POST',
    path: '/v1/incidents.json',
    headers: { 'Content-Type': 'application/json; charset=utf-8', Expect: '100-continue' },
    body: JSON.stringify({ incident: { title: 'Größe', service_id: 20 } }),
  });
  expect(status).toBe(200);
  expect(json.result.incident.title).toBe('Größe');
});

test('writes Latin-1 where it says so, as its strings without an encoding are', async () => {
  const { json } = await call({
    method: 'PUT',
    path: '/v1/incidents/13534.json',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=iso-8859-1' },
    body: 'incident[title]=Gr%F6%DFe',
  });
  expect(json.result.incident.title).toBe('Größe');
});
