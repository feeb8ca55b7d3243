import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, print, refused, call } = await startOperator();

const { token } = await run('account', 'create', 'Kowhai', '--first-name', 'Aroha', '--last-name', 'Ngata');
await run('user', 'create', 'Tama', 'Reid');

/** Creates an incident of a service. */
async function incident(service: string, more: object = {}) {
  const { id } = await run('service', 'show', service);
  const { result, errors } = await call(token, 'incidents', 'POST', {
    incident: { title: 'Is slow', service_id: id, ...more },
  });
  expect(errors).toBeUndefined();
  return result.incident;
}

test('a service is created with priorities and types, found by its slug, and changed', async () => {
  const service = await run(
    'service',
    'create',
    'Réseau & Wi-Fi',
    '--access',
    'Tama Reid',
    'Aroha Ngata',
    '--assignee',
    'Tama Reid',
    '--levels',
    '2',
  );
  expect(service).toMatchObject({
    name: 'Réseau & Wi-Fi',
    slug: 'reseau-wi-fi',
    access: ['Aroha Ngata', 'Tama Reid'],
  });
  const { result } = await call(token, 'services/reseau-wi-fi');
  expect(result.service.id).toBe(service.id);
  const kinds = ['incident', 'problem', 'change', 'release'];
  const priorities = await run('priority', 'list', '--service', 'reseau-wi-fi');
  expect(priorities).toHaveLength(2 * kinds.length);
  expect(
    priorities.filter(({ record_type }: { record_type: string }) => record_type === 'change'),
  ).toMatchObject([
    { level: 1, description: 'Urgent' },
    { level: 2, description: 'Important' },
  ]);
  expect((await incident('reseau-wi-fi')).assigned_user.full_name).toBe('Tama Reid');

  await run('service', 'set', 'reseau-wi-fi', '--name', 'Network', '--slug', 'network', '--assignee', '');
  expect((await call(token, 'services/network')).result.service.name).toBe('Network');
  expect((await incident('network')).assigned_user.full_name).toBe('Aroha Ngata');
  expect(await print('service', 'list')).toMatch(
    /^id +name +slug +default_assignee_id\n\d+ +Network +network\n\d+ +Service Desk +service-desk\n$/,
  );
});

test('only users with access to a service see it', async () => {
  const tamas = await run('token', 'create', '--user', 'Tama Reid');
  const names = async () =>
    (await call(tamas.token, 'services')).result.services.map(({ name }: { name: string }) => name);
  expect(await names()).toEqual(['Network']);
  await run('service', 'grant', 'Service Desk', 'Tama Reid');
  expect(await names()).toEqual(['Network', 'Service Desk']);
  await run('service', 'revoke', 'Network', 'Tama Reid');
  expect(await names()).toEqual(['Service Desk']);
  expect(await refused('service', 'revoke', 'Network', 'Tama Reid')).toBe(
    'Tama Reid has no direct access to Network',
  );
  expect(await refused('service', 'set', 'Network', '--assignee', 'Tama Reid')).toBe(
    'Tama Reid has no access to Network: grant it first',
  );
});

test('names and slugs are unique, and a slug is not a number', async () => {
  expect(await refused('service', 'create', 'network')).toMatch(
    /^name is taken by service \d+; slug is taken by service \d+$/,
  );
  expect(await refused('service', 'create', 'Paper', '--slug', '7')).toMatch(
    /^slug must start with a letter/,
  );
});

test('a priority determines due dates and escalation, and its level the order', async () => {
  await run(
    'priority',
    'create',
    'At once',
    '--service',
    'Network',
    '--for',
    'incident',
    '--level',
    '3',
    '--due-hours',
    '2',
    '--escalation-hours',
    '1',
  );
  const first = await incident('Network', { opened_at: '2024-05-01T08:00:00Z' });
  expect(first).toMatchObject({
    due_date: '2024-05-01T10:00:00Z',
    due_to_escalate_at: '2024-05-01T09:00:00Z',
    priority: { level: 3 },
  });
  const second = await incident('Network', {
    opened_at: '2024-05-01T08:00:00Z',
    priority_id: (await run('priority', 'list', '--service', 'Network', '--for', 'incident'))[0].id,
  });
  expect(second.priority.level).toBe(1);
  const order = async () =>
    (await call(token, `incidents?order=priority&service_ids=${first.service.id}`)).result.incidents
      .map(({ id }: { id: number }) => id)
      .filter((id: number) => id === first.id || id === second.id);
  expect(await order()).toEqual([second.id, first.id]);
  const changed = await run(
    'priority',
    'set',
    'At once',
    '--level',
    '1',
    '--due-hours',
    'none',
    '--escalation-hours',
    'none',
    '--description',
    'Now',
  );
  expect(changed).toMatchObject({ level: 1, description: 'Now', due_hours: null, escalation_hours: null });
  // Both have level 1, so the due date decides.
  expect(await order()).toEqual([first.id, second.id]);
  expect(await refused('priority', 'remove', 'Now', '--yes')).toBe(
    `priority ${changed.id} (Now) is still used by incidents`,
  );
  const spare = await run(
    'priority',
    'create',
    'Spare',
    '--service',
    'Network',
    '--for',
    'incident',
    '--level',
    '9',
  );
  expect(await run('priority', 'remove', 'Spare', '--yes')).toMatchObject({ id: spare.id });
  expect(await refused('priority', 'set', 'Urgent', '--level', '2')).toMatch(
    /^Urgent is ambiguous: .*; give the id of the priority$/,
  );
  expect(
    await refused('priority', 'create', 'X', '--service', 'Network', '--for', 'incident', '--level', '0'),
  ).toContain('It must be a whole number from 1 to 1000.');
  expect(
    await refused('priority', 'create', 'X', '--service', 'Network', '--for', 'note', '--level', '1'),
  ).toContain('Allowed choices are incident, problem, change, release');
});

test('a type has a default priority for its new records', async () => {
  await run('priority', 'create', 'Low', '--service', 'Network', '--for', 'incident', '--level', '7');
  const type = await run(
    'type',
    'create',
    'Wish',
    '--service',
    'Network',
    '--for',
    'incident',
    '--priority',
    'Low',
  );
  expect((await incident('Network', { type_id: type.id })).priority.level).toBe(7);
  expect(await refused('type', 'create', 'wish', '--service', 'Network', '--for', 'incident')).toBe(
    `Network already has wish, with the id ${type.id}`,
  );
  expect(await run('type', 'set', 'Wish', '--name', 'wish', '--priority', '')).toMatchObject({
    name: 'wish',
    default_priority_id: null,
  });
  expect(await refused('type', 'remove', 'wish', '--yes')).toBe(
    `type ${type.id} (wish) is still used by incidents`,
  );
  await run('type', 'create', 'Spare', '--service', 'Network', '--for', 'change');
  await run('type', 'remove', 'Spare', '--yes');
  expect(
    (await run('type', 'list', '--service', 'Network', '--for', 'change')).map(
      ({ name }: { name: string }) => name,
    ),
  ).toEqual(['Normal', 'Standard', 'Emergency']);
});

test('a category belongs to a service', async () => {
  const category = await run('category', 'create', 'Cables', '--service', 'Network');
  expect((await incident('Network', { category_id: category.id })).category).toEqual({
    id: category.id,
    name: 'Cables',
  });
  expect(await run('category', 'set', 'Cables', '--name', 'cables')).toMatchObject({ name: 'cables' });
  expect(await refused('category', 'remove', 'cables', '--yes')).toBe(
    `category ${category.id} (cables) is still used by incidents`,
  );
  await run('category', 'create', 'Spare', '--service', 'Service Desk');
  expect(await run('category', 'list')).toHaveLength(2);
  await run('category', 'remove', 'Spare', '--yes');
  expect(await run('category', 'list', '--service', 'Service Desk')).toEqual([]);
});

test('[callers.10] only a service without records can be removed', async () => {
  expect(await refused('service', 'remove', 'Network', '--yes')).toMatch(
    /^service \d+ \(Network\) is still used by incidents$/,
  );
  const spare = await run('service', 'create', 'Spare');
  await run('service', 'remove', 'Spare', '--yes');
  expect((await call(token, `services/${spare.id}`)).errors).toEqual(['[E400] no service found']);
  expect(await run('priority', 'list')).not.toContainEqual(expect.objectContaining({ service_id: spare.id }));
  expect((await run('service', 'create', 'Spare')).id).toBe(spare.id + 1);
});
