import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type OperationId, operationTable } from '@service-desk/client';
import description from '@service-desk/spec/openapi.json' with { type: 'json' };
import { beforeAll, expect, test } from 'vitest';
import { behaviours } from './behaviours/run.ts';
import { scenarios } from './generated/scenarios.ts';
import { isInPacts, type Recording, recordPacts } from './record.ts';

const dir = fileURLToPath(new URL('../pacts', import.meta.url));
const paths = description.paths as unknown as Record<string, Record<string, Documented>>;
const operations = Object.keys(operationTable) as OperationId[];

/** The operations that behaviours look at. */
const behaved = new Set<OperationId>(behaviours.flatMap((behaviour) => behaviour.operations));

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

test('every scenario is recorded once, but for redirects', () => {
  const told = scenarios.filter(isInPacts);
  expect(recording.interactions).toBe(told.length);
  expect([...recorded].sort()).toEqual(told.map(({ name }) => name).sort());
});

test.each(operations)('%s has a success, in a pact or, where it redirects, in a behaviour', (operation) => {
  const own = scenarios.filter((scenario) => scenario.operation === operation);
  const successes = own.filter(({ response }) => response.body && 'result' in (response.body as object));
  const redirects = !own.every(isInPacts) && behaved.has(operation);
  expect(redirects || successes.some(({ name }) => recorded.has(name))).toBe(true);
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
