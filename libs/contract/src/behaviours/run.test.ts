import { readFile } from 'node:fs/promises';
import { createServiceDesk } from '@service-desk/client';
import { expect, test } from 'vitest';
import { demoStates, type ProviderState } from '../generated/states.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';
import { behaviours, runBehaviours, worldOf } from './run.ts';

const setState = async <Name extends ProviderState>(name: Name) => demoStates[name];

test('a provider that does not answer fails', async () => {
  const results = await runBehaviours({
    desk: (token) =>
      createServiceDesk({
        baseUrl: 'http://provider.example',
        token,
        retries: 0,
        fetch: () => Promise.reject(new Error('down')),
      }),
    setState,
  });
  expect(results).toHaveLength(behaviours.length);
  expect(results.filter(({ ok }) => ok)).toEqual([]);
});

test('a behaviour whose state is not available is skipped and reported', async () => {
  const reported: string[] = [];
  const unavailable: SetState = async (name) => {
    throw new StateUnavailableError(`nothing makes "${name}"`);
  };
  const results = await runBehaviours({
    desk: (token) => createServiceDesk({ baseUrl: 'http://provider.example', token }),
    setState: unavailable,
    only: ({ row }) => row === 'due.1',
    onResult: ({ name }) => reported.push(name),
  });
  expect(results.map(({ ok, skipped }) => ({ ok, skipped }))).toEqual([
    { ok: false, skipped: 'nothing makes "a service with priorities and types"' },
  ]);
  expect(reported).toEqual(results.map(({ name }) => name));
});

test('a behaviour gets only the states that it needs', async () => {
  const desk = (token: string) => createServiceDesk({ baseUrl: 'http://provider.example', token });
  const world = worldOf({ desk, setState }, { needs: ['a service'] });
  expect((await world.given('a service')).service_id).toBe(demoStates['a service'].service_id);
  await expect(world.given('a user')).rejects.toThrow('"a user"');
});

test('names are unique', () => {
  expect(new Set(behaviours.map(({ name }) => name)).size).toBe(behaviours.length);
});

test('each behaviour names a row of the limitations', async () => {
  const limitations = await readFile(
    new URL('../../../../spec/docs/limitations.md', import.meta.url),
    'utf8',
  );
  const unknown = behaviours.filter(({ row }) => !limitations.includes(`| \`${row}\` |`));
  expect(unknown).toEqual([]);
});
