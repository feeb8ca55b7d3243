import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'brokered-'));
const FAILED = { errors: [{ error: '[E400] no user found' }], version: '1.0', status: 'Failed' };
const PACT = {
  consumer: { name: 'my-client' },
  provider: { name: 'service-desk-api' },
  interactions: [
    {
      description: 'users.get: notFound',
      providerStates: [{ name: 'a user' }],
      request: { method: 'GET', path: '/users/99999999.json' },
      response: { status: 200, body: FAILED },
    },
  ],
  metadata: { pactSpecification: { version: '3.0.0' } },
};

/** What the broker received: pacts by version of the client, and results of verifications. */
const published = new Map<string, object>();
const results: { success: boolean; providerApplicationVersion: string }[] = [];
const tokens = new Set<string | undefined>();
let response: object = FAILED;
let broker: Server;
let provider: Server;

/** A Pact Broker with the documented HAL interface, as far as these commands use it. */
function startBroker(): Promise<Server> {
  return listening(async (request, body) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://broker');
    tokens.add(request.headers.authorization);
    const base = addressOf(broker);
    const self = { href: `${base}/pacts/1`, name: 'the pact of my-client', templated: false };
    switch (`${request.method} ${pathname}`) {
      case 'GET /': {
        const verification = `${base}/pacts/provider/{provider}/for-verification`;
        return {
          _links: {
            'pb:publish-contracts': { href: `${base}/contracts/publish` },
            'pb:provider-pacts-for-verification': { href: verification, templated: true },
          },
        };
      }
      case 'POST /contracts/publish': {
        const { pacticipantVersionNumber, contracts } = body as Published;
        const [{ content }] = contracts;
        published.set(pacticipantVersionNumber, JSON.parse(Buffer.from(content, 'base64').toString()));
        return { notices: [], logs: [], _links: {}, _embedded: {} };
      }
      case 'GET /pacts/provider/service-desk-api/for-verification':
      case 'POST /pacts/provider/service-desk-api/for-verification':
        return {
          _embedded: {
            pacts: [
              {
                shortDescription: 'latest',
                verificationProperties: { pending: false, notices: [] },
                _links: { self },
              },
            ],
          },
          _links: { self: { href: `${base}${pathname}` } },
        };
      case 'GET /pacts/1': {
        const results = { href: `${base}/pacts/1/results` };
        return {
          ...[...published.values()].at(-1),
          _links: { self, 'pb:publish-verification-results': results },
        };
      }
      case 'POST /pacts/1/results':
        results.push(body as (typeof results)[number]);
        return { _links: {} };
      case 'GET /matrix': {
        const known = published.has(searchParams.get('q[][version]') ?? '') && results.length > 0;
        const deployable = known && results.at(-1)?.success;
        const reason = deployable ? 'all is verified' : 'there is no verified pact';
        return {
          summary: { deployable, reason, success: 1, failed: 0, unknown: 0 },
          notices: [],
          matrix: [],
        };
      }
    }
    return undefined;
  });
}

interface Published {
  pacticipantVersionNumber: string;
  contracts: [{ content: string }];
}

beforeAll(async () => {
  broker = await startBroker();
  provider = await listening(async ({ url = '' }) =>
    url.startsWith('/_sandbox') ? { token: 'x', user_id: 18 } : response,
  );
  writeFileSync(path.join(folder, 'mine.json'), JSON.stringify(PACT));
});
afterAll(() => {
  broker.close();
  provider.close();
  rmSync(folder, { recursive: true, force: true });
});

type Answer = (
  request: { method?: string; url?: string; headers: { authorization?: string } },
  body: unknown,
) => Promise<object | undefined>;

async function listening(answer: Answer): Promise<Server> {
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    if (request.headers.authorization === 'Bearer wrong') return response.writeHead(401).end();
    const found = await answer(request as never, text && JSON.parse(text));
    const type = request.url?.includes('/v1/') ? 'application/json' : 'application/hal+json';
    response.writeHead(found ? 200 : 404, { 'Content-Type': type }).end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const command = (...args: string[]) => commandAt({ PACT_BROKER_TOKEN: 'secret' }, ...args);

async function commandAt(
  environment: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = path.join(import.meta.dirname, 'main.ts');
  const env = { ...process.env, PACT_BROKER_BASE_URL: addressOf(broker), ...environment };
  const all = ['--conditions=@service-desk/source', main, 'broker', ...args];
  return run(process.execPath, all, { env, cwd: folder }).then(
    (done) => ({ code: 0, ...done }),
    (failed) => failed,
  );
}

const asked = [
  'can-i-deploy',
  '--pacticipant',
  'my-client',
  '--version',
  '1.2.0',
  '--to-environment',
  'production',
];
const verify = (environment = { PACT_BROKER_TOKEN: 'secret' }, url = addressOf(provider), states = url) =>
  commandAt(
    environment,
    ...['verify', '--provider', `${url}/v1`, '--states', states, '--provider-version', 'abc123'],
  );

test('a published pact is verified, and can be deployed afterwards', async () => {
  const publish = await command(
    'publish',
    'mine.json',
    '--consumer-app-version',
    '1.2.0',
    '--branch',
    'main',
  );
  expect(publish).toMatchObject({ code: 0 });
  expect(published.get('1.2.0')).toMatchObject({ consumer: { name: 'my-client' } });
  expect(await command(...asked)).toMatchObject({ code: 1 });
  expect(await verify()).toMatchObject({ code: 0 });
  expect(results).toMatchObject([{ success: true, providerApplicationVersion: 'abc123' }]);
  expect(await command(...asked)).toMatchObject({ code: 0 });
  expect([...tokens]).toEqual(['Bearer secret']);
});

test('a failed verification is published, and prevents the deployment', async () => {
  response = { ...FAILED, errors: [{ error: '[E400] who?' }] };
  expect(await verify()).toMatchObject({ code: 1, stdout: expect.stringContaining('users.get: notFound') });
  expect(results.at(-1)).toMatchObject({ success: false });
  expect(await command(...asked)).toMatchObject({ code: 1 });
});

test('without the address of a broker, the message names the variable', async () => {
  const main = path.join(import.meta.dirname, 'main.ts');
  const all = ['--conditions=@service-desk/source', main, 'broker', ...asked];
  const failed = await run(process.execPath, all, { env: { PATH: process.env.PATH } }).catch(
    (error) => error,
  );
  expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('PACT_BROKER_BASE_URL') });
});

const DEAD = 'http://127.0.0.1:9';

test.each([
  [
    'no broker answers',
    { PACT_BROKER_BASE_URL: `http://joe:s3cret@127.0.0.1:9` },
    undefined,
    undefined,
    DEAD,
  ],
  ['the broker refuses the token', { PACT_BROKER_TOKEN: 'wrong' }, undefined, undefined, 'HTTP 401'],
  ['no provider answers', undefined, DEAD, undefined, `The provider cannot be reached: GET ${DEAD}/v1`],
  ['no states are there', undefined, undefined, DEAD, `POST ${DEAD}/_sandbox/states`],
])(
  'a verification that cannot run says why, and ends with 3: %s',
  async (_, environment, url, states, message) => {
    const { code, stdout, stderr } = await verify(environment as never, url, states);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('s3cret');
  },
);
