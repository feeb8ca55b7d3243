import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { openInMemory } from '../store/in-memory.ts';
import { type Store, storeOn } from '../store/store.ts';
import { fetchRaw } from '../test-support/wire.ts';

const NAVIGATION = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const BROWSER = { 'accept-encoding': 'gzip, deflate, br, zstd' };
const SCRIPT = 'assets/index-Bij0mf_k.js';

const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-pages-'));
let store: Store;
let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  for (const name of ['site/assets', 'docs']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const [name, text] of [
    ['site/index.html', 'the desk'],
    [`site/${SCRIPT}`, 'plain'],
    [`site/${SCRIPT}.br`, 'brotli'],
    [`site/${SCRIPT}.gz`, 'gzip'],
    ['site/assets/logo.svg', '<svg/>'],
    ['docs/index.html', 'the docs'],
    ['docs/index.html.br', 'the docs in brotli'],
    ['docs/site.css', 'body {}'],
  ] as const) {
    writeFileSync(path.join(folder, name), text);
  }
  store = storeOn(await openInMemory());
  app = await createApp({ store, site: path.join(folder, 'site'), docs: path.join(folder, 'docs') });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('[wire.6] files', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br', 'brotli'],
    ['gzip', 'gzip', 'gzip'],
    ['zstd', undefined, 'plain'],
    [undefined, undefined, 'plain'],
  ])('to who accepts %s in the coding %s', async (accepted, coding, content) => {
    const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
    const response = await fetchRaw(`${url}/${SCRIPT}`, { headers });
    expect([response.headers['content-encoding'], response.bytes.toString()]).toEqual([coding, content]);
    expect(response.headers).toMatchObject({
      'content-type': 'application/javascript; charset=utf-8',
      'content-length': String(content.length),
      vary: 'accept-encoding',
    });
  });

  test('with a hash in their name are cached for a year, others are revalidated', async () => {
    for (const [name, kept] of [
      [SCRIPT, 'public, max-age=31536000, immutable'],
      ['assets/logo.svg', 'no-cache'],
      ['', 'no-cache'],
      ['incidents/13534', 'no-cache'],
      ['docs/', 'no-cache'],
      ['docs/site.css', 'no-cache'],
    ]) {
      const { status, headers } = await fetchRaw(`${url}/${name}`, { headers: BROWSER });
      expect([status, headers['cache-control']], name).toEqual([200, kept]);
      const again = { ...BROWSER, 'if-none-match': headers.etag };
      const known = await fetchRaw(`${url}/${name}`, { headers: again });
      expect([known.status, known.bytes.length], name).toEqual([304, 0]);
    }
  });
});

describe('[wire.7] pages', () => {
  test('of the desk run only its own scripts, and cannot be framed', async () => {
    for (const address of ['', 'index.html', 'incidents/13534']) {
      const { headers } = await fetchRaw(`${url}/${address}`, { headers: BROWSER });
      const policy = new Map(
        headers['content-security-policy']
          ?.toString()
          .split('; ')
          .map((each) => each.split(/ (.*)/) as [string, string]),
      );
      expect(Object.fromEntries(policy), address).toMatchObject({
        'default-src': "'none'",
        'script-src': "'self'",
        'style-src': "'self'",
        'connect-src': "'self'",
        'frame-ancestors': "'none'",
      });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
      });
    }
  });

  test('of the docs cannot be framed, whatever policy they contain', async () => {
    const { headers, bytes } = await fetchRaw(`${url}/docs/`, { headers: BROWSER });
    expect(bytes.toString()).toBe('the docs in brotli');
    expect(headers).toMatchObject({
      'content-security-policy': "frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
  });
});

describe('[addresses.4] an address without a file', () => {
  test.each(['/customers/jane.doe', '/incidents/13534', '/b/1.2?from=a.b', '/nowhere'])(
    '%s is a page where a browser goes to it',
    async (address) => {
      const { status, bytes } = await fetchRaw(url + address, { headers: NAVIGATION });
      expect([status, bytes.toString()]).toEqual([200, 'the desk']);
    },
  );

  test('has the same status with HEAD and GET', async () => {
    const head = await fetchRaw(`${url}/incidents/13534`, { method: 'HEAD', headers: NAVIGATION });
    expect([head.status, head.headers['content-length'], head.bytes.length]).toEqual([200, '8', 0]);
  });

  test.each([
    ['/assets/index-gone1234.js', '*/*'],
    ['/assets/index-gone1234.js', NAVIGATION.accept],
    ['/favicon.ico', 'image/avif,image/webp,*/*;q=0.8'],
    ['/robots.txt', undefined],
  ])('a request for %s that accepts %s is not found', async (address, accept) => {
    const { status, headers } = await fetchRaw(url + address, { headers: accept ? { accept } : {} });
    expect(status).toBe(404);
    expect(headers['cache-control']).toBeUndefined();
  });

  test('accepts no body', async () => {
    const { status } = await fetchRaw(`${url}/incidents/13534`, { method: 'POST', headers: NAVIGATION });
    expect(status).toBe(404);
  });
});
