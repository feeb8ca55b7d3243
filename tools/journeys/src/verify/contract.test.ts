import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createServiceDesk, type Fetch, type OperationId } from '@service-desk/client';
import {
  behaviours,
  coverageOf,
  examineProvider,
  type Finding,
  findingsOfBehaviours,
  findingsOfPacts,
  isInPacts,
  renderReport,
  runBehaviour,
  runProperties,
  sandboxStates,
  scenarios,
  summaryOf,
  tellCoverage,
} from '@service-desk/contract';
import { readDescription } from '@service-desk/description/description';
import { operationsOf, queryOf, resourceOf } from '@service-desk/description/operations';
import { routesOf } from '@service-desk/description/routes';
import { sample } from '@service-desk/test-kit/nightly';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyOf } from './types/fields.ts';

const description = readDescription();
const contract = path.dirname(createRequire(import.meta.url).resolve('@service-desk/contract/package.json'));

const reports = path.resolve(import.meta.dirname, '../../reports');

/** The sandbox's other account. */
const OTHER_TOKEN = 'sandbox-agent';

const operations = operationsOf(description);

/** The kinds of notes. They share their schema and their handlers. */
const notes = [
  ...new Set(
    operations
      .filter((operation) => 'note' in (bodyOf(description, operation)?.properties ?? {}))
      .map(({ id }) => resourceOf(id)),
  ),
];
const sampled = sample(notes, 4);
/** On each change, the properties are checked of a sample of the notes, which would be half of the calls. */
const isChecked = (operation: OperationId) => {
  const resource = resourceOf(operation);
  return !notes.includes(resource) || sampled.includes(resource);
};

/** What properties and behaviours have called. */
const called: { method: string; path: string; query: string[] }[] = [];

function note({ method, url }: Request): void {
  const { pathname, searchParams } = new URL(url);
  called.push({ method, path: pathname, query: [...searchParams.keys()] });
}

let sandbox: Serving;
let started: number;
let verifierMemory = 0;
const findings: Finding[] = [];
beforeAll(async () => {
  sandbox = await startSandboxProcess();
  started = performance.now();
});
afterAll(async () => {
  const ms = performance.now() - started;
  const memory = process.resourceUsage().maxRSS * 1024 + verifierMemory;
  const report = {
    provider: '@service-desk/server',
    findings,
    ms,
    memory,
    coverage: coverageOf(description),
  };
  mkdirSync(reports, { recursive: true });
  writeFileSync(path.join(reports, 'contract.md'), renderReport(report, 'markdown'));
  const cost = `${Math.round(ms / 1000)} s and ${Math.round(memory / 2 ** 20)} MiB at most`;
  console.log(`${tellCoverage(report.coverage)}\n${summaryOf(findings)}, in ${cost}: reports/contract.md`);
  await sandbox.stop();
});

describe('the server keeps the contract', () => {
  test('every interaction of the pacts', async () => {
    const verification = await examineProvider({
      baseUrl: `${sandbox.url}/v1`,
      pactDir: path.join(contract, 'pacts'),
      setState: sandboxStates(sandbox.url),
    });
    findings.push(...findingsOfPacts(verification));
    const { interactions, passed, failures, ms, memory } = verification;
    verifierMemory = memory;
    console.log(`${passed} of ${interactions} interactions verified in ${Math.round(ms)} ms`);
    expect(failures).toEqual([]);
    expect(passed).toBe(scenarios.filter(isInPacts).length);
  });

  test('every property, of each operation and field', async () => {
    const { findings: found, calls } = await runProperties({
      ...{
        baseUrl: `${sandbox.url}/v1`,
        token: 'demo-luke',
        otherToken: OTHER_TOKEN,
        colleagueToken: 'demo-dan',
        write: true,
      },
      only: isChecked,
      fetch(request) {
        note(request);
        return fetch(request);
      },
    });
    findings.push(...found);
    console.log(`${calls} calls by properties`);
    expect(found.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
  });

  test.each(behaviours.map((behaviour) => [`[${behaviour.row}] ${behaviour.name}`, behaviour] as const))(
    '%s',
    async (_name, behaviour) => {
      const written: string[] = [];
      const watched: Fetch = (input, init) => {
        const request = new Request(input, init);
        if (request.method !== 'GET') written.push(`${request.method} ${request.url}`);
        note(request);
        return fetch(request);
      };
      const desk = (token: string) =>
        createServiceDesk({ baseUrl: `${sandbox.url}/v1`, token, fetch: watched });
      const result = await runBehaviour(behaviour, {
        desk,
        setState: sandboxStates(sandbox.url),
      });
      findings.push(...findingsOfBehaviours([result]));
      if (result.error) throw result.error;
      expect(result.skipped).toBeUndefined();
      expect(written.length > 0, `it says that it ${behaviour.writes ? 'writes' : 'only reads'}`).toBe(
        behaviour.writes,
      );
    },
  );

  test('properties and behaviours call every operation, with each parameter of its query', () => {
    const { addressOf } = routesOf(description);
    const calls = Map.groupBy(
      called,
      ({ method, path }) => addressOf(method, path.slice('/v1'.length))?.operation,
    );
    const checked = operations.filter(({ id }) => isChecked(id as OperationId));
    const uncalled = checked.flatMap((operation) => {
      const queries = calls.get(operation.id)?.map(({ query }) => query);
      if (!queries) return [operation.id];
      return [...queryOf(operation).keys()]
        .filter((name) => !queries.some((query) => query.includes(name)))
        .map((name) => `${operation.id} with ${name}`);
    });
    expect(uncalled).toEqual([]);
  });

  test('and no answer was off the description', async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/violations`);
    const { violations, validated } = (await answer.json()) as { violations: string[]; validated: number };
    console.log(`${validated} answers held against the description`);
    expect(violations).toEqual([]);
    expect(validated).toBeGreaterThan(scenarios.length);
  });
});
