import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newDatabase, type TestDatabase } from '../test-support/database.ts';
import { newFolder, run, serve } from '../test-support/program.ts';

const folder = newFolder();
/** For what a process writes to be read. */
const WAIT = { timeout: 20_000 };
let database: TestDatabase;
beforeAll(async () => {
  database = (await newDatabase()) as TestDatabase;
});
afterAll(() => database.drop());

const headers = { Authorization: `Basic ${btoa('x:demo-dan')}`, 'Content-Type': 'application/json' };

/** A way to the database that can be cut and mended. */
async function wayTo(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((from) => {
    const to = connect(Number(port), hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    if (open) from.pipe(to).pipe(from);
    else from.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    open = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: Object.assign(new URL(url), { port: (server.address() as AddressInfo).port }).href,
    cut,
    mend: () => {
      open = true;
    },
    close: () => {
      cut();
      server.close();
    },
  };
}

test('processes that start together on an empty database all serve it, each what the others wrote', async () => {
  const env = { DATABASE_URL: database.url };
  const servers = await Promise.all([1, 2, 3].map(() => serve(folder(), env, ['--demo'])));
  const ids = await Promise.all(
    servers.map(async ({ url }) => {
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      const body = '{"incident":{"title":"Written by one","service_id":20}}';
      const answer = await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body });
      return ((await answer.json()) as { result: { incident: { id: number } } }).result.incident.id;
    }),
  );
  expect(new Set(ids).size).toBe(servers.length);
  for (const { url } of servers) {
    for (const id of ids) {
      const answer = await fetch(`${url}/v1/incidents/${id}`, { headers });
      expect(await answer.json()).toMatchObject({ status: 'Success' });
    }
  }
});

test('without its database it lives, is not ready and says so, and recovers by itself', async () => {
  const way = await wayTo(database.url);
  const { child, exited, url, log, output } = await serve(folder(), { DATABASE_URL: way.url }, [
    '--demo',
    '--log-level',
    'warn',
  ]);
  const states = async () => {
    const [alive, ready] = await Promise.all([fetch(`${url}/healthz`), fetch(`${url}/readyz`)]);
    return [alive.status, ready.status];
  };
  const current = async () => {
    const answer = await fetch(`${url}/v1/users/current_user`, { headers });
    return ((await answer.json()) as { status: string }).status;
  };
  expect([await states(), await current()]).toEqual([[200, 200], 'Success']);
  way.cut();
  expect([await states(), await current()]).toEqual([[200, 503], 'Failed']);
  // Its lines come by a pipe of their own, behind the answer or before it.
  await vi.waitFor(() => {
    expect(log()).toContainEqual(expect.objectContaining({ level: 'warn', msg: 'not ready' }));
    expect(log()).toContainEqual(expect.objectContaining({ level: 'error' }));
  }, WAIT);
  way.mend();
  expect([await states(), await current()]).toEqual([[200, 200], 'Success']);
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
  const { username, host } = new URL(way.url);
  expect(output()).not.toContain(`${username}@${host}`);
  way.close();
});

test('migrate says where it is, backup what to do in its place', async () => {
  const env = { DATABASE_URL: database.url };
  const migrate = run(folder(), ['migrate'], env);
  expect((await migrate.exited)[0]).toBe(0);
  const { host, pathname } = new URL(database.url);
  expect(migrate.output()).toBe(`postgres://${host}${pathname} is at this version's schema\n`);
  const backup = run(folder(), ['backup', 'desk.dump'], env);
  expect((await backup.exited)[0]).toBe(1);
  expect(backup.errors()).toContain('pg_dump --format=custom --file=desk.dump "$DATABASE_URL"');
});
