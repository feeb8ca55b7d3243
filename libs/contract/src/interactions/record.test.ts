import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import description from '@service-desk/spec/openapi.annotated.json' with { type: 'json' };
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scenarios } from '../generated/scenarios.ts';
import { recordPacts } from './record.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'recorded-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const found = scenarios.filter(({ name }) => name === 'incidents.get: found');

test('the request of the client is recorded', async () => {
  const { interactions } = await recordPacts({ dir, description, scenarios: found, fetch });
  expect(interactions).toBe(1);
  expect(await readdir(dir)).toEqual(['incidents.json']);
});

test.each<[what: string, spoil: (request: Request) => Request]>([
  ['another address', (request) => new Request(request.url.replace('/incidents/', '/incident/'), request)],
  ['another method', (request) => new Request(request, { method: 'POST' })],
  ['another id', (request) => new Request(request.url.replace('13534', '13535'), request)],
  ['another token', (request) => new Request(request, { headers: { Authorization: 'Basic eDp4' } })],
  ['no headers', (request) => new Request(request.url)],
])('recording fails with %s', async (_, spoil) => {
  const recording = recordPacts({
    dir,
    description,
    scenarios: found,
    fetch: (input, init) => fetch(spoil(new Request(input, init))),
  });
  await expect(recording).rejects.toThrow('incidents.get: found');
});
