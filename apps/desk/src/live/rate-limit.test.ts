import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createRateLimitTracker } from './rate-limit.ts';

async function intervalAfter(headers: Record<string, string>): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(200, headers).end('{}')).listen(0);
  try {
    const tracker = createRateLimitTracker();
    await tracker.fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return tracker.pollInterval();
  } finally {
    server.close();
  }
}

it('polls every minute while enough requests remain, or without a limit', async () => {
  expect(createRateLimitTracker().pollInterval()).toBe(60_000);
  expect(await intervalAfter({})).toBe(60_000);
  expect(await intervalAfter({ 'X-RateLimit-Remaining': '998', 'X-RateLimit-Reset': '3600' })).toBe(60_000);
});

it('polls less often as fewer requests remain, and waits for the reset when none do', async () => {
  const few = await intervalAfter({ 'X-RateLimit-Remaining': '40', 'X-RateLimit-Reset': '3600' });
  expect(Math.round(few / 10_000)).toBe(36);
  const none = await intervalAfter({ 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '3600' });
  expect(Math.round(none / 100_000)).toBe(36);
});
