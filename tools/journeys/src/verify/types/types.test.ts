import { operationTable } from '@service-desk/client';
import { argumentsOf } from '@service-desk/contract';
import { readDescription, toGenerateFrom } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import { expect, test } from 'vitest';
import { carriedOut, resultOf } from '../documented-results.ts';
import { callOf, mistakesOf, refusals } from './mistakes.ts';
import { openProject } from './project.ts';

const description = toGenerateFrom(readDescription());
const operations = operationsOf(description);

const HEAD = `import type * as api from '@service-desk/client'; declare const desk: api.ServiceDesk; \
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;`;

/** Each documented call, its documented answer given to a constant of its result's type. */
const documented = carriedOut.map((scenario) => {
  const { key, list } = operationTable[scenario.operation];
  const result = resultOf(scenario);
  const value = JSON.stringify(key === undefined ? result : result?.[key]);
  const type = `(typeof result)${list === 'paged' ? "['items']" : ''}`;
  const args = argumentsOf(scenario).map((arg) => JSON.stringify(arg));
  return `{ const result = await ${callOf(scenario.operation, args)}; const read: ${type} = ${value}; void read; }`;
});

/** The type of each result beside what the types of the paths have inside the envelope. */
const results = operations.map(({ id, path, method, result }) => {
  const answers = `api.paths['${path}']['${method.toLowerCase()}']['responses'][200]['content']['application/json']`;
  const inside = result.redirect
    ? result.envelopes.map((name) => `api.${name}['result']`).join(' | ')
    : `Extract<${answers}, { status: 'Success' }>['result']${result.key ? `['${result.key}']` : ''}`;
  const called = `ReturnType<api.ServiceDesk${id.replaceAll(/\.?(\w+)/g, "['$1']")}>`;
  const answer = `Awaited<${called}>${result.paged ? "['items']" : ''}`;
  return `{ const same: Same<${answer}, ${inside}> = true; void same; }`;
});

const mistakes = operations.flatMap((operation) => mistakesOf(description, operation));

const program = (lines: readonly string[]) => [HEAD, ...lines].join('\n');
const { faultsOf } = openProject({
  'documented.ts': program(documented),
  'results.ts': program(results),
  'mistakes.ts': program(mistakes.map(({ code }) => `${code};`)),
});

test('every documented call compiles, and its result takes the documented answer', () => {
  const faults = faultsOf('documented.ts').map(({ line, message }) => `${documented[line - 1]}: ${message}`);
  const called = new Set(carriedOut.map(({ operation }) => operation));
  console.log(`${called.size} of ${operations.length} operations, ${documented.length} calls`);
  expect(faults).toEqual([]);
  expect(called.size).toBe(operations.length);
});

test('every result is of the type that the description has inside the envelope', () => {
  expect(faultsOf('results.ts').map(({ line, message }) => `${results[line - 1]}: ${message}`)).toEqual([]);
});

test('what a program gets wrong does not compile', () => {
  const faults = Map.groupBy(faultsOf('mistakes.ts'), ({ line }) => line);
  const missed = mistakes.flatMap(({ kind, code }, index) => {
    const compilerErrors = faults.get(index + 1) ?? [];
    const refused = compilerErrors.some((fault) =>
      (refusals[kind] as readonly number[]).includes(fault.code),
    );
    return refused ? [] : `${kind}: ${code}: ${compilerErrors.map(({ message }) => message).join(', ')}`;
  });
  const kinds = Map.groupBy(mistakes, ({ kind }) => kind);
  const counts = Array.from(kinds, ([kind, { length }]) => `${length} times ${kind}`);
  console.log(`${mistakes.length - missed.length} of ${mistakes.length} refused: ${counts.join(', ')}`);
  expect(missed).toEqual([]);
  expect([...kinds.keys()].toSorted()).toEqual(Object.keys(refusals).toSorted());
});
