import { createServiceDesk, type OperationId } from '@service-desk/client';
import { compareWithTwin, inspectProvider, type TwinReport } from '@service-desk/contract';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { faulty } from '../faulty.ts';

const token = 'demo-dan';

let provider: Serving;
let twin: Serving;
beforeAll(async () => {
  [provider, twin] = await Promise.all([startSandboxProcess(), startSandboxProcess()]);
});
afterAll(() => Promise.all([provider.stop(), twin.stop()]));
beforeEach(async () => {
  for (const { url } of [provider, twin]) await fetch(`${url}/_sandbox/reset`, { method: 'POST' });
});

/** Compares what these resources answer, with few variations. */
function compare(baseUrl: string, resources: RegExp, share: number): Promise<TwinReport> {
  const only = (operation: OperationId) => resources.test(operation);
  return compareWithTwin({ provider: { baseUrl, token }, twin: `${twin.url}/v1`, only, share, seed: 7 });
}

test('two servers that differ in their numbers answer alike', async () => {
  // Records of other numbers than the twin's, which no list shows.
  const desk = createServiceDesk({ baseUrl: `${provider.url}/v1`, token });
  for (const title of ['One', 'Two']) {
    const { id } = await desk.problems.create({ title, service_id: 20 });
    await desk.problems.update(id, { closed: true, closure_code: 0, closure_comment: 'Not needed.' });
  }
  const { findings, calls, changed } = await compare(`${provider.url}/v1`, /^(problems|companies)\./, 0.01);
  expect(findings).toEqual([]);
  expect(calls).toBeGreaterThan(300);
  expect(changed).toBeGreaterThan(10);
});

test('a field that is not written is reported with the requests that show it', async () => {
  await using proxy = await faulty(provider.url, { sent: (body) => body.replaceAll('"website"', '"web"') });
  const { findings } = await compare(proxy.baseUrl, /^companies\./, 0.02);
  const [found, ...more] = findings;
  expect(more.length).toBeLessThan(10);
  expect(found?.promise).toMatch(/^companies\.\w+ responds like the twin: result\.Company\.website$/);
  const [difference, ...requests] = found?.seen ?? [];
  expect(difference).toMatch(/^result\.Company\.website: provider "", twin ".+"$/);
  expect(requests[0]).toMatch(/^provider curl .*-u "x:\$TOKEN" .*'http:\/\/127\.0\.0\.1:\d+\/v1\/Companies/);
  expect(requests[1]).toMatch(/^twin {5}curl /);
  expect(JSON.stringify(found)).not.toContain(token);
});

test('an order that is not kept is reported as an order, not as other ids', async () => {
  const reversed = (body: string) => {
    const answer = body.startsWith('{') ? JSON.parse(body) : {};
    if (!Array.isArray(answer.result?.customers)) return body;
    answer.result.customers.reverse();
    return JSON.stringify(answer);
  };
  await using proxy = await faulty(provider.url, { answered: reversed });
  const { findings } = await compare(proxy.baseUrl, /^customers\./, 0.01);
  const places = findings.map(({ promise }) => promise);
  expect(places).toContain('customers.list responds like the twin: result.customers[].id');
  expect(places.filter((place) => !place.startsWith('customers.list'))).toEqual([]);
});

test('without --write nothing is compared', async () => {
  const inspection = inspectProvider({
    baseUrl: `${provider.url}/v1`,
    token,
    twin: { twin: `${twin.url}/v1` },
  });
  await expect(inspection).rejects.toThrow('the comparison with a twin needs write');
});
