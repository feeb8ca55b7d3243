import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { DEMO_TOKENS, seedWorld, WORLD_ACCOUNT } from '../demo/demo-world.ts';
import { openInMemory } from '../store/in-memory.ts';
import { type Store, storeOn } from '../store/store.ts';
import { certify } from '../test-support/certificate.ts';
import { converse } from '../test-support/wire.ts';

let store: Store;
beforeAll(async () => {
  store = storeOn(await openInMemory());
  await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: 0 }));
});
afterAll(() => store.close());

/** Where a number leads to, asked with these headers of a server that trusts these proxies. */
async function ledTo(trustedProxies: readonly string[], headers: string, version = '1.1') {
  const app = await createApp({ store, trustedProxies });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const head = `${headers}Connection: close\r\nAuthorization: Basic ${btoa(`x:${DEMO_TOKENS[0]}`)}\r\n\r\n`;
  const [answer] = await converse(url, `GET /v1/beetils/13534.json HTTP/${version}\r\n${head}`);
  await app.close();
  expect(answer?.status).toBe(302);
  return answer?.headers.location?.replace(url, 'OWN');
}

const HOST = 'Host: desk.example\r\n';
const FORWARDED = 'X-Forwarded-Proto: https\r\nX-Forwarded-Host: desk.public:8443\r\n';
const PATH = '/v1/incidents/13534.json';

test('[beetils.1] the Location is an absolute URL on the requested host', async () => {
  expect(await ledTo([], HOST)).toBe(`http://desk.example${PATH}`);
  expect(await ledTo([], 'Host: [::1]:3000\r\n')).toBe(`http://[::1]:3000${PATH}`);
});

test('[beetils.1] the scheme and host that a proxy forwards are used if the proxy is trusted', async () => {
  expect(await ledTo([], HOST + FORWARDED)).toBe(`http://desk.example${PATH}`);
  expect(await ledTo(['10.0.0.0/8'], HOST + FORWARDED)).toBe(`http://desk.example${PATH}`);
  expect(await ledTo(['127.0.0.1'], HOST + FORWARDED)).toBe(`https://desk.public:8443${PATH}`);
  expect(await ledTo(['127.0.0.1'], HOST)).toBe(`http://desk.example${PATH}`);
});

test('[beetils.1] an invalid or missing Host is replaced by the address of the connection', async () => {
  for (const host of [
    'a b',
    'desk.example/elsewhere',
    'dan@desk.example',
    'desk.example#x',
    'm\u00fcller',
    '[::1',
    '',
  ]) {
    expect(await ledTo([], `Host: ${host}\r\n`), host).toBe(`OWN${PATH}`);
  }
  expect(await ledTo([], '', '1.0')).toBe(`OWN${PATH}`);
  expect(await ledTo(['127.0.0.1'], `${HOST}X-Forwarded-Proto: javascript\r\n`)).toBe(
    `http://desk.example${PATH}`,
  );
});

test('[beetils.1] [wire.1] the same with HTTPS', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-location-'));
  const { key, cert } = certify(folder, 'localhost');
  const app = await createApp({ store, tls: { key: readFileSync(key), cert: readFileSync(cert) } });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const head = `${HOST}Authorization: Basic ${btoa(`x:${DEMO_TOKENS[0]}`)}\r\n\r\n`;
  const [found, refused] = await converse(url, `GET /v1/beetils/13534.json HTTP/1.1\r\n${head}}`);
  expect(found).toMatchObject({ status: 302, headers: { location: `https://desk.example${PATH}` } });
  expect(refused?.status).toBe(400);
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
