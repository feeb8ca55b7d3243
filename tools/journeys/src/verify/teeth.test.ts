import { createRequire } from 'node:module';
import path from 'node:path';
import { createServiceDesk } from '@service-desk/client';
import { examineProvider, runBehaviours, sandboxStates } from '@service-desk/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Passing, startFalsifier } from '../falsifier.ts';
import { type Serving, startSandbox } from '../processes.ts';

const contract = path.dirname(createRequire(import.meta.url).resolve('@service-desk/contract/package.json'));

let sandbox: Serving;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** What the contract finds about a provider that lies: the interactions and the behaviours that fail. */
async function found(falsify: (answer: Passing) => void, only: string) {
  await using falsifier = await startFalsifier(sandbox.url, falsify);
  const setState = sandboxStates(sandbox.url);
  const { failures } = await examineProvider({
    baseUrl: `${falsifier.url}/v1`,
    pactDir: path.join(contract, 'pacts'),
    setState,
    only: (interaction) => interaction.startsWith(`${only}:`),
  });
  const results = await runBehaviours({
    desk: (token) => createServiceDesk({ baseUrl: `${falsifier.url}/v1`, token }),
    setState,
  });
  expect(falsifier.falsified(), 'the lie was told').toBeGreaterThan(0);
  return {
    pacts: failures.map(({ interaction }) => interaction),
    behaviours: results.filter(({ ok }) => !ok).map(({ row }) => row),
  };
}

const isList = (url: string) => /\/v1\/incidents\.json/.test(url);
const isIncident = (url: string) => /\/v1\/incidents\/\d+\.json/.test(url);

describe('a provider that breaks v1 is found out, by pacts or by behaviours', () => {
  test('a field that is missing: pacts', async () => {
    const { pacts } = await found(({ url, body }) => {
      if (isIncident(url)) delete body.result?.incident.due_date;
    }, 'incidents.get');
    expect(pacts).toContain('incidents.get: found');
  });

  test('a field of another type: pacts', async () => {
    const { pacts } = await found(({ url, body }) => {
      if (isIncident(url) && body.result) body.result.incident.priority = 'V. Important';
    }, 'incidents.get');
    expect(pacts).toContain('incidents.get: found');
  });

  test('a text of a failure that clients compare: pacts', async () => {
    const { pacts } = await found(({ body }) => {
      if (body.errors) body.errors[0].error = '[E400] Record not found';
    }, 'incidents.get');
    expect(pacts).toContain('incidents.get: notFound');
  });

  test('HTTP 404 for what v1 answers with 200: pacts', async () => {
    const { pacts } = await found((answer) => {
      if (answer.body.errors && answer.status === 200) answer.status = 404;
    }, 'incidents.get');
    expect(pacts).toContain('incidents.get: notFound');
  });

  test('a wrong total: behaviours alone', async () => {
    const { pacts, behaviours } = await found(({ url, body }) => {
      if (isList(url) && body.result?.incidents) body.result.total_entries += 1;
    }, 'incidents.list');
    expect(pacts).toEqual([]);
    expect(behaviours).toContain('lists.8');
  });

  test('a list in another order: behaviours alone', async () => {
    const { pacts, behaviours } = await found(({ url, body }) => {
      if (isList(url)) body.result?.incidents?.reverse();
    }, 'incidents.list');
    expect(pacts).toEqual([]);
    expect(behaviours).toContain('lists.6');
  });

  test('a due date a day late: behaviours alone', async () => {
    const { pacts, behaviours } = await found(({ url, method, body }) => {
      const incident = isList(url) && method === 'POST' ? body.result?.incident : undefined;
      if (incident) incident.due_date = '2031-01-01T00:00:00Z';
    }, 'incidents.create');
    expect(pacts).toEqual([]);
    expect(behaviours).toContain('due.1');
  });

  test('a number that leads to another record: behaviours alone', async () => {
    const { pacts, behaviours } = await found((answer) => {
      answer.location = answer.location?.replace(/\/\d+/, '/331') ?? null;
    }, 'beetils.get');
    expect(pacts).toEqual([]);
    expect(behaviours).toEqual(['beetils.1']);
  });
});
