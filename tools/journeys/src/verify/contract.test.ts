import { createRequire } from 'node:module';
import path from 'node:path';
import { createServiceDesk } from '@service-desk/client';
import {
  behaviours,
  isInPacts,
  sandboxStates,
  scenarios,
  verifyPacts,
  worldOf,
} from '@service-desk/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, startSandbox } from '../processes.ts';

const contract = path.dirname(createRequire(import.meta.url).resolve('@service-desk/contract/package.json'));

let sandbox: Serving;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

describe('the server keeps the contract', () => {
  test('every interaction of the pacts', async () => {
    const verification = await verifyPacts({
      baseUrl: `${sandbox.url}/v1`,
      pactDir: path.join(contract, 'pacts'),
      setState: sandboxStates(sandbox.url),
    });
    const { interactions, passed, ms } = verification;
    console.log(`${passed} of ${interactions} interactions verified in ${Math.round(ms)} ms`);
    expect(passed).toBe(scenarios.filter(isInPacts).length);
  });

  test.each(behaviours.map((behaviour) => [`[${behaviour.row}] ${behaviour.name}`, behaviour] as const))(
    '%s',
    async (_name, behaviour) => {
      const desk = (token: string) => createServiceDesk({ baseUrl: `${sandbox.url}/v1`, token });
      await behaviour.run(worldOf({ desk, setState: sandboxStates(sandbox.url) }));
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
