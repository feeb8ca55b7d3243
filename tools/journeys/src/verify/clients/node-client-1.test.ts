import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld } from './wire.ts';

/** The Node client 1.0: each request has a body, counted in characters. */
const world = startWorld();

async function call(method: string, path: string, data: unknown = null) {
  const body = JSON.stringify(data);
  const answer = await world.send({
    method,
    path,
    headers: {
      Authorization: DAN_AUTHORIZATION,
      'Content-Type': 'application/json',
      Connection: 'keep-alive',
    },
    body,
    length: body.length,
  });
  const statusHeader = answer.headers.status;
  // It looks at this header first, where there is one.
  if (statusHeader !== undefined) expect(statusHeader).toBe('200 OK');
  expect(answer.status).toBe(200);
  return answer.json;
}

test('reads with a body of null', async () => {
  const { result } = await call('GET', '/v1/incidents/13534.json');
  expect(result.incident.title).toBe('Potential issues with QA issues');
  expect((await call('GET', '/v1/services.json')).result.services.length).toBeGreaterThan(0);
});

test('writes what is ASCII', async () => {
  const { result } = await call('POST', '/v1/incidents.json', {
    incident: { title: 'VPN drops', service_id: 20 },
  });
  expect(result.incident.title).toBe('VPN drops');
});

test('learns that what is not ASCII came cut, and writes nothing', async () => {
  for (const title of ['Müller', 'Zürich – Köln', '日本語']) {
    const before = await call('GET', '/v1/incidents.json');
    const { status, errors } = await call('POST', '/v1/incidents.json', {
      incident: { title, service_id: 20 },
    });
    expect([status, errors[0].error]).toEqual(['Failed', '[E400] The request body could not be read']);
    const after = await call('GET', '/v1/incidents.json');
    expect(after.result.total_entries).toBe(before.result.total_entries);
  }
});
