import { expect, test } from 'vitest';
import { startOperator } from '../../test-support/operator.ts';

const { run, print, refused, call } = await startOperator();

const { token } = await run('account', 'create', 'Kowhai', '--first-name', 'Aroha');
await run('service', 'create', 'Network', '--access', 'Aroha');
const ids: number[] = [];
for (const incident of [
  { title: 'First', service_id: 1, opened_at: '2024-05-03' },
  { title: 'Second', service_id: 2, opened_at: '2024-05-01' },
  {
    title: 'Third',
    service_id: 2,
    opened_at: '2024-05-02',
    closed_at: '2024-05-04',
    closure_code: 0,
    closure_comment: 'Done.',
  },
]) {
  ids.push((await call(token, 'incidents', 'POST', { incident })).result.incident.id);
}
const [first, second, third] = ids;

/** The incidents that a report lists. */
async function listed(report: { id: number }): Promise<number[]> {
  const { result, errors } = await call(token, `incidents?report_id=${report.id}`);
  expect(errors).toBeUndefined();
  return result.incidents.map(({ id }: { id: number }) => id);
}

test('a saved report filters and orders a list', async () => {
  const all = await run('report', 'create', 'All', '--for', 'incident');
  expect(await listed(all)).toEqual([third, second, first]);
  const network = await run(
    'report',
    'create',
    'Network',
    '--for',
    'incident',
    '--service',
    'Network',
    '--status',
    'Open',
    '--assigned',
    'Aroha',
  );
  expect(await listed(network)).toEqual([second]);
  await run(
    'report',
    'set',
    'Network',
    '--status',
    'Open',
    'Closed',
    '--order',
    'due_date',
    '--name',
    'Of the network',
  );
  expect(await listed(network)).toEqual([second, third]);
  // A blank value removes a filter.
  await run('report', 'set', 'Of the network', '--service', '');
  expect(await listed(network)).toEqual([second, third, first]);
  expect(await run('report', 'show', 'of the network')).toEqual({
    id: network.id,
    name: 'Of the network',
    record_type: 'incident',
    assigned_user_ids: [1],
    service_ids: [],
    statuses: ['Open', 'Closed'],
    order: 'due_date',
  });
  expect(await print('report', 'list')).toMatch(/^id +name +record_type +order\n1 +All/);
  await run('report', 'remove', 'All', '--yes');
  expect((await call(token, `incidents?report_id=${all.id}`)).errors).toEqual(['[E400] no report found']);
});

test('filters that its records do not support are refused', async () => {
  expect(await refused('report', 'create', ' ', '--for', 'change', '--status', 'Resolved')).toBe(
    "name can't be blank; changes are Open or Closed, never Resolved",
  );
  expect(await refused('report', 'create', 'Late', '--for', 'problem', '--order', 'due_date')).toBe(
    'problems have no due date to order by',
  );
  expect(await refused('report', 'create', 'X', '--for', 'incident', '--service', 'Nowhere')).toBe(
    'no service found: Nowhere',
  );
  expect(await refused('report', 'create', 'X', '--for', 'incident', '--order', 'title')).toContain(
    'Allowed choices are',
  );
});
