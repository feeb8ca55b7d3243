import { once } from 'node:events';
import { appendFileSync, copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { certify } from '../test-support/certificate.ts';
import { newFolder, runProgram, serveProgram, until } from '../test-support/program.ts';

const folder = newFolder();
const start = (env: Record<string, string> = {}, args: string[] = ['--demo']) =>
  serveProgram(folder(), env, args);

const authorization = `Basic ${btoa('x:demo-dan')}`;
const headers = { Authorization: authorization };

test('HTTPS is served, and a renewed certificate is loaded without a restart', async () => {
  const { cert, key } = certify(folder(), 'first');
  const { child, url, log } = await start({ TLS_CERT: cert, TLS_KEY: key, LOG_LEVEL: 'info' });
  expect(url).toMatch(/^https:/);
  const request = https.get(`${url}/v1/users/current_user.json`, { headers, ca: readFileSync(cert) });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(JSON.parse(await text(response))).toMatchObject({ status: 'Success' });

  const commonName = async () => {
    const socket = connectTls({
      host: '127.0.0.1',
      port: Number(new URL(url).port),
      rejectUnauthorized: false,
    });
    await once(socket, 'secureConnect');
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return subject.CN;
  };
  expect(await commonName()).toBe('first');
  const renewed = certify(folder(), 'second');
  copyFileSync(renewed.cert, cert);
  child.kill('SIGHUP');
  await until(() => log().some(({ level }) => level === 'error'));
  expect(await commonName()).toBe('first');
  copyFileSync(renewed.key, key);
  child.kill('SIGHUP');
  await until(() => log().some(({ msg }) => msg === 'reloaded the certificate'));
  expect(await commonName()).toBe('second');
});

test('an unusable certificate is reported', async () => {
  const { cert, key } = certify(folder(), 'one');
  const other = certify(folder(), 'other');
  for (const [env, words] of [
    [{ TLS_CERT: cert }, 'tlsCert is set without tlsKey: HTTPS needs both'],
    [{ TLS_CERT: 'gone', TLS_KEY: key }, 'cannot read tlsCert: ENOENT'],
    [{ TLS_CERT: cert, TLS_KEY: other.key }, 'tlsCert and tlsKey are invalid or do not match'],
  ] as const) {
    const { exited, errors } = await start(env);
    expect((await exited)[0]).toBe(2);
    expect(errors()).toMatch(new RegExp(`^service-desk: ${words}[^\\n]*\\n$`));
  }
});

test('only pages of the configured origins may call the API', async () => {
  const { url } = await start({
    CORS_ORIGINS: 'https://desk.example, http://localhost:5173',
    RATE_LIMIT: '100',
  });
  const preflight = (origin: string, address = '/external_api/v1/incidents/13534.json') =>
    fetch(url + address, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
  const allowed = await preflight('https://desk.example');
  expect(allowed.status).toBe(204);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    'access-control-allow-origin': 'https://desk.example',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, If-None-Match',
    'access-control-max-age': '600',
    vary: 'Origin',
  });
  expect(allowed.headers.has('access-control-allow-credentials')).toBe(false);
  for (const refused of [
    await preflight('https://desk.example.evil'),
    await preflight('http://desk.example'),
    await preflight('https://desk.example', '/healthz'),
  ]) {
    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
  }

  const call = (token: string) =>
    fetch(`${url}/v1/users/current_user`, {
      headers: { Origin: 'http://localhost:5173', Authorization: `Basic ${btoa(`x:${token}`)}` },
    });
  for (const [token, status] of [
    ['demo-dan', 200],
    ['wrong', 401],
    ['demo-spent', 429],
  ] as const) {
    const response = await call(token);
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After');
  }
  const options = await fetch(`${url}/v1/incidents`, { method: 'OPTIONS', headers });
  expect([options.status, options.headers.get('allow')]).toEqual([405, 'GET, POST']);
});

test('each request is logged as JSON with the id in its response, and the log contains no secrets', async () => {
  const { child, url, exited, output, log } = await start({ TRUSTED_PROXIES: '127.0.0.0/8, ::1' }, [
    '--demo',
    '--log-level',
    'debug',
  ]);
  const secret = 'hidden-5f1c';
  const responses = await Promise.all([
    fetch(`${url}/external_api/v1/incidents/13534.json?token=${secret}`, {
      headers: { ...headers, 'X-Request-Id': 'from-the-proxy', 'X-Forwarded-For': '203.0.113.9' },
    }),
    fetch(`${url}/v1/incidents?title=${secret}`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`x:${secret}`)}` },
      body: JSON.stringify({ incident: { title: secret } }),
    }),
    fetch(`${url}/v1/avatars/get/${secret}.png`),
    fetch(`${url}/avatars/get/${secret}.png`),
    fetch(`${url}/${secret}?token=${secret}`),
    fetch(`${url}/v1/%E0%A4%A?token=${secret}`),
    fetch(`${url}/v1/gone?token=${secret}`, { headers }),
    fetch(`${url}/v1/incidents/1`, {
      method: 'PUT',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: `{"incident": "${secret}`,
    }),
  ]);
  const address = new URL(url);
  const raw = connect(Number(address.port), '127.0.0.1');
  raw.end(`GET http://x:${secret}@${address.host}/v1/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  await text(raw);
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);

  expect(output()).not.toContain(secret);
  for (const token of ['demo-dan', authorization.slice(6)]) {
    expect(output().replace(/^ {2}tokens.*$/m, '')).not.toContain(token);
  }
  const byId = new Map(log().map((line) => [line.reqId, line]));
  expect(byId.get('from-the-proxy')).toMatchObject({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    msg: 'request completed',
    method: 'GET',
    path: '/external_api/v1/incidents/13534.json',
    operation: 'incidents.get',
    from: '203.0.113.9',
    account: '1',
    status: 200,
    milliseconds: expect.any(Number),
  });
  const lines = responses.map((response) => byId.get(response.headers.get('x-request-id') ?? ''));
  expect(lines.map((line) => [line?.path, line?.status, line?.failure])).toEqual([
    ['/external_api/v1/incidents/13534.json', 200, undefined],
    ['/v1/incidents', 401, 'E906'],
    ['/v1/avatars/get/*', 404, undefined],
    ['/avatars/get/*', 404, undefined],
    [undefined, 404, undefined],
    [undefined, 404, undefined],
    ['/v1/gone', 404, 'E400'],
    ['/v1/incidents/1', 200, 'E400'],
  ]);
});

test('only a trusted proxy may set the request id', async () => {
  const { child, exited, url, log } = await start({ TRUSTED_PROXIES: '127.0.0.2, fd00::/8' });
  const requestId = async (localAddress: string, id: string) => {
    const request = http.get(`${url}/v1/users`, {
      localAddress,
      headers: { ...headers, 'X-Request-Id': id },
    });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    await text(response);
    return response.headers['x-request-id'];
  };
  expect(await requestId('127.0.0.2', 'from-the-proxy')).toBe('from-the-proxy');
  expect(await requestId('127.0.0.1', 'from-another')).toMatch(/^[\da-f-]{36}$/);
  child.kill('SIGTERM');
  await exited;
  expect(JSON.stringify(log())).not.toContain('from-another');
});

test('without trusted proxies their headers are ignored', async () => {
  const { child, exited, url, log } = await start({}, ['--demo']);
  await fetch(`${url}/readyz`);
  await fetch(`${url}/v1/users`, { headers: { 'X-Request-Id': 'mine', 'X-Forwarded-For': '203.0.113.9' } });
  child.kill('SIGTERM');
  await exited;
  // Health checks are not logged.
  expect(log().filter(({ msg }) => msg === 'request completed')).toMatchObject([
    { path: '/v1/users', from: '127.0.0.1', reqId: expect.stringMatching(/^[\da-f-]{36}$/) },
  ]);
});

test('health checks are served, and metrics on their own port', async () => {
  const { url, output } = await start({ METRICS_PORT: '0' });
  const metrics = /metrics\s+(\S+)\/metrics/.exec(output())?.[1];
  for (const root of [url, metrics]) {
    expect(await (await fetch(`${root}/healthz`)).json()).toEqual({ state: 'alive' });
    const ready = await fetch(`${root}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { state: 'ready' }]);
  }
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  for (const address of ['/healthz', '/readyz', '/metrics']) {
    const response = await fetch(`${url}/v1${address}`, { headers });
    expect([response.status, await response.json()]).toMatchObject([404, { status: 'Failed' }]);
  }

  const create = () =>
    fetch(`${url}/v1/incidents.json`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: '{"incident":{"title":"Counted","service_id":20}}',
    });
  await Promise.all([create(), create(), create(), fetch(`${url}/v1/incidents/1.json`, { headers })]);
  const counted = await (await fetch(`${metrics}/metrics`)).text();
  for (const line of [
    'service_desk_requests_total{operation="incidents.create",status="200",failure=""} 3',
    'service_desk_requests_total{operation="incidents.get",status="200",failure="E400"} 1',
    'service_desk_request_duration_seconds_count{operation="incidents.create"} 3',
    'service_desk_commit_changes_sum 4',
    'service_desk_change_wait_seconds_count 4',
  ]) {
    expect(counted).toContain(line);
  }
  expect(counted).toMatch(/^service_desk_commit_duration_seconds_count\{committed="true"\} [2-4]$/m);
  expect(counted).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(counted).not.toMatch(/account|demo|Counted/);
});

test('is not ready while the database has the schema of a newer version', async () => {
  const { url } = await start({}, []);
  const database = new DatabaseSync(path.join(folder(), 'data/service-desk.db'), { timeout: 5000 });
  const state = async () => {
    const response = await fetch(`${url}/readyz`);
    return [response.status, await response.json()];
  };
  database.exec("insert into kysely_migration (name, timestamp) values ('999-later', '2030-01-01')");
  expect(await state()).toEqual([503, { state: 'the database is not ready' }]);
  const older = runProgram(folder(), ['migrate', '--data-dir', 'data']);
  expect((await older.exited)[0]).toBe(1);
  expect(older.errors()).toMatch(
    /^service-desk: .*written by a newer version of this program \(999-later\).*\n$/,
  );
  database.exec("delete from kysely_migration where name = '999-later'");
  expect(await state()).toEqual([200, { state: 'ready' }]);
  database.close();
});

test('on shutdown, pending requests finish, /readyz responds 503, and the exit code is 0', async () => {
  const { child, exited, url } = await start({ STOP_DELAY: '1', METRICS_PORT: '' });
  const agent = new http.Agent({ keepAlive: true });
  const body = '{"incident":{"title":"In the last moment","service_id":20}}';
  const request = http.request(`${url}/v1/incidents.json`, {
    agent,
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': body.length },
  });
  request.write(body.slice(0, 20));
  // A response to this request shows that the previous one has reached the server.
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  await until(() => child.exitCode !== null || child.killed);
  let state = 200;
  while (state === 200) state = (await fetch(`${url}/readyz`)).status;
  expect(state).toBe(503);
  // After the delay, new connections are refused.
  for (;;) {
    const refused = await fetch(`${url}/readyz`).then(
      () => false,
      () => true,
    );
    if (refused) break;
  }
  request.end(body.slice(20));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(response.headers.connection).toBe('close');
  const { result } = JSON.parse(await text(response));
  expect((await exited)[0]).toBe(0);
  agent.destroy();

  const again = await start();
  const found = await fetch(`${again.url}/v1/incidents/${result.incident.id}`, { headers });
  expect(await found.json()).toMatchObject({ result: { incident: { title: 'In the last moment' } } });
});

test('on shutdown, requests that never finish are cut off after the timeout', async () => {
  const { child, exited, url, log } = await start({ STOP_TIMEOUT: '1', LOG_LEVEL: 'warn' });
  const { port } = new URL(url);
  const [silent, slow] = [connect(Number(port), '127.0.0.1'), connect(Number(port), '127.0.0.1')];
  for (const socket of [silent, slow]) socket.on('error', () => undefined);
  slow.write(
    `POST /v1/incidents HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n`,
  );
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
  expect(log().map(({ msg }) => msg)).toEqual(['closed connections with requests still pending after 1 s']);
  silent.destroy();
  slow.destroy();
});

test('on shutdown, idle connections are closed at once and pending requests finish', async () => {
  const { cert, key } = certify(folder(), 'idle');
  const env = { TLS_CERT: cert, TLS_KEY: key, METRICS_PORT: '0', STOP_TIMEOUT: '600', LOG_LEVEL: 'warn' };
  const { child, exited, url, log, output } = await start(env);
  const api = Number(new URL(url).port);
  const metrics = Number(new URL(/metrics\s+(\S+)/.exec(output())?.[1] ?? '').port);
  const secure = () => connectTls({ host: '127.0.0.1', port: api, rejectUnauthorized: false });
  const [unused, half, shaken, head, busy] = [
    connect(metrics, '127.0.0.1'),
    connect(metrics, '127.0.0.1'),
    connect(api, '127.0.0.1'),
    secure(),
    secure(),
  ];
  const idle = [unused, half, shaken, head, connect(api, '127.0.0.1'), secure()];
  for (const socket of [...idle, busy]) socket.on('error', () => undefined);
  half.write('GET /metrics HTTP/1.1\r\nHost: x\r\n');
  // Only the first byte of a handshake.
  shaken.write(Buffer.from([0x16]));
  head.write('GET /v1/users HTTP/1.1\r\nHost: x\r\n');
  const body = '{"incident":{"title":"Beside idle ones","service_id":20}}';
  busy.write(
    `POST /v1/incidents HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  const received = text(busy);
  // Responses on both ports show that the bytes sent before have reached the server.
  const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
  const [response] = await once(https.get(`${url}/readyz`, { agent }), 'response');
  await text(response);
  expect((await fetch(`http://127.0.0.1:${metrics}/metrics`)).status).toBe(200);
  const closed = Promise.all(
    idle.map((socket) => new Promise((resolve) => socket.resume().once('close', resolve))),
  );
  child.kill('SIGTERM');
  await closed;
  expect(child.exitCode).toBe(null);
  busy.write(body);
  expect(await received).toContain('Beside idle ones');
  expect((await exited)[0]).toBe(0);
  expect(log()).toEqual([]);
  agent.destroy();
});

test('on shutdown, unsent mail stays in the outbox, and the metrics count it', async () => {
  const silent = createServer((socket) => void socket.on('error', () => undefined));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const smtp = `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const taken = once(silent, 'connection');
  const env = { SMTP_URL: smtp, MAIL_FROM: 'desk@youdo.example', METRICS_PORT: '0', STOP_TIMEOUT: '1' };
  const { child, exited, url, output } = await start(env, ['--demo', '--log-level', 'silent']);
  const body = '{"incident":{"title":"Of another user","service_id":20,"assigned_user_id":54}}';
  const created = await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body });
  expect(await created.json()).toMatchObject({ status: 'Success' });
  await taken;
  const metrics = /metrics\s+(\S+)/.exec(output())?.[1] ?? '';
  expect(await (await fetch(metrics)).text()).toContain('service_desk_mails{state="waiting"} 1');
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
  silent.close();

  const next = await start({ METRICS_PORT: '0' }, ['--demo', '--log-level', 'silent']);
  const counted = await fetch(/metrics\s+(\S+)/.exec(next.output())?.[1] ?? '');
  expect(await counted.text()).toContain('service_desk_mails{state="waiting"} 1');
});

test('settings are read from a file, and errors name their source', async () => {
  const file = path.join(folder(), 'service-desk.json');
  writeFileSync(file, JSON.stringify({ corsOrigins: ['https://desk.example/'], stopTimeout: 0 }));
  const wrong = await start({ TRUSTED_PROXIES: '10.0.0.0/33' }, ['--log-level', 'loud']);
  expect((await wrong.exited)[0]).toBe(2);
  expect(wrong.errors().split('\n')).toEqual([
    'service-desk: corsOrigins in service-desk.json must be a comma-separated list, each an origin such as https://desk.example, not ["https://desk.example/"]',
    'service-desk: TRUSTED_PROXIES must be a comma-separated list, each an address such as 10.0.0.7 or a network such as 10.0.0.0/8, not "10.0.0.0/33"',
    'service-desk: --log-level must be one of debug, info, warn, error, silent, not "loud"',
    'service-desk: stopTimeout in service-desk.json must be a whole number from 1 to 600, not 0',
    '',
  ]);
  writeFileSync(file, '{"host": "127.0.0.1", "demo": true, "logLevel": "warn"}');
  const { url, child, exited } = await start({}, []);
  expect((await fetch(`${url}/v1/users`, { headers })).status).toBe(200);
  child.kill('SIGTERM');
  await exited;
  appendFileSync(file, ',');
  const broken = await start({}, []);
  await broken.exited;
  expect(broken.errors()).toBe('service-desk: service-desk.json is not valid JSON\n');
});

test('commands that start at the same time on an empty folder all succeed', async () => {
  const owner = ['--first-name', 'Aroha', '--data-dir', 'data', '--json'];
  const programs = ['One', 'Two', 'Three'].map((name) =>
    runProgram(folder(), ['account', 'create', name, ...owner]),
  );
  const ids = await Promise.all(
    programs.map(async ({ exited, output, errors }) => {
      expect([(await exited)[0], errors()]).toEqual([0, '']);
      return JSON.parse(output()).id;
    }),
  );
  expect(ids.toSorted()).toEqual([1, 2, 3]);
});

test('a server whose database file was replaced reports that it needs a restart', async () => {
  const { url, log } = await start();
  const health = async () => {
    const response = await fetch(`${url}/healthz`);
    return [response.status, await response.json()];
  };
  expect(await health()).toEqual([200, { state: 'alive' }]);
  const file = path.join(folder(), 'data/service-desk.db');
  copyFileSync(file, `${file}.copy`);
  renameSync(`${file}.copy`, file);
  expect(await health()).toEqual([503, { state: 'only a restart helps' }]);
  await until(() => log().some(({ level, msg }) => level === 'error' && msg === 'only a restart helps'));
});
