import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type OperationId, operationTable } from '@service-desk/client';
import description from '@service-desk/spec/openapi.json' with { type: 'json' };
import { beforeAll, expect, test } from 'vitest';
import { scenarios } from './generated/scenarios.ts';
import { type Recording, recordPacts } from './record.ts';

const dir = fileURLToPath(new URL('../pacts', import.meta.url));
const paths = description.paths as unknown as Record<string, Record<string, Documented>>;
const operations = Object.keys(operationTable) as OperationId[];

let recording: Recording;
let recorded: Set<string>;

beforeAll(async () => {
  recording = await recordPacts({ dir, description });
  const pacts = await Promise.all(
    recording.files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))),
  );
  recorded = new Set(
    pacts.flatMap((pact) => pact.interactions.map((each: { description: string }) => each.description)),
  );
  const { length: count } = recording.files;
  console.log(`${recording.interactions} interactions of ${operations.length} operations in ${count} pacts`);
}, 60_000);

test('every scenario is recorded once', () => {
  expect(recording.interactions).toBe(scenarios.length);
  expect([...recorded].sort()).toEqual(scenarios.map(({ name }) => name).sort());
});

test.each(operations)('%s has a success', (operation) => {
  const successes = scenarios.filter(
    (scenario) => scenario.operation === operation && 'result' in (scenario.response.body as object),
  );
  expect(successes.filter(({ name }) => recorded.has(name))).not.toEqual([]);
});

test.each(operations)('%s has all its documented failures', (operation) => {
  const { method, path } = operationTable[operation];
  const described = paths[path]?.[method.toLowerCase()];
  const documented = Object.entries(described?.responses ?? {}).flatMap(([status, response]) =>
    examplesOf(response).map((example) => ({ status: Number(status), name: `${operation}: ${example}` })),
  );
  expect(documented.filter(({ name }) => !recorded.has(name))).toEqual([]);
  expect(documented.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 401, 429]));
});

interface Documented {
  responses: Record<string, Response>;
}

interface Response {
  $ref?: string;
  content?: { 'application/json': { examples: Record<string, unknown> } };
}

function examplesOf(response: Response): string[] {
  const shared = description.components.responses as Record<string, Response>;
  const { content } = response.$ref
    ? (shared[response.$ref.split('/').at(-1) as string] as Response)
    : response;
  return Object.keys(content?.['application/json'].examples ?? {});
}
