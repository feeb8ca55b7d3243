import assert from 'node:assert/strict';
import { type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import { type Scenario, scenarios } from '../generated/scenarios.ts';
import { readJson, readXml, readXmlDocument, singularOf, writeXml } from '../v1/bodies.ts';
import { resourceOf } from '../v1/calls.ts';
import { readBundle } from '../v1/conformance.ts';
import { describedAnswer } from '../v1/description.ts';
import { isSuccess, valueHere } from '../v1/scenarios.ts';
import type { Behaviour } from './behaviour.ts';

/** The first success of each operation that reads, but for redirects. */
const readings = firstsOf(({ method }) => method === 'GET');

/** A success of each resource that is written: a new one, or else one that is changed. */
const writings = [
  ...new Map(
    [...firstsOf(({ method }) => method === 'PUT'), ...firstsOf(({ method }) => method === 'POST')].map(
      (scenario) => [resourceOf(scenario.operation), scenario] as const,
    ),
  ).values(),
];

/** The other format. */
export const xmlBehaviours: readonly Behaviour[] = [
  ...readings.map(
    (scenario): Behaviour => ({
      name: `${scenario.operation} is the same in XML, read by its attributes`,
      row: 'formats.2',
      operations: [scenario.operation],
      needs: [scenario.state.name],
      writes: false,
      async run(world) {
        const { desk, ...values } = await world.given(scenario.state.name);
        const json = await sent(desk, scenario, values, 'json');
        const xml = await sent(desk, scenario, values, 'xml');
        assert.match(xml.type, /^(application|text)\/xml\b/i);
        const { root, value, entries } = readXmlDocument(xml.text);
        assert.equal(root, 'hash');
        const known = (envelope: unknown) => describedAnswer(readBundle(), scenario.operation, envelope);
        assert.deepEqual(known(value), known(readJson(json.text)));
        for (const [list, names] of entries)
          if (names.size > 0) assert.deepEqual([...names], [singularOf(list)]);
      },
    }),
  ),
  ...writings.map(
    (scenario): Behaviour => ({
      name: `${scenario.operation} takes in XML what it takes in JSON`,
      row: 'formats.2',
      operations: [scenario.operation],
      needs: [scenario.state.name],
      writes: true,
      async run(world) {
        const answers = [];
        for (const format of ['json', 'xml'] as const) {
          const { desk, ...values } = await world.given(scenario.state.name);
          const { text } = await sent(desk, scenario, values, format);
          const envelope = format === 'xml' ? readXml(text) : readJson(text);
          answers.push(describedAnswer(readBundle(), scenario.operation, envelope));
        }
        const [json, xml] = answers as { status: string }[];
        assert.equal(json?.status, 'Success');
        assert.deepEqual(likenessOf(xml), likenessOf(json));
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
      const { result } = readXml(text) as { result: { Company: object } };
      assert.partialDeepStrictEqual(result.Company, fields);
    },
  },
  {
    name: 'what is written in XML is read as it was meant, whatever letters it has',
    row: 'formats.2',
    operations: ['companies.create', 'companies.get'],
    needs: ['a company'],
    writes: true,
    async run(world) {
      const { desk } = await world.given('a company');
      const fields = { name: 'Smith & Søn <Oslo>', notes: 'One "line"\nand 1 > 0', fax: null };
      const { text } = await askedFor(desk, 'companies.create', { format: 'xml' }, { Company: fields });
      const { result } = readXml(text) as { result: { Company: { id: number } } };
      const { id, name, notes } = await desk.companies.get(result.Company.id);
      assert.deepEqual(
        { id, name, notes },
        { id: result.Company.id, name: fields.name, notes: fields.notes },
      );
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
      const errors = [{ error: '[E400] no problem found' }];
      assert.partialDeepStrictEqual(readXml(text), { errors, version: '1.0', status: 'Failed' });
    },
  },
];

/** Sends what an example sends, with the values that its state has here. */
function sent(desk: ServiceDesk, scenario: Scenario, values: object, format: 'json' | 'xml') {
  const { operation, request } = scenario;
  const { ids, wrapper } = operationTable[operation];
  const here = (value: unknown, name: string) => valueHere(value, name, scenario.state.values, values);
  const path = Object.fromEntries(ids.map((name, index) => [name, here(request.ids[index], name)]));
  const fields = here(request.body, '') as object;
  const body = wrapper === undefined ? undefined : wrapped(wrapper, fields);
  return askedFor(desk, operation, { ...path, format }, body, request.query);
}

function wrapped(wrapper: string | null, fields: object): object {
  return wrapper === null ? fields : { [wrapper]: fields };
}

async function askedFor(
  desk: ServiceDesk,
  operation: OperationId,
  path: Record<string, unknown>,
  body?: object,
  query?: object,
): Promise<{ text: string; type: string; status: number }> {
  const { method, path: address } = operationTable[operation];
  const xml = path.format === 'xml';
  const init = {
    params: { path, query },
    parseAs: 'text',
    ...(body && {
      body,
      bodySerializer: xml ? writeXml : JSON.stringify,
      headers: { 'Content-Type': xml ? 'application/xml' : 'application/json' },
    }),
  };
  const { data, error, response } = await desk.raw.request(
    method.toLowerCase() as 'get',
    address as never,
    init as never,
  );
  return {
    text: String(data ?? error),
    type: response.headers.get('content-type') ?? '',
    status: response.status,
  };
}

/** An answer without what is another one in each record: its ids, and when it was made. */
function likenessOf(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => likenessOf(entry, name));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, likenessOf(inside, key)]));
  if (/^id$|_id$|^reference_num$/.test(name)) return typeof value;
  if (typeof value !== 'string') return value;
  if (name.endsWith('_link')) return value.replaceAll(/\d+/g, '#');
  return value.replace(/^\d{4}-\d\d-\d\dT.*/, 'a date');
}

function firstsOf(wanted: (row: { method: string }) => boolean): Scenario[] {
  const firsts = new Map<OperationId, Scenario>();
  for (const scenario of scenarios) {
    const { operation } = scenario;
    if (isSuccess(scenario) && wanted(operationTable[operation]) && !firsts.has(operation))
      firsts.set(operation, scenario);
  }
  return [...firsts.values()];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
