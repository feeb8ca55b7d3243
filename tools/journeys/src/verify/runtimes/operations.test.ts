import { isDeepStrictEqual } from 'node:util';
import { operationTable } from '@service-desk/client';
import { argumentsOf, type Scenario } from '@service-desk/contract';
import { describe, expect, test } from 'vitest';
import { carriedOut, type DocumentedResult, resultOf } from '../documented-results.ts';
import { runtimes } from './runtimes.ts';
import { inTurn, testContext } from './test-context.ts';

/** What the client is to make of a documented result. */
function readFrom({ operation, request }: Scenario, result: DocumentedResult): unknown {
  const { key, list } = operationTable[operation];
  if (key === undefined) return result;
  if (list !== 'paged') return result[key];
  const { total_entries: totalEntries, total_pages: totalPages } = result;
  return { items: result[key], totalEntries, totalPages, page: request.query?.page ?? 1 };
}

describe.concurrent.each(Object.entries(runtimes))('in %s', (_name, start) => {
  const place = testContext(start);

  const settingsOf = ({ state }: Scenario) => ({
    baseUrl: place.sandbox.baseUrl,
    token: String(state.values.token),
  });

  test('every operation returns the documented result', inTurn, async () => {
    const differing: Record<string, unknown> = {};
    const right = new Set<string>();
    for (const scenario of carriedOut) {
      await place.sandbox.reset();
      const { name, operation } = scenario;
      const call = { operation, args: argumentsOf(scenario), settings: settingsOf(scenario) };
      const { value, error } = await place.runtime.call(call);
      if (!isDeepStrictEqual(value, readFrom(scenario, resultOf(scenario) as DocumentedResult)))
        differing[name] = error?.message ?? value;
      else right.add(operation);
    }
    const all = Object.keys(operationTable);
    console.log(
      `${place.runtime.version}: ${right.size} of ${all.length} operations, ${carriedOut.length} calls`,
    );
    expect(differing).toEqual({});
    expect([...right].toSorted()).toEqual(all.toSorted());
  });

  test.each([
    'incidents.list',
    'incidents.get',
    'incidents.create',
    'incidents.update',
    'incidents.comments.delete',
  ])(
    'the raw client answers what is documented of %s, also after a failure that passes',
    inTurn,
    async (operation) => {
      const scenario = carriedOut.find((each) => each.operation === operation) as Scenario;
      const { method, path, ids, wrapper } = operationTable[scenario.operation];
      const { ids: given, query, body } = scenario.request;
      const params = { path: Object.fromEntries(ids.map((name, index) => [name, given[index]])), query };
      const args = [path, { params, ...(wrapper && { body: { [wrapper]: body } }) }];
      const repeatable = method === 'GET' || method === 'PUT';
      await place.sandbox.fault(
        repeatable ? { fault: 'html', operation } : { fault: 'E902', retryAfter: 0, operation },
      );
      // The call that fails takes a second of the clock that the answer is to show.
      await place.sandbox.advance(-1);
      const { value, hookEvents } = await place.runtime.call({
        operation: `raw.${method}`,
        args,
        settings: settingsOf(scenario),
      });
      expect(value).toMatchObject({ data: scenario.response.body });
      expect(hookEvents).toHaveLength(3);
    },
  );

  test('the raw client returns XML as text', inTurn, async () => {
    const scenario = carriedOut.find(({ operation }) => operation === 'incidents.get') as Scenario;
    const params = { path: { id: scenario.request.ids[0], format: 'xml' } };
    const args = ['/incidents/{id}.{format}', { params, parseAs: 'text' }];
    const { value } = await place.runtime.call({
      operation: 'raw.GET',
      args,
      settings: settingsOf(scenario),
    });
    expect(value).toMatchObject({ data: expect.stringMatching(/^<\?xml .*<hash>.*<incident>/s) });
  });
});
