import { createServiceDesk } from '@service-desk/client';
import { type PublicSandbox, startPublicSandbox } from '@service-desk/test-kit/sandbox';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Connection, connect } from './test-support/connection.ts';

interface Found {
  matches: { resource: string; id: number; name: string; status?: string }[];
}
interface Listed {
  records: ({ id: number; title: string } & Record<string, unknown>)[];
  total: number;
  more: boolean;
  hint?: string;
}
interface Got {
  record: { id: number } & Record<string, unknown>;
}

const NOW = '2010-03-24T09:00:00Z';

const TOKEN = 'demo-account';

let sandbox: PublicSandbox;
let agent: Connection;
beforeAll(async () => {
  sandbox = await startPublicSandbox();
  agent = await connect({ url: sandbox.baseUrl, token: TOKEN, args: ['--write'] });
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
  await agent?.[Symbol.asyncDispose]();
  await sandbox?.[Symbol.asyncDispose]();
});

/** The id of the only match. */
async function idOf(query: string, resource: string): Promise<number> {
  const { matches } = await agent.use<Found>('find_records', { query, resources: [resource] });
  expect(matches).toHaveLength(1);
  return matches[0]?.id as number;
}

const desk = () => createServiceDesk({ baseUrl: sandbox.baseUrl, token: TOKEN });

/** Tasks that users give to agents, done by a script with the tools alone. */
const TASKS: Record<string, () => Promise<void>> = {
  'find a record by its number': async () => {
    const { matches } = await agent.use<Found>('find_records', { query: '#13534' });
    expect(matches).toEqual([
      {
        ...{ resource: 'incidents', id: 13534, name: 'Potential issues with QA issues' },
        ...{ status: 'Open', service: 'Service Desk' },
      },
    ]);
  },
  'find everything that has a name': async () => {
    const { matches } = await agent.use<Found>('find_records', { query: 'powershop' });
    expect(matches.map(({ resource, name }) => `${resource} ${name}`)).toEqual([
      'companies Powershop',
      'services Powershop',
    ]);
  },
  'find the overdue incidents of a customer': async () => {
    const customer = await idOf('jim barrett', 'customers');
    const where = [
      { field: 'due_date', before: NOW },
      { field: 'customer', is: customer },
    ];
    const { records } = await agent.use<Listed>('list_records', { resource: 'incidents', where });
    expect(records.map(({ id }) => id)).toEqual([745]);
  },
  'read an incident with its notes': async () => {
    const { record } = await agent.use<Got>('get_record', { resource: 'incidents', id: 745 });
    expect(record).toMatchObject({
      symptoms: [{ note: expect.any(String) }],
      comments: [{ id: expect.any(Number) }],
    });
    expect(JSON.stringify(record)).not.toMatch(/_link|avatar|null/);
  },
  'find the most urgent incidents of a service': async () => {
    const service = await idOf('powershop', 'services');
    const filters = { service_ids: [service], order: 'priority' };
    const { records } = await agent.use<Listed>('list_records', { resource: 'incidents', filters, limit: 3 });
    expect(records).toHaveLength(3);
    expect(records[0]).toMatchObject({ service: { name: 'Powershop' }, priority: { level: 1 } });
  },
  'count the incidents of a colleague': async () => {
    const colleague = await idOf('Luke', 'users');
    const filters = { selected_user_id: colleague };
    const { total } = await agent.use<Listed>('list_records', { resource: 'incidents', filters, limit: 1 });
    expect(total).toBe((await desk().incidents.list({ selected_user_id: colleague })).totalEntries);
  },
  'read a list page by page': async () => {
    const pages: Listed[] = [];
    for (let page = 1; page === 1 || pages.at(-1)?.more; page += 1)
      pages.push(await agent.use<Listed>('list_records', { resource: 'changes', limit: 4, page }));
    expect(pages.map(({ records }) => records.length)).toEqual([4, 4, 2]);
    expect(pages.map(({ hint }) => hint)).toEqual([
      ...[2, 3].map((page) => `More records: call again with page ${page}.`),
      undefined,
    ]);
  },
  'find who submitted a change, and who tests it': async () => {
    const change = await idOf('night rate', 'changes');
    const columns = ['submitted_for_approval_by_user.full_name', 'approved_at', 'testers'];
    const { record } = await agent.use<Got>('get_record', { resource: 'changes', id: change, columns });
    expect(record).toEqual({
      'submitted_for_approval_by_user.full_name': 'Luke Grimstrup',
      approved_at: '2010-03-03T21:20:00Z',
      testers: [{ id: 7, owned_by: { id: 359, full_name: 'Oliver Tait' } }],
    });
  },
  'list the config items that depend on another': async () => {
    const item = await idOf('Payment gateway', 'configItems');
    const { record } = await agent.use<Got>('get_record', { resource: 'configItems', id: item });
    const dependents = record.dependents as { name: string }[];
    expect(dependents.map(({ name }) => name).toSorted()).toEqual(['Billing', 'Powershop website']);
  },
  'see what a problem is linked to': async () => {
    const parents = { record_type: 'problems', record_id: 9 };
    const links = await agent.use('list_records', { resource: 'links', parents });
    expect(links).toMatchObject({ incidents: expect.arrayContaining([{ incident_id: 33 }]) });
  },
  'learn how to close an incident': async () => {
    const { passages } = await agent.use<{ passages: { id: string }[] }>('search_reference', {
      query: 'how do I close an incident',
    });
    expect(passages.map(({ id }) => id)).toContain('records#resolve-and-close');
    const whole = await agent.use('search_reference', { id: 'records#resolve-and-close' });
    expect(whole.text).toContain('`closed_at`, `closure_code` and `closure_comment` together');
  },
  'learn the fields of a change, and the meaning of its codes': async () => {
    const described = await agent.use('describe_resource', { resource: 'changes' });
    expect(described).toMatchObject({
      create: { title: expect.stringContaining('required') },
      kinds: { ChangeStatusInput: expect.stringContaining('`3` Approved') },
      parts: expect.arrayContaining(['changes.testers']),
    });
  },
  'create an incident for a customer by name': async () => {
    const [customer, service] = [await idOf('Moana', 'customers'), await idOf('powershop', 'services')];
    const fields = { title: 'Meter stands still', service_id: service, customer_id: customer };
    const { record } = await agent.use<Got>('create_record', { resource: 'incidents', fields });
    expect((await desk().incidents.get(record.id)).customer).toMatchObject({ last_name: 'Parata' });
  },
  'add a note': async () => {
    const note = { resource: 'incidents', id: 13534, note: 'Call back on Thursday.' };
    const { record } = await agent.use<Got>('add_note', note);
    expect(await desk().incidents.comments.get(13534, record.id)).toMatchObject({
      note: 'Call back on Thursday.',
    });
    await agent.use('add_note', { ...note, kind: 'symptoms', note: 'It beeps.' });
    expect((await desk().incidents.get(13534)).symptoms).toHaveLength(2);
  },
  'resolve and close an incident with a code': async () => {
    const fields = {
      resolve_and_close: true,
      resolution: 'A new cable.',
      closure_code: 1,
      closure_comment: 'Done',
    };
    const { record } = await agent.use<Got>('update_record', { resource: 'incidents', id: 33, fields });
    expect(record).toMatchObject({ status: 'Closed', closure_code: 1 });
  },
  'watch a record, and stop': async () => {
    const watched = { resource: 'incidents.watches', parents: { incident_id: 33 } };
    const fields = { watched_by: await idOf('Marta', 'users') };
    const { record } = await agent.use<Got>('create_record', { ...watched, fields });
    expect(await desk().incidents.watches.list(33)).toHaveLength(1);
    expect(await agent.use('delete_record', { ...watched, id: record.id })).toMatchObject({ deleted: true });
    expect(await desk().incidents.watches.list(33)).toHaveLength(0);
  },
  'log time for a colleague, and read what it was for': async () => {
    const colleague = await idOf('Luke', 'users');
    const fields = { entry: 'B#13534 Looked at the log', hours: 1.5, selected_user_id: colleague };
    const { record } = await agent.use<Got>('create_record', { resource: 'timeEntries', fields });
    expect(await desk().timeEntries.get(record.id)).toMatchObject({ hours: 1.5, user: { id: colleague } });
    const { records } = await agent.use<Listed>('list_records', { resource: 'timeEntries', limit: 1 });
    expect(records).toMatchObject([{ hours: 1.5, incident_id: 13534 }]);
  },
  'approve a change': async () => {
    const change = await idOf('Search for names', 'changes');
    await agent.use('update_record', { resource: 'changes', id: change, fields: { change_status: 3 } });
    expect(await desk().changes.get(change)).toMatchObject({
      change_status: 3,
      approved_at: expect.stringMatching(/./),
    });
  },
  'link an incident to a problem': async () => {
    const parents = { record_type: 'incidents', record_id: 13534 };
    await agent.use('create_record', { resource: 'links', parents, fields: { problem_id: 9 } });
    expect((await desk().incidents.get(13534)).problems).toMatchObject([{ problem_id: 9 }]);
  },
  'raise an issue of a tester, and comment on it': async () => {
    const parents = { change_id: 13577, tester_id: 7 };
    const fields = { title: 'The rate is in the wrong colour', priority: 1 };
    const issue = await agent.use<Got>('create_record', {
      resource: 'changes.testers.issues',
      parents,
      fields,
    });
    const about = { resource: 'changes.testers.issues', parents, id: issue.record.id };
    await agent.use('add_note', { ...about, note: 'Only on Tuesdays.' });
    const { record } = await agent.use<Got>('get_record', about);
    expect(record).toMatchObject({
      title: 'The rate is in the wrong colour',
      comments: [{ note: 'Only on Tuesdays.' }],
    });
  },
};

test.each(Object.entries(TASKS))('an agent can %s', async (_name, task) => {
  await task();
});

test('there are 20 tasks', () => {
  expect(Object.keys(TASKS)).toHaveLength(20);
});
