import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld } from './wire.ts';

/** The Python miner of 2014. */
const world = startWorld();

async function get(path: string) {
  const headers = {
    'Accept-Encoding': 'identity',
    Connection: 'close',
    'User-Agent': 'Python-urllib/2.7',
    Authorization: DAN_AUTHORIZATION,
  };
  const { status, json } = await world.send({ method: 'GET', path, headers });
  expect(status).toBe(200);
  return json;
}

test('reads a report in pages of 500', async () => {
  const { result } = await get('/v1/incidents.json?report_id=862260361677721612&limit=500&page=1');
  expect(result.incidents.length).toBe(result.total_entries);
});

test('finds out of which type a number is by the exact words of what is missing', async () => {
  const types = { incidents: 'incident', problems: 'problem', changes: 'change', releases: 'release' };
  for (const [number, own] of [
    [13534, 'incidents'],
    [13561, 'problems'],
    [234, 'changes'],
    [1267, 'releases'],
  ] as const) {
    for (const [type, noun] of Object.entries(types)) {
      const answer = await get(`/v1/${type}/${number}.json`);
      if (type === own) expect(answer.result[noun].id).toBe(number);
      else expect(answer.errors[0].error).toBe(`[E400] no ${noun} found`);
    }
  }
});
