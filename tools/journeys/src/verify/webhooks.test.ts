import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type Finding, inspectProvider } from '@service-desk/contract';
import { freePort } from '@service-desk/test-kit/ports';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import { expectedSignature, type ReceivedEvent } from '@service-desk/test-kit/webhook-receiver';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const { resolve: find } = createRequire(import.meta.url);
const program = path.join(path.dirname(find('@service-desk/server/package.json')), 'src/cli/main.ts');
const source = '--conditions=@service-desk/source';

const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-webhooks-'));
const env = { DATA_DIR: folder, WEBHOOK_ALLOW: '127.0.0.0/8' };
let server: Serving;

beforeAll(async () => {
  server = await serve([source, program, 'serve', '--demo'], env, /listening at (http:[^"]+)/);
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function operate(...args: string[]): Promise<string> {
  const how = { env: { ...process.env, ...env } };
  const { stdout } = await run(process.execPath, [source, program, 'webhook', ...args], how);
  return stdout;
}

/** Adds an endpoint for the run, and checks the provider with the webhooks that arrive there. */
async function inspect(
  url: string,
  port: number,
  { wait, onSecret }: { wait?: number; onSecret?: (secret: string) => void } = {},
): Promise<Finding[]> {
  const { secret, id } = JSON.parse(await operate('add', url, '--json'));
  onSecret?.(secret);
  try {
    const { findings } = await inspectProvider({
      ...{ baseUrl: `${server.url}/v1`, token: 'demo-luke', write: true },
      ...{ webhooks: { port, secret, wait }, only: () => false },
    });
    return findings.filter(({ resource }) => resource === 'webhooks');
  } finally {
    await operate('remove', String(id), '--yes');
  }
}

type Sent = Omit<ReceivedEvent, 'id'>;

/** A relay between the provider and the receiver: `change` returns the requests to send for one. */
async function startRelay(
  port: number,
  follow: (event: Sent) => boolean,
  change: (event: Sent) => Sent[],
): Promise<AsyncDisposable & { url: string }> {
  const relay = createServer(async (request, response) => {
    const headers = request.headers as Record<string, string>;
    const sent = { headers, body: await text(request) };
    let status = 204;
    for (const event of change(sent)) {
      const { body } = event;
      const own = Object.entries(event.headers).filter(([name]) => name.startsWith('webhook-'));
      const how = { method: 'POST', body, headers: Object.fromEntries(own) as Record<string, string> };
      const redirect = follow(event) ? 'follow' : 'manual';
      // After a run, there is no receiver.
      status = await fetch(`http://127.0.0.1:${port}/`, { ...how, redirect }).then(
        (answer) => answer.status,
        () => 502,
      );
    }
    // A provider that does not notice what its receiver responds.
    response.writeHead(follow(sent) ? 204 : status).end();
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      relay.closeAllConnections();
      relay.close();
    },
  };
}

test.concurrent('the webhooks of this provider are kept to', async () => {
  const port = await freePort();
  const findings = await inspect(`http://127.0.0.1:${port}/hooks`, port);
  expect(findings.flatMap(({ seen }) => seen)).toEqual([]);
  expect(findings.map(({ reference, outcome }) => [reference, outcome])).toEqual([
    ['beyond.5', 'kept'],
    ['beyond.6', 'kept'],
    ['beyond.6', 'kept'],
    ['beyond.7', 'kept'],
  ]);
});

test.concurrent('faults of webhooks are found', async () => {
  const port = await freePort();
  let secret = '';
  const signed = (event: Sent): Sent => {
    const signature = expectedSignature(secret, { id: '', ...event });
    return { ...event, headers: { ...event.headers, 'webhook-signature': signature } };
  };
  const isOf = (type: string, { body }: Sent) => body.startsWith(`{"type":"${type}`);
  await using relay = await startRelay(
    port,
    // Lost if it is refused, and redirects are followed.
    (event) => isOf('incident', event) || isOf('problem', event),
    (event) => {
      const { headers, body } = event;
      if (isOf('change.updated', event))
        return [signed({ headers, body: body.replace(/"title":"[^"]*"/, '"title":"Another"') })];
      if (isOf('change.closed', event))
        return [signed({ headers, body: body.replace(/"timestamp":"[^"]*",/, '') })];
      if (isOf('release.created', event)) {
        const again = { ...headers, 'webhook-id': `${headers['webhook-id']}x` };
        return [event, signed({ headers: again, body })];
      }
      if (isOf('release.closed', event)) return [{ headers, body: `${body} ` }, event];
      return [event];
    },
  );
  const onSecret = (own: string) => {
    secret = own;
  };
  const findings = await inspect(relay.url, port, { wait: 8, onSecret });
  expect(findings.map(({ reference, outcome }) => [reference, outcome])).toEqual([
    ['beyond.5', 'broken'],
    ['beyond.6', 'broken'],
    ['beyond.6', 'broken'],
    ['beyond.7', 'broken'],
  ]);
  const [events, form, again, redirects] = findings.map(({ seen }) => seen.join('\n'));
  expect(events).toContain(
    'after the create of incident: expected incident.created, received incident.assigned',
  );
  expect(events).toMatch(
    /change\.updated after a new title: data\.change\.title: expected "Webhooks \S+ again", received "Another"/,
  );
  expect(events).toContain(
    'after the create of release: expected release.assigned, received release.created',
  );
  expect(form).toContain('change.closed: timestamp is missing');
  expect(form).toContain('No signature of the webhook was made with this secret');
  expect(again).toContain('an event of incident had the response 503, and did not come again');
  expect(redirects).toBe('1 requests followed a redirect');
});

test.concurrent('without an endpoint, the check is skipped; with one that gets nothing, it is broken', async () => {
  const options = { baseUrl: `${server.url}/v1`, token: 'demo-luke', write: true, only: () => false };
  const port = await freePort();
  const secret = `whsec_${btoa('nothing is signed with this')}`;
  const { findings } = await inspectProvider({ ...options, webhooks: { port, secret, wait: 1 } });
  const [events] = findings.filter(({ resource }) => resource === 'webhooks');
  expect(events).toMatchObject({ outcome: 'broken' });
  expect(events?.seen[0]).toContain(`nothing that is signed with the secret arrived at port ${port}`);
  await expect(inspectProvider({ ...options, webhooks: { port, secret: 'x' } })).rejects.toThrow(
    'secret must be whsec_ and base64',
  );
});
