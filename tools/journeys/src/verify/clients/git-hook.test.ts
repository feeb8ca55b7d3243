import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, send, startWorld } from './wire.ts';

/** The git hook of 2014: it reads a number in a branch's name, and puts the record's title into the message. */
const world = startWorld();

/** Follows as the hook does: the header is parsed as a whole URL, and called with the same token. */
async function titleOf(number: number): Promise<string> {
  const headers = { Accept: '*/*', Authorization: DAN_AUTHORIZATION, Connection: 'close' };
  const found = await world.send({ method: 'GET', path: `/v1/beetils/${number}.json`, headers });
  if (found.status !== 302) throw new Error(found.json.errors[0].error);
  const { origin, pathname, search } = new URL(found.headers.location as string);
  const { json } = await send(origin, { method: 'GET', path: pathname + search, headers });
  const [first] = Object.values(json.result) as { title: string }[];
  return (first as { title: string }).title;
}

test('finds a record of any type', async () => {
  expect(await titleOf(13534)).toBe('Potential issues with QA issues');
  for (const number of [13561, 234, 1267]) expect(await titleOf(number)).toEqual(expect.any(String));
});

test('says what is not there', async () => {
  await expect(titleOf(99_999_999)).rejects.toThrow('[E400] no record found');
});
