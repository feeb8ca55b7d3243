import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld } from './wire.ts';

/** The successor of the vendor's library and its command of 2013, by Faraday. */
const world = startWorld();

async function find(table: string, id: number) {
  const headers = {
    'User-Agent': 'Faraday v0.8.4',
    Authorization: DAN_AUTHORIZATION,
    'Accept-Encoding': 'gzip;q=1.0,deflate;q=0.6,identity;q=0.3',
    Accept: '*/*',
    Connection: 'close',
  };
  const { json } = await world.send({ method: 'GET', path: `/external_api/v1/${table}/${id}`, headers });
  return json;
}

test('the command prints the title of a number', async () => {
  const { result } = await find('incidents', 13534);
  expect(result.incident.title).toBe('Potential issues with QA issues');
});

test('it knows what is missing by its words', async () => {
  for (const table of ['incidents', 'changes']) {
    const { errors } = await find(table, 99);
    expect(errors.map(({ error }: { error: string }) => error).join('; ')).toMatch(/E400.*found/);
  }
});

test('it creates without /create', async () => {
  const headers = {
    Authorization: DAN_AUTHORIZATION,
    'Content-Type': 'application/x-www-form-urlencoded',
    Connection: 'close',
  };
  const created = await world.send({
    method: 'POST',
    path: '/external_api/v1/incidents',
    headers,
    body: 'incident%5Btitle%5D=Caf%C3%A9&incident%5Bservice_id%5D=20',
  });
  const { title } = created.json.result.incident;
  expect(title).toBe('Café');
});
