import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { seedWorld, WORLD_ACCOUNT } from '../demo/demo-world.ts';
import { openStore, type Store } from '../store/store.ts';
import { hashOf } from '../store/tokens.ts';
import { newDatabase } from '../test-support/new-database.ts';

const LIMIT = 20;
const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-limits-'));
const database = await newDatabase();
const location = database?.url ?? path.join(folder, 'service-desk.db');
/** Processes on one Postgres; a file has one. */
const count = database ? 2 : 1;
let now = 1_000_000;
let stores: Store[];
let servers: FastifyInstance[];

async function start(): Promise<void> {
  stores = await Promise.all(Array.from({ length: count }, () => openStore(location)));
  servers = await Promise.all(
    stores.map((store) => createApp({ store, clock: () => now, rateLimit: LIMIT })),
  );
}

async function stop(): Promise<void> {
  await Promise.all(servers.map((server) => server.close()));
  await Promise.all(stores.map((store) => store.close()));
}

beforeAll(async () => {
  await start();
  await stores[0]?.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: 0 }));
});
afterAll(async () => {
  await stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls one server after the other. */
let next = 0;
async function call(token: string, url = '/v1/users', method: 'GET' | 'PATCH' = 'GET') {
  const server = servers[next++ % servers.length] as FastifyInstance;
  const { statusCode, headers } = await server.inject({
    method,
    url,
    headers: { authorization: `Basic ${btoa(`x:${token}`)}` },
  });
  const hour = ['limit', 'remaining', 'reset'].map((name) => headers[`x-ratelimit-${name}`]);
  return { status: statusCode, hour: hour.join(' '), retryAfter: headers['retry-after'] };
}

async function statuses(token: string, calls: number): Promise<Record<number, number>> {
  const answers = await Promise.all(Array.from({ length: calls }, () => call(token)));
  return Object.fromEntries(
    [200, 429].map((status) => [status, answers.filter((answer) => answer.status === status).length]),
  );
}

test('[limits.1] a token can make exactly as many requests as its limit, with any number of processes', async () => {
  expect(await statuses('demo-dan', 3 * LIMIT)).toEqual({ 200: LIMIT, 429: 2 * LIMIT });
});

test('[limits.2] an hour lasts from its first request', async () => {
  now += 3599;
  expect(await call('demo-dan')).toEqual({ status: 429, hour: '20 0 1', retryAfter: '1' });
  expect(await call('demo-luke')).toEqual({ status: 200, hour: '20 19 3600', retryAfter: undefined });
  now += 1;
  expect(await statuses('demo-dan', LIMIT + 1)).toEqual({ 200: LIMIT, 429: 1 });
});

test('[limits.3] responses to a valid token are counted and have the headers of the limit, others are not', async () => {
  now += 3600;
  expect(await call('demo-dan')).toEqual({ status: 200, hour: '20 19 3600', retryAfter: undefined });
  expect((await call('demo-dan', '/v1/incidents/99999999')).hour).toBe('20 18 3600');
  expect(await call('demo-dan', '/v1/users', 'PATCH')).toMatchObject({ status: 405, hour: '20 17 3600' });
  expect(await call('demo-dan', '/v1/beetils/13534')).toMatchObject({ status: 302, hour: '20 16 3600' });
  expect(await call('demo-dan', '/v1/nowhere')).toMatchObject({ status: 404, hour: '  ' });
  expect(await call('wrong')).toMatchObject({ status: 401, hour: '  ' });
  expect((await call('demo-dan')).hour).toBe('20 15 3600');
});

test('[limits.4] the limit of a token overrides that of the provider, and without a limit nothing is counted', async () => {
  now += 3600;
  const [store] = stores as [Store];
  await store.write(WORLD_ACCOUNT, (db) =>
    db.updateTable('tokens').set({ hourly_limit: 2 }).where('hash', '=', hashOf('demo-account')).execute(),
  );
  expect((await call('demo-account')).hour).toBe('2 1 3600');
  expect(await call('demo-spent')).toMatchObject({ status: 429, hour: '0 0 3600', retryAfter: '3600' });
  const unlimited = await createApp({ store, clock: () => now });
  const { headers } = await unlimited.inject({
    url: '/v1/users',
    headers: { authorization: `Basic ${btoa('x:demo-dan')}` },
  });
  expect(Object.keys(headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  await unlimited.close();
});

test('[limits.1] a restart resets the hourly count of a single process, but not a count in the database', async () => {
  now += 3600;
  expect(await statuses('demo-dan', LIMIT)).toEqual({ 200: LIMIT, 429: 0 });
  await stop();
  await start();
  expect(await statuses('demo-dan', LIMIT)).toEqual(
    database ? { 200: 0, 429: LIMIT } : { 200: LIMIT, 429: 0 },
  );
});

test.skipIf(!database)('counting does not wait for the disk, and expired hours are deleted', async () => {
  const [{ reading }] = stores as [Store];
  const { rows } = await sql<{
    kind: string;
  }>`select relpersistence as kind from pg_class where relname = 'hourly_counts'`.execute(reading);
  expect(rows).toEqual([{ kind: 'u' }]);
  // Clocks of processes may differ by an hour.
  now += 2 * 3600;
  await call('demo-luke');
  const counts = await reading.selectFrom('hourly_counts').select(['account_id', 'token', 'count']).execute();
  expect(counts).toEqual([{ account_id: WORLD_ACCOUNT, token: hashOf('demo-luke'), count: 1 }]);
});

test('[limits.2] after a clock is corrected, an hour still lasts one hour at most', async () => {
  now += 3600;
  const corrected = now;
  now += 400 * 24 * 3600;
  expect(await statuses('demo-dan', LIMIT + 1)).toEqual({ 200: LIMIT, 429: 1 });
  // In the table its row would stay, were it not swept.
  if (database) await call('demo-luke');
  now = corrected;
  expect(await call('demo-dan')).toEqual({ status: 429, hour: '20 0 3600', retryAfter: '3600' });
  now += 3600;
  expect(await statuses('demo-dan', LIMIT + 1)).toEqual({ 200: LIMIT, 429: 1 });
  if (database) {
    const [{ reading }] = stores as [Store];
    const counts = await reading.selectFrom('hourly_counts').select('token').execute();
    expect(counts).toEqual([{ token: hashOf('demo-dan') }]);
  }
});

test('[limits.2] processes with different clocks share the count of an hour, and do not delete it early', async () => {
  now += 3 * 3600;
  const exact = servers;
  const ahead = await createApp({ store: stores.at(-1) as Store, clock: () => now + 90, rateLimit: LIMIT });
  const from = (some: FastifyInstance[], token: string) => {
    servers = some;
    return call(token).finally(() => {
      servers = exact;
    });
  };
  expect((await from([ahead], 'demo-dan')).hour).toBe('20 19 3600');
  // The request that begins the hour of a token sweeps.
  expect((await from(exact, 'demo-luke')).hour).toBe('20 19 3600');
  expect((await from(exact, 'demo-dan')).hour).toBe('20 18 3600');
  now += 3600 - 45;
  expect((await from([ahead], 'demo-luke')).hour).toBe('20 19 3600');
  expect((await from(exact, 'demo-dan')).hour).toBe('20 17 45');

  now += 3600;
  servers = [...exact, ahead];
  const answered = await statuses('demo-dan', 3 * LIMIT);
  servers = exact;
  expect(answered).toEqual({ 200: LIMIT, 429: 2 * LIMIT });
  await ahead.close();
});
