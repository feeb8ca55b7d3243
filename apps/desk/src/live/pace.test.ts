import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

async function paceAfter(headers: Record<string, string>): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(200, headers).end('{}')).listen(0);
  try {
    const pace = createPace();
    await pace.fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return pace.interval();
  } finally {
    server.close();
  }
}

it('looks every minute while there are requests enough, or none are counted', async () => {
  expect(createPace().interval()).toBe(60_000);
  expect(await paceAfter({})).toBe(60_000);
  expect(await paceAfter({ 'X-RateLimit-Remaining': '998', 'X-RateLimit-Reset': '3600' })).toBe(60_000);
});

it('looks less often as fewer are left, and not before the hour is over when none is', async () => {
  const few = await paceAfter({ 'X-RateLimit-Remaining': '40', 'X-RateLimit-Reset': '3600' });
  expect(Math.round(few / 10_000)).toBe(36);
  const none = await paceAfter({ 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '3600' });
  expect(Math.round(none / 100_000)).toBe(36);
});
