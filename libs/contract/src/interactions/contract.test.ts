import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type OperationId, operationTable } from '@service-desk/client';
import description from '@service-desk/spec/openapi.annotated.json' with { type: 'json' };
import { beforeAll, expect, test } from 'vitest';
import { readDescription } from '#description/description';
import { operationNamed } from '#description/operations';
import { behaviours } from '../behaviours/run.ts';
import { scenarios } from '../generated/scenarios.ts';
import { tellCoverage } from '../report/report.ts';
import { isInPacts } from '../v1/scenarios.ts';
import { type ComparedPact, comparePact } from './comparison.ts';
import { coverageOf } from './coverage.ts';
import { recordPacts } from './record.ts';
import type { Recording } from './recorder.ts';

const dir = fileURLToPath(new URL('../../pacts', import.meta.url));
const operations = Object.keys(operationTable) as OperationId[];

/** The operations that behaviours check. */
const behaved = new Set<OperationId>(behaviours.flatMap((behaviour) => behaviour.operations));

let recording: Recording;
let recorded: Set<string>;
/** All pacts as one: the comparison reads the description once. */
let pact: ComparedPact;

beforeAll(async () => {
  recording = await recordPacts({ dir, description });
  const pacts = await Promise.all(
    recording.files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))),
  );
  pact = { ...pacts[0], interactions: pacts.flatMap((each: ComparedPact) => each.interactions) };
  recorded = new Set(pact.interactions.map((each) => each.description));
  console.log(`${tellCoverage(coverageOf(description, recorded))}\npacts: ${recording.files.length}`);
});

test('every scenario except redirects is recorded once', () => {
  const documented = scenarios.filter(isInPacts);
  expect(recording.interactions).toBe(documented.length);
  expect([...recorded].sort()).toEqual(documented.map(({ name }) => name).sort());
});

test('the pacts match the description', async () => {
  expect(await comparePact(description, pact)).toEqual([]);
});

test('their coverage is counted correctly', () => {
  const { length: all } = operations;
  const whole = { operations: all, withSuccess: all - 1, redirects: 1, withEachFailure: all };
  expect(coverageOf(description, recorded)).toEqual({ ...whole, interactions: recording.interactions });
  const less = new Set(
    [...recorded].filter((name) => name !== 'users.get: found' && name !== 'users.list: rateLimited'),
  );
  expect(coverageOf(description, less)).toEqual({
    ...whole,
    withSuccess: all - 2,
    withEachFailure: all - 1,
    interactions: recording.interactions - 2,
  });
});

test.each(operations)('%s has a success in a pact, or in a behaviour if it redirects', (operation) => {
  const own = scenarios.filter((scenario) => scenario.operation === operation);
  const successes = own.filter(({ response }) => response.body && 'result' in (response.body as object));
  const redirects = !own.every(isInPacts) && behaved.has(operation);
  expect(redirects || successes.some(({ name }) => recorded.has(name))).toBe(true);
});

test.each(operations)('%s has all its documented failures', (operation) => {
  const { 302: _, ...documented } = operationNamed(readDescription(), operation).responseExamples;
  const names = Object.values(documented).flatMap((examples) => Object.keys(examples));
  expect(names.filter((name) => !recorded.has(`${operation}: ${name}`))).toEqual([]);
  expect(Object.keys(documented)).toEqual(expect.arrayContaining(['200', '401', '429']));
});
