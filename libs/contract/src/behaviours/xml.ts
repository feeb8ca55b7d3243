import assert from 'node:assert/strict';
import { type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import type { Id, ProviderState } from '../generated/states.ts';
import { readXml } from '../xml.ts';
import type { Behaviour } from './behaviour.ts';

/** What is read in both formats: the call, its state, which values of the state are its ids, and what a list's entry is called. */
const reads: readonly [operation: OperationId, state: ProviderState, ids?: string[], entry?: string][] = [
  ['incidents.get', 'an incident with a comment', ['incident_id']],
  ['incidents.list', 'an agent with open incidents', [], 'incident'],
  ['incidents.comments.list', 'an incident with a comment', ['incident_id'], 'comment'],
  ['problems.get', 'an open problem', ['problem_id']],
  ['problems.list', 'an agent with open problems', [], 'problem'],
  ['changes.get', 'an open change', ['change_id']],
  ['changes.testers.list', 'a change with a tester', ['change_id'], 'change_tester'],
  ['changes.issues.get', 'a change with an issue', ['change_id', 'issue_id']],
  ['releases.get', 'an open release', ['release_id']],
  ['releases.issues.get', 'a release with an issue', ['release_id', 'issue_id']],
  ['releases.releaseRecords.list', 'a release with a release record', ['release_id'], 'release_record'],
  ['configItems.get', 'a config item', ['config_item_id']],
  ['configRelationshipTypes.list', 'config relationship types', [], 'config_relationship_type'],
  ['timeEntries.list', 'a time sheet', [], 'time_entry'],
  ['timeEntries.get', 'a time sheet', ['time_entry_id']],
  ['users.current', 'a user'],
  ['users.list', 'a user', [], 'user'],
  ['customers.list', 'a customer', [], 'customer'],
  ['customers.get', 'a customer', ['customer_id']],
  ['companies.list', 'a company', [], 'Company'],
  ['companies.get', 'a company', ['company_id']],
  ['services.list', 'a service', [], 'service'],
  ['services.get', 'a service', ['service_id']],
];

/** The other format. */
export const xmlBehaviours: readonly Behaviour[] = [
  ...reads.map(
    ([operation, state, ids = [], entry]): Behaviour => ({
      name: `${operation} is the same in XML, read by its attributes`,
      row: 'formats.2',
      operations: [operation],
      needs: [state],
      writes: false,
      async run(world) {
        const { desk, ...values } = await world.given(state);
        const path = Object.fromEntries(
          operationTable[operation].ids.map((name, index) => [
            name,
            (values as Record<string, Id>)[ids[index] ?? ''],
          ]),
        );
        const json = JSON.parse((await askedFor(desk, operation, { ...path, format: 'json' })).text);
        const xml = await askedFor(desk, operation, { ...path, format: 'xml' });
        assert.match(xml.type, /^(application|text)\/xml\b/);
        const { root, value, entries } = readXml(xml.text);
        assert.equal(root, 'hash');
        assert.deepEqual(value, json);
        const row = operationTable[operation];
        if (entry && row.key) assert.deepEqual([...(entries.get(row.key) ?? [])], [entry]);
      },
    }),
  ),
  {
    name: 'what is written comes back in XML, whatever letters it has',
    row: 'formats.2',
    operations: ['companies.create', 'companies.get'],
    needs: ['a company'],
    writes: true,
    async run(world) {
      const { desk } = await world.given('a company');
      const fields = { name: 'Smith & Søn <Oslo>', notes: 'One "line"\nand 1 > 0' };
      const { id } = await desk.companies.create(fields);
      const { text } = await askedFor(desk, 'companies.get', { id, format: 'xml' });
      const { result } = readXml(text).value as { result: { Company: object } };
      assert.partialDeepStrictEqual(result.Company, fields);
    },
  },
  {
    name: 'a failure is the same in XML',
    row: 'formats.2',
    operations: ['problems.get'],
    needs: ['an open problem'],
    writes: false,
    async run(world) {
      const { desk } = await world.given('an open problem');
      const { text, status } = await askedFor(desk, 'problems.get', { id: 99999999, format: 'xml' });
      assert.equal(status, 200);
      const { value } = readXml(text);
      const errors = [{ error: '[E400] no problem found' }];
      assert.partialDeepStrictEqual(value, { errors, version: '1.0', status: 'Failed' });
    },
  },
];

async function askedFor(
  desk: ServiceDesk,
  operation: OperationId,
  path: Record<string, unknown>,
): Promise<{ text: string; type: string; status: number }> {
  const address = operationTable[operation].path as '/services/{id}.{format}';
  const { data, response } = await desk.raw.GET(address, {
    params: { path: path as never },
    parseAs: 'text',
  });
  return {
    text: String(data),
    type: response.headers.get('content-type') ?? '',
    status: response.status,
  };
}
