import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import description from '@service-desk/spec/openapi.annotated.json' with { type: 'json' };
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scenarios } from '../generated/scenarios.ts';
import { demoStates } from '../states.ts';
import { authorizationOf } from '../v1/calls.ts';
import type { SetState } from '../v1/provider-states.ts';
import { sandboxStates } from '../v1/provider-states.ts';
import { recordPacts } from './record.ts';
import { ContractError, examineProvider, verifyPacts } from './verify.ts';

const names = ['services.get: notFound', 'users.get: notFound', 'users.get: invalidVerifier'];
const requests: string[] = [];
let answers: Record<string, string>;
let dir: string;

/** A provider without data, and the provider states of a sandbox. */
const server = createServer(async (request, response) => {
  const { url = '', headers } = request;
  requests.push(`${url} ${headers.authorization ?? ''}`.trim());
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (url === '/_sandbox/states') {
    const { state } = JSON.parse(await textOf(request)) as { state: keyof typeof demoStates };
    response.end(JSON.stringify({ ...demoStates[state], user_id: 4711 }));
    return;
  }
  const unknown = headers.authorization === authorizationOf('not-a-token');
  if (unknown) response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Elsewhere"' });
  const error = unknown ? '[E906] Invalid verifier' : answers[url];
  response.end(JSON.stringify({ errors: [{ error }], version: '1.0', status: 'Failed' }));
});

let url: string;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  dir = await mkdtemp(join(tmpdir(), 'verified-'));
  await recordPacts({ dir, description, scenarios: scenarios.filter(({ name }) => names.includes(name)) });
});

afterAll(async () => {
  server.close();
  await rm(dir, { recursive: true, force: true });
});

const good = {
  '/v1/services/99999999.json': '[E400] no service found',
  '/v1/users/99999999.json': '[E400] no user found',
};

test('a provider that keeps the contract passes, with its own ids and tokens', async () => {
  answers = good;
  const setState = sandboxStates(url);
  const verification = await verifyPacts({ baseUrl: `${url}/v1`, pactDir: dir, setState, shardSize: 2 });
  expect(verification).toMatchObject({ interactions: 3, passed: 3, failures: [] });
  expect(requests).toContain(`/v1/users/99999999.json ${authorizationOf('demo-dan')}`);
});

test('mismatches are reported by interaction', async () => {
  answers = { ...good, '/v1/users/99999999.json': '[E400] who?' };
  const options = { baseUrl: `${url}/v1`, pactDir: dir, setState: sandboxStates(url) };
  const error = await verifyPacts(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ContractError);
  expect((error as ContractError).message).toMatch(
    /^1 of 3 interactions fail:\nusers\.get: notFound\n {2}\$\.errors\[0\]/,
  );
});

test('the interactions can be filtered', async () => {
  answers = good;
  const only = (interaction: string) => interaction.startsWith('services.');
  const options = { baseUrl: `${url}/v1`, pactDir: dir, setState: sandboxStates(url), only };
  expect(await examineProvider(options)).toMatchObject({ interactions: 1, passed: 1 });
});

test('the error of a failed state is reported', async () => {
  const setState: SetState = async (name) => {
    throw new Error(`cannot do "${name}"`);
  };
  await expect(verifyPacts({ baseUrl: `${url}/v1`, pactDir: dir, setState })).rejects.toThrow(
    'cannot do "a service"',
  );
});

test('a directory without pacts is refused', async () => {
  const options = { baseUrl: url, pactDir: join(dir, 'nowhere'), setState: sandboxStates(url) };
  await expect(verifyPacts(options)).rejects.toThrow('record them first');
});

async function textOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString();
}
