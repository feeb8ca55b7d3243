import { isDeepStrictEqual } from 'node:util';
import { operationTable } from '@service-desk/client';
import { argumentsOf, type Scenario } from '@service-desk/contract';
import { expect, test } from 'vitest';
import { carriedOut, type Result, resultOf } from '../documented.ts';
import { runtimes } from './runtimes.ts';
import { startPublicSandbox } from './sandbox.ts';

/** What the client is to make of a documented result. */
function readFrom({ operation, request }: Scenario, result: Result): unknown {
  const { key, list } = operationTable[operation];
  if (key === undefined) return result;
  if (list !== 'paged') return result[key];
  const { total_entries: totalEntries, total_pages: totalPages } = result;
  return { items: result[key], totalEntries, totalPages, page: request.query?.page ?? 1 };
}

test.concurrent.each(Object.entries(runtimes))(
  'every operation in %s answers what is documented',
  async (_name, start) => {
    await using runtime = await start();
    await using sandbox = await startPublicSandbox(runtime.origin);
    const differing: Record<string, unknown> = {};
    const right = new Set<string>();
    for (const scenario of carriedOut) {
      await sandbox.reset();
      const { name, operation, state } = scenario;
      const settings = { baseUrl: sandbox.baseUrl, token: String(state.values.token) };
      const { value, error } = await runtime.call({ operation, args: argumentsOf(scenario), settings });
      if (!isDeepStrictEqual(value, readFrom(scenario, resultOf(scenario) as Result)))
        differing[name] = error?.message ?? value;
      else right.add(operation);
    }
    const all = Object.keys(operationTable);
    console.log(`${runtime.version}: ${right.size} of ${all.length} operations, ${carriedOut.length} calls`);
    expect(differing).toEqual({});
    expect([...right].toSorted()).toEqual(all.toSorted());
  },
);
