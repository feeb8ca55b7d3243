import { expect, test } from 'vitest';
import { startWorld } from './wire.ts';

/** The bug tracker of 2014 to 2015, whose base64 ends with a new line. */
const world = startWorld();
const headers = {
  // Header values hold no line feeds: what is left of it on the wire is a blank.
  Authorization: `Basic ${Buffer.from('x:demo-dan\n').toString('base64')} `,
  Accept: '*/*',
  Connection: 'close',
};

async function get(path: string) {
  const { status, json } = await world.send({ method: 'GET', path: `/v1/${path}`, headers });
  expect(status).toBe(200);
  return json.result;
}

test('looks who it is, and which projects there are', async () => {
  expect((await get('users/current_user.json')).user.id).toBe(18);
  const { services } = await get('services.json');
  for (const { id, name, service_link } of services) {
    expect([typeof id, typeof name, typeof service_link]).toEqual(['number', 'string', 'string']);
  }
});

test('reads whether an incident is closed, asking for some of it', async () => {
  const { incident } = await get('incidents/13534.json?incident_properties=id,title');
  expect(incident).toMatchObject({ id: 13534, closed_at: '' });
});

test('creates an incident by a form, in UTF-8 and in Latin-1', async () => {
  for (const title of ['M%C3%BCller', 'M%FCller']) {
    const { json } = await world.send({
      method: 'POST',
      path: '/v1/incidents.json',
      headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `incident[title]=${title}&incident[service_id]=20&incident[symptom]=It+broke%0D%0Aagain`,
    });
    expect(json.result.incident.title).toBe('Müller');
    expect(json.result.incident.id).toBeGreaterThan(13_534);
  }
});
