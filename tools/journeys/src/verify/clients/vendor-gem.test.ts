import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld } from './wire.ts';

/** The vendor's own library of 2010 to 2012: all that it says stands in the query, and no body is sent. */
const world = startWorld();

async function request(method: string, path: string, query: Record<string, string>) {
  const answer = await world.send({
    method,
    path: `/external_api/v1/${path}?${new URLSearchParams(query)}`,
    headers: { Authorization: DAN_AUTHORIZATION, Connection: 'close' },
  });
  const { result, errors } = answer.json;
  // It looks for this key, whatever the HTTP status.
  if (errors) throw new Error(JSON.stringify(errors));
  return result;
}

const fieldsOf = (kind: string, fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${kind}[${name}]`, value]));

test.each([
  ['incident', 'incidents', { title: 'Ümläute – überall', service_id: '20' }],
  ['problem', 'problems', { title: 'Why?', service_id: '20' }],
  ['change', 'changes', { title: 'Because', service_id: '20' }],
  ['release', 'releases', { title: 'Spring', service_id: '20' }],
  ['customer', 'customers', { first_name: 'Aroha', last_name: 'Ngata' }],
  ['time_entry', 'time_entries', { entry: '// Reading', hours: '1.25', description: 'The guide' }],
])('creates, shows and updates a %s', async (kind, table, fields) => {
  const created = (await request('POST', `${table}/create`, fieldsOf(kind, fields)))[kind];
  expect(created.id).toBeGreaterThan(0);
  const id = String(created.id);
  expect((await request('GET', `${table}/show`, { id }))[kind]).toMatchObject({ id: created.id });
  const [name = ''] = Object.keys(fields);
  const value = kind === 'time_entry' ? '// Writing' : 'Changed';
  const updated = await request('PUT', `${table}/update`, { id, ...fieldsOf(kind, { [name]: value }) });
  expect(updated[kind]).toMatchObject(kind === 'time_entry' ? { custom: 'Writing' } : { [name]: value });
});

test('shows a service, and lists', async () => {
  expect((await request('GET', 'services/show', { id: '20' })).service.name).toBe('Service Desk');
  expect((await request('GET', 'incidents', {})).incidents.length).toBeGreaterThan(0);
  // As its first version named the table.
  expect((await request('GET', 'Incidents/show', { id: '13534' })).incident.id).toBe(13534);
});

test('raises what is wrong', async () => {
  await expect(request('GET', 'incidents/show', { id: '99' })).rejects.toThrow('[E400] no incident found');
});
