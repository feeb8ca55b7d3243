import { isDeepStrictEqual } from 'node:util';
import { expect, inject, test } from 'vitest';
import { operationTable } from './generated/operations.ts';
import { fromXml, toXml } from './http/xml.ts';
import { handlers } from './resources/handlers.ts';
import { documentedCalls } from './test-support/documented-calls.ts';
import { startProvider } from './test-support/provider.ts';

const { sandbox, as } = await startProvider();
const calls = documentedCalls();
const store = inject('postgres') ? 'Postgres' : 'SQLite';

test('every operation has a handler and a documented call', () => {
  const operations = Object.keys(operationTable).toSorted();
  expect(Object.keys(handlers).toSorted()).toEqual(operations);
  expect(calls.map(({ operation }) => operation).toSorted()).toEqual(operations);
});

test('every operation takes and answers XML as it does JSON, and its answer survives the way there and back', async () => {
  const different: string[] = [];
  for (const { operation, method, path, query, token, body } of calls) {
    const agent = as(token);
    await sandbox.reset();
    const json = await agent.send(`/v1${path}.json${query}`, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    await sandbox.reset();
    const xml = await agent.send(`/v1${path}.xml${query}`, {
      method,
      ...(body !== undefined && { headers: { 'Content-Type': 'application/xml' }, body: toXml(body) }),
    });
    const value = JSON.parse(json.text) as { status?: string };
    const same =
      json.status === 200 &&
      value.status === 'Success' &&
      isDeepStrictEqual(fromXml(xml.text), value) &&
      isDeepStrictEqual(fromXml(toXml(value)), value);
    if (!same) different.push(`${operation}: ${json.text.slice(0, 300)} | ${xml.text.slice(0, 300)}`);
  }
  expect(different).toEqual([]);
  console.log(
    `${calls.length} operations × 2 formats on ${store}: ${sandbox.validated()} answers held against the description`,
  );
}, 180_000);
