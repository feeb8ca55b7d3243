import { readFile } from 'node:fs/promises';
import { createServiceDesk } from '@service-desk/client';
import { describe, expect, test } from 'vitest';
import { demoStates, type ProviderState } from '../generated/states.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';
import { behaviours, runBehaviours, worldOf } from './run.ts';

const setState = async <Name extends ProviderState>(name: Name) => demoStates[name];

/** A provider with these incidents, which it always lists in the order given and with that total. */
function provider(incidents: object[], total = incidents.length) {
  return async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const limit = Number(searchParams.get('limit') ?? searchParams.get('per_page') ?? 10);
    const from = (Number(searchParams.get('page') ?? 1) - 1) * limit;
    const result = pathname.includes('current_user')
      ? { user: { id: 18, incident_count: total } }
      : {
          total_entries: total,
          total_pages: Math.max(1, Math.ceil(total / limit)),
          incidents: incidents.slice(from, from + limit),
        };
    return Response.json({ result, version: '1.0', status: 'Success' });
  };
}

async function failuresOf(fetch: (request: Request) => Promise<Response>, row: string): Promise<string[]> {
  const results = await runBehaviours({
    desk: (token) =>
      createServiceDesk({
        baseUrl: 'http://provider.example/v1',
        token,
        fetch: (input, init) => fetch(new Request(input, init)),
      }),
    setState,
    only: (behaviour) => behaviour.row === row && behaviour.operations[0] === 'incidents.list',
  });
  expect(results.length).toBeGreaterThan(0);
  return results.filter(({ ok }) => !ok).map(({ name }) => name);
}

const incident = (id: number, due_date: string, level: number) => ({
  id,
  due_date,
  priority: { level },
  created_at: `2010-03-2${id}T00:00:00Z`,
  last_active_at: `2010-03-2${id}T00:00:00Z`,
});
const newestFirst = [3, 2, 1].map((id) => incident(id, '2010-04-01T00:00:00Z', 1));

describe('a provider that keeps to it passes:', () => {
  test.each(['lists.6', 'lists.7', 'lists.8'])('%s', async (row) => {
    expect(await failuresOf(provider(newestFirst), row)).toEqual([]);
  });
});

describe('a provider that does not keep to it fails:', () => {
  test('a total of its own', async () => {
    expect(await failuresOf(provider(newestFirst, 4), 'lists.8')).toHaveLength(1);
  });

  test('the wrong order', async () => {
    expect(await failuresOf(provider(newestFirst.toReversed()), 'lists.6')).toHaveLength(4);
  });

  test('blanks first', async () => {
    const blanks = [incident(2, '', 1), incident(1, '2010-04-01T00:00:00Z', 1)];
    expect(await failuresOf(provider(blanks), 'lists.6')).toEqual([
      'the order due_date is soonest first, blanks last',
      'the order priority is level 1 first, then by due date',
    ]);
  });

  test('no answer', async () => {
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
});

test('what needs a state that is not to be had is skipped, and heard of', async () => {
  const heard: string[] = [];
  const unavailable: SetState = async (name) => {
    throw new StateUnavailableError(`nobody makes "${name}"`);
  };
  const results = await runBehaviours({
    desk: (token) => createServiceDesk({ baseUrl: 'http://provider.example', token }),
    setState: unavailable,
    only: ({ row }) => row === 'lists.13',
    onResult: ({ name }) => heard.push(name),
  });
  expect(results.map(({ ok, skipped }) => ({ ok, skipped }))).toEqual([
    { ok: false, skipped: 'nobody makes "an agent with open incidents"' },
  ]);
  expect(heard).toEqual(results.map(({ name }) => name));
});

test('a behaviour is given the states that it needs, and no others', async () => {
  const desk = (token: string) => createServiceDesk({ baseUrl: 'http://provider.example', token });
  const world = worldOf({ desk, setState }, { needs: ['a service'] });
  expect((await world.given('a service')).service_id).toBe(demoStates['a service'].service_id);
  await expect(world.given('a user')).rejects.toThrow('"a user"');
});

test('names are not given twice', () => {
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
