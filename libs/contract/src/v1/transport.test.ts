import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperationId } from '@service-desk/client';
import { expect, test } from 'vitest';
import { conformanceTo } from '#description/conformance';
import { readDescription } from '#description/description';
import { sandboxStates } from './provider-states.ts';
import { secondsOf, transportTo } from './transport.ts';

test('Retry-After is a number of seconds or a date', () => {
  expect(secondsOf('120')).toBe(120);
  const inAMinute = new Date(Date.now() + 60_000).toUTCString();
  expect(Math.abs(secondsOf(inAMinute) - 60)).toBeLessThan(3);
  expect(secondsOf('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(0);
  expect([secondsOf(null), secondsOf('soon')]).toEqual([Number.NaN, Number.NaN]);
});

test('a rate limit without Retry-After says that there is none', async () => {
  const server = createServer((_, response) => response.writeHead(429).end('{}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const conformance = conformanceTo<OperationId>(readDescription());
    const transport = transportTo({ baseUrl, conformance, timeout: 5000, maxWait: 60 });
    await expect(transport.fetch(new Request(`${baseUrl}/users.json`))).rejects.toThrow(
      'the rate limit is exceeded: the provider does not say how long to wait, and 60 s are allowed',
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('provider states that cannot be reached are named with their address', async () => {
  await expect(sandboxStates('http://127.0.0.1:1/')('a service')).rejects.toThrow(
    /cannot be reached: POST http:\/\/127\.0\.0\.1:1\/_sandbox\/states: (bad port|connect ECONNREFUSED)/,
  );
});
