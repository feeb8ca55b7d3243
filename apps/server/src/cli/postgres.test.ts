import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newDatabase, type TestDatabase } from '../test-support/database.ts';
import { newFolder, run, serve } from '../test-support/program.ts';
import { wayTo } from '../test-support/way.ts';

const folder = newFolder();
/** For what a process writes to be read. */
const WAIT = { timeout: 20_000 };
let database: TestDatabase;
beforeAll(async () => {
  database = (await newDatabase()) as TestDatabase;
});
afterAll(() => database.drop());

const headers = { Authorization: `Basic ${btoa('x:demo-dan')}`, 'Content-Type': 'application/json' };

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
  const { child, exited, url, log, output } = await serve(
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
  // Its lines come by a pipe of their own, behind the answer or before it.
  await vi.waitFor(() => {
    expect(log()).toContainEqual(expect.objectContaining({ level: 'warn', msg: 'not ready' }));
    expect(log()).toContainEqual(expect.objectContaining({ level: 'error' }));
  }, WAIT);
  way.restore();
  expect([await states(), await current()]).toEqual([[200, 200], 'Success']);
  // No answer comes and the connection stays open, as when a machine is gone.
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

test('[outages.1] a call whose commit is not confirmed says that the outcome is unknown', async () => {
  const way = await wayTo(database.url);
  const { url } = await serve(folder(), { DATABASE_URL: way.url }, ['--demo']);
  const create = async (title: string) => {
    const body = JSON.stringify({ incident: { title, service_id: 20 } });
    return (await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body })).json();
  };
  way.loseAnswerTo('commit');
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

test('a database that cannot hold every text is refused', async () => {
  const url = await otherDatabase("encoding 'SQL_ASCII' locale 'C' template template0");
  const migrate = run(folder(), ['migrate'], { DATABASE_URL: url });
  expect((await migrate.exited)[0]).toBe(1);
  const { host, pathname } = new URL(url);
  expect(migrate.errors()).toBe(
    `service-desk: postgres://${host}${pathname} has the encoding SQL_ASCII, and needs UTF8: create database … encoding 'UTF8' template template0\n`,
  );
});

test('of several hosts the one is used that takes writes', async () => {
  const { host, pathname, username } = new URL(database.url);
  const query = 'target_session_attrs=read-write';
  const env = {
    DATABASE_URL: `postgres://${username}:secret@127.0.0.1:1,${host},127.0.0.1:2${pathname}?${query}`,
  };
  const { url, output } = await serve(folder(), env, ['--demo']);
  expect(output()).toContain(`postgres://127.0.0.1:1,${host},127.0.0.1:2${pathname}\n`);
  const body = '{"incident":{"title":"Written","service_id":20}}';
  const answer = await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body });
  expect(await answer.json()).toMatchObject({ status: 'Success' });
});

/** Another database on the same server, which goes with this one. */
async function otherDatabase(how: string): Promise<string> {
  const url = new URL(database.url);
  url.pathname += '_other';
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`create database ${url.pathname.slice(1)} ${how}`);
  await client.end();
  return url.href;
}
