import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { startMailServer } from '@service-desk/test-kit/mail-server';
import { expect, test } from 'vitest';
import { EXAMPLE_POST } from '../test-support/guide.ts';
import { newFolder, serveProgram, until } from '../test-support/program.ts';

const run = promisify(execFile);
const folder = newFolder();
const start = (env: Record<string, string> = {}, args: string[] = ['--demo']) =>
  serveProgram(folder(), env, args);

const headers = { Authorization: `Basic ${btoa('x:demo-dan')}`, 'Content-Type': 'application/json' };

test('a confirmed POST survives kill -9', async () => {
  const first = await start();
  const created = await fetch(`${first.url}/v1/incidents.json`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ incident: { title: 'Survives me', service_id: 20, symptom: 'Sudden death' } }),
  });
  const { result } = (await created.json()) as { result: { incident: { id: number } } };
  first.child.kill('SIGKILL');
  await first.exited;

  const second = await start();
  const found = await fetch(`${second.url}/v1/incidents/${result.incident.id}.json`, { headers });
  expect(((await found.json()) as typeof result & { result: object }).result).toMatchObject({
    incident: { title: 'Survives me', latest_note: { note: 'Sudden death' } },
  });
});

test('curl can send JSON with any content type, and forms', async () => {
  const { url } = await start();
  const curl = async (...args: string[]) => {
    const { stdout } = await run('curl', ['-sS', '-u', 'x:demo-dan', ...args]);
    return JSON.parse(stdout);
  };
  const json = ['-H', 'Content-Type: application/json'];
  const { result } = await curl(...json, `${url}/v1/incidents.json`);
  expect(result.total_entries).toBe(result.incidents.length);

  const strings =
    '{ "incident": { "title": "foo bar baz", "service_id": "33", "priority_id": "819", "interesting": "0" } }';
  const form = ['title=foo bar baz', 'service_id=33', 'priority_id=819', 'interesting=0'].flatMap((field) => [
    '--data-urlencode',
    `incident[${field.replace('=', ']=')}`,
  ]);
  const answers = [
    await curl(...json, '-d', EXAMPLE_POST, `${url}/v1/incidents.json`),
    await curl('-d', EXAMPLE_POST, `${url}/desk/external_api/v1/incidents.js`),
    await curl(...json, '-d', strings, `${url}/external_api/v1/incidents`),
    await curl(...form, `${url}/v1/incidents.json`),
  ];
  for (const answer of answers) {
    expect(answer).toMatchObject({
      status: 'Success',
      result: {
        incident: {
          title: 'foo bar baz',
          status: 'Open',
          service: { id: 33 },
          priority: { id: 819 },
          interesting: 0,
        },
      },
    });
  }
  const { id } = answers[0].result.incident;
  const flags = ['-d', 'incident[resolved]=1', '-d', 'incident[resolution]=Done'];
  const resolved = await curl('-X', 'PUT', ...flags, `${url}/v1/incidents/${id}.json`);
  expect(resolved.result.incident.status).toBe('Resolved');
});

test('the demo world is seeded once, with recent dates', async () => {
  const first = await start();
  const list = async (url: string) =>
    (await (await fetch(`${url}/v1/incidents.json?order=created_at`, { headers })).json()) as {
      result: { total_entries: number; incidents: { created_at: string }[] };
    };
  const { result } = await list(first.url);
  const age = Date.now() - Date.parse(result.incidents[0]?.created_at ?? '');
  expect(age).toBeLessThan(3 * 24 * 60 * 60 * 1000);
  expect(age).toBeGreaterThanOrEqual(0);
  first.child.kill('SIGTERM');
  expect((await first.exited)[0]).toBe(0);
  const second = await start();
  expect((await list(second.url)).result).toEqual(result);
});

test('prints the URLs, and serves the desk at every path without a file', async () => {
  for (const [name, page] of [
    ['site', 'the desk'],
    ['docs', 'the docs'],
  ] as const) {
    mkdirSync(path.join(folder(), name));
    writeFileSync(path.join(folder(), name, 'index.html'), page);
    writeFileSync(path.join(folder(), name, 'own.js'), `// ${page}`);
  }
  const { output, url } = await start({}, [
    '--demo',
    '--site',
    path.join(folder(), 'site'),
    '--docs',
    path.join(folder(), 'docs'),
  ]);
  for (const word of [
    `${url}/`,
    `${url}/docs/`,
    `${url}/v1`,
    path.join(folder(), 'data'),
    'demo-dan  demo-luke  demo-account',
  ]) {
    expect(output()).toContain(word);
  }
  const page = async (address: string) => (await fetch(url + address)).text();
  expect(await page('/')).toBe('the desk');
  expect(await page('/incidents/13534')).toBe('the desk');
  expect(await page('/own.js')).toBe('// the desk');
  expect(await page('/docs')).toBe('the docs');
  expect(await page('/docs/own.js')).toBe('// the docs');
  expect((await fetch(`${url}/gone.js`)).status).toBe(404);
  expect((await fetch(`${url}/v1/gone`)).headers.get('content-type')).toMatch(/^application\/json/);
  expect((await fetch(`${url}/%E0%A4%A`)).status).toBe(404);
});

test('demo tokens are refused without --demo, and --demo is refused on a public address', async () => {
  const { child, exited, url } = await start();
  expect((await fetch(`${url}/v1/users`, { headers })).status).toBe(200);
  child.kill('SIGTERM');
  await exited;
  const open = await start({}, []);
  for (const token of ['demo-dan', 'demo-luke', 'demo-account']) {
    const answer = await fetch(`${open.url}/v1/users`, {
      headers: { Authorization: `Basic ${btoa(`x:${token}`)}` },
    });
    expect(answer.status).toBe(401);
  }
  const refused = await start({ HOST: '0.0.0.0' });
  expect((await refused.exited)[0]).toBe(2);
  expect(refused.errors()).toMatch(/^service-desk: demo needs a loopback host, not 0\.0\.0\.0/);
});

test('mail is written to files, or sent through the configured server', async () => {
  const assign = (url: string) =>
    fetch(`${url}/v1/incidents.json`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ incident: { title: 'For Luke', service_id: 20, assigned_user_id: 17 } }),
    });
  const mails = path.join(folder(), 'data', 'mail');
  const toFiles = await start();
  expect(toFiles.output()).toContain(mails);
  await assign(toFiles.url);
  await until(() => existsSync(mails) && readdirSync(mails).some((name) => name.endsWith('.eml')));
  toFiles.child.kill('SIGTERM');
  expect((await toFiles.exited)[0]).toBe(0);

  await using server = await startMailServer();
  const settings = {
    SMTP_URL: server.url,
    MAIL_FROM: 'Desk <desk@youdo.example>',
    DESK_URL: 'https://desk.example',
  };
  const bySmtp = await start(settings);
  await assign(bySmtp.url);
  await until(() => server.taken.length > 0);
  expect(server.taken).toMatchObject([{ from: 'desk@youdo.example', to: 'luke@youdo.example' }]);
  expect(server.taken[0]?.content).toMatch(/^https:\/\/desk\.example\/incidents\/\d+\r$/m);
  expect(readdirSync(mails)).toHaveLength(1);
});

test('without --demo an empty database is not seeded', async () => {
  const { log, url } = await start({}, []);
  const warnings = log().filter(({ level }) => level === 'warn');
  expect(warnings).toMatchObject([{ msg: expect.stringMatching(/^there is no account yet; /) }]);
  expect((await fetch(`${url}/v1/users`, { headers })).status).toBe(401);
});

test.each([
  [{ PORT: 'http' }, [], 2, 'service-desk: PORT must be a whole number from 0 to 65535, not "http"\n'],
  [{ DATA_DIR: '/dev/null/data' }, [], 1, 'service-desk: ENOTDIR'],
  [{ DATABASE_URL: 'postgres://x:hidden@127.0.0.1:1/none' }, [], 1, 'service-desk: connect ECONNREFUSED'],
  [{ SMTP_URL: 'smtp://x:hidden@127.0.0.1:25' }, [], 2, 'service-desk: smtpUrl needs mailFrom'],
  [{}, ['--sight', '.'], 2, "service-desk: unknown option '--sight'"],
])(
  'a failure to start is reported in one line: %j %j',
  async (env, args, code, words) => {
    const { exited, errors } = await start(env as Record<string, string>, args);
    expect((await exited)[0]).toBe(code);
    expect(errors().startsWith(words) && errors()).toMatch(/^[^\n]+\n(\(Did you mean .*\)\n)?$/);
    expect(errors()).not.toContain('hidden');
  },
  30_000,
);
