import { expect, test } from 'vitest';
import { killOnPostgres, killOnSqlite } from './kills.ts';
import { race } from './races.ts';

const WELL = { lost: 0, duplicated: 0, halfWritten: 0, refusals: [], keyed: { differing: 0 } };

test.each([
  ['a server', killOnSqlite],
  ['one of two servers', killOnPostgres],
])('a create that is retried under its key while %s is killed is carried out once', async (_, kill) => {
  const { keyed, ...killed } = await kill(3, true);
  expect({ ...killed, keyed }).toMatchObject(WELL);
  expect(keyed?.replayed).toBeGreaterThanOrEqual(keyed?.keys ?? Infinity);
});

test('of requests that race under one key, one is carried out', async () => {
  const { requests, replayed, ...raced } = await race(100);
  expect(raced).toEqual({
    creates: 100,
    keys: 100,
    responses: requests,
    duplicates: 0,
    missing: 0,
    differing: 0,
    failures: [],
  });
  // All of a create's requests but one, and the one that compares.
  expect(replayed).toBe(requests - 100);
  expect(requests).toBeGreaterThanOrEqual(300);
});
