import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createServiceDesk, type Fetch } from '@service-desk/client';
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
  sandboxStates,
  scenarios,
  summaryOf,
  tellCoverage,
} from '@service-desk/contract';
import description from '@service-desk/spec/openapi.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, startSandbox } from '../processes.ts';

const contract = path.dirname(createRequire(import.meta.url).resolve('@service-desk/contract/package.json'));

const reports = path.resolve(import.meta.dirname, '../../reports');

/** The sandbox's other account. */
const OTHER_TOKEN = 'sandbox-agent';

let sandbox: Serving;
let started: number;
let verifierMemory = 0;
const findings: Finding[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
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

  test.each(behaviours.map((behaviour) => [`[${behaviour.row}] ${behaviour.name}`, behaviour] as const))(
    '%s',
    async (_name, behaviour) => {
      const written: string[] = [];
      const watched: Fetch = (input, init) => {
        const request = new Request(input, init);
        if (request.method !== 'GET') written.push(`${request.method} ${request.url}`);
        return fetch(request);
      };
      const desk = (token: string) =>
        createServiceDesk({ baseUrl: `${sandbox.url}/v1`, token, fetch: watched });
      const result = await runBehaviour(behaviour, {
        desk,
        setState: sandboxStates(sandbox.url),
        otherToken: OTHER_TOKEN,
      });
      findings.push(...findingsOfBehaviours([result]));
      if (result.error) throw result.error;
      expect(result.skipped).toBeUndefined();
      expect(written.length > 0, `it says that it ${behaviour.writes ? 'writes' : 'only reads'}`).toBe(
        behaviour.writes,
      );
    },
  );

  test('and no answer was off the description', async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/violations`);
    const { violations, validated } = (await answer.json()) as { violations: string[]; validated: number };
    console.log(`${validated} answers held against the description`);
    expect(violations).toEqual([]);
    expect(validated).toBeGreaterThan(scenarios.length);
  });
});
