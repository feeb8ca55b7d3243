import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startNetworkProxy } from '../test-support/network-proxy.ts';
import { newDatabase, type TestDatabase } from '../test-support/new-database.ts';
import { newFolder, runProgram, serveProgram } from '../test-support/program.ts';

const folder = newFolder();
/** Until the output of a process has been read. */
const WAIT = { timeout: 20_000 };
let database: TestDatabase;
beforeAll(async () => {
  database = (await newDatabase()) as TestDatabase;
});
afterAll(() => database.drop());

const headers = { Authorization: `Basic ${btoa('x:demo-dan')}`, 'Content-Type': 'application/json' };

test('processes that start at the same time on an empty database share its data', async () => {
  const env = { DATABASE_URL: database.url };
  const servers = await Promise.all([1, 2, 3].map(() => serveProgram(folder(), env, ['--demo'])));
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

test('without its database the server is alive but not ready, and recovers by itself', async () => {
  const way = await startNetworkProxy(database.url);
  const { child, exited, url, log, output } = await serveProgram(
    folder(),
    { DATABASE_URL: way.url, METRICS_PORT: '0' },
    ['--demo', '--log-level', 'warn'],
  );
  const metrics = /metrics +(\S+)\/metrics$/m.exec(output())?.[1];
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
  // Log lines arrive through a pipe, before or after the response.
  await vi.waitFor(() => {
    expect(log()).toContainEqual(expect.objectContaining({ level: 'warn', msg: 'not ready' }));
    expect(log()).toContainEqual(expect.objectContaining({ level: 'error' }));
  }, WAIT);
  way.restore();
  expect([await states(), await current()]).toEqual([[200, 200], 'Success']);
  // The database does not respond and the connection stays open, as if its machine had failed.
  way.stall();
  expect(await states()).toEqual([200, 503]);
  const lines = await (await fetch(`${metrics}/metrics`)).text();
  expect(lines).toContain('process_cpu_user_seconds_total');
  expect(lines).not.toContain('service_desk_mails{');
  way.cut();
  way.restore();
  await vi.waitFor(async () => expect(await states()).toEqual([200, 200]), WAIT);
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
  const { username, host } = new URL(way.url);
  expect(output()).not.toContain(`${username}@${host}`);
  way.close();
});

test('migrate prints the database, and backup refers to pg_dump', async () => {
  const env = { DATABASE_URL: database.url };
  const migrate = runProgram(folder(), ['migrate'], env);
  expect((await migrate.exited)[0]).toBe(0);
  const { host, pathname } = new URL(database.url);
  expect(migrate.output()).toBe(`postgres://${host}${pathname} has the schema of this version\n`);
  const backup = runProgram(folder(), ['backup', 'desk.dump'], env);
  expect((await backup.exited)[0]).toBe(1);
  expect(backup.errors()).toContain('pg_dump --format=custom --file=desk.dump "$DATABASE_URL"');
});

test('[outages.1] a call whose commit is not confirmed says that the outcome is unknown', async () => {
  const way = await startNetworkProxy(database.url);
  const { url } = await serveProgram(folder(), { DATABASE_URL: way.url }, ['--demo']);
  const create = async (title: string) => {
    const body = JSON.stringify({ incident: { title, service_id: 20 } });
    return (await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body })).json();
  };
  way.dropResponseTo('commit');
  expect(await create('Kept or not')).toMatchObject({
    status: 'Failed',
    errors: [
      {
        error:
          '[E400] The call may have been carried out or not: the database did not answer in time. Look before calling again',
      },
    ],
  });
  way.restore();
  await vi.waitFor(async () => expect(await create('Kept')).toMatchObject({ status: 'Success' }), WAIT);
  way.close();
});

test('a database whose encoding is not UTF8 is refused', async () => {
  const url = await otherDatabase("encoding 'SQL_ASCII' locale 'C' template template0");
  const migrate = runProgram(folder(), ['migrate'], { DATABASE_URL: url });
  expect((await migrate.exited)[0]).toBe(1);
  const { host, pathname } = new URL(url);
  expect(migrate.errors()).toBe(
    `service-desk: postgres://${host}${pathname} has the encoding SQL_ASCII but must have UTF8: create database … encoding 'UTF8' template template0\n`,
  );
});

test('of several hosts the writable one is used', async () => {
  const { host, pathname, username } = new URL(database.url);
  const query = 'target_session_attrs=read-write';
  const env = {
    DATABASE_URL: `postgres://${username}:secret@127.0.0.1:1,${host},127.0.0.1:2${pathname}?${query}`,
  };
  const { url, output } = await serveProgram(folder(), env, ['--demo']);
  expect(output()).toContain(`postgres://127.0.0.1:1,${host},127.0.0.1:2${pathname}\n`);
  const body = '{"incident":{"title":"Written","service_id":20}}';
  const answer = await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body });
  expect(await answer.json()).toMatchObject({ status: 'Success' });
});

/** Creates another database on the same server, which is dropped together with this one. */
async function otherDatabase(how: string): Promise<string> {
  const url = new URL(database.url);
  url.pathname += '_other';
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`create database ${url.pathname.slice(1)} ${how}`);
  await client.end();
  return url.href;
}
