import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
} from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { DEMO_TOKENS, seedWorld, WORLD_ACCOUNT } from '../demo/demo-world.ts';
import { openInMemory } from '../store/in-memory.ts';
import { type Store, storeOn } from '../store/store.ts';
import { converse, fetchRaw, type WireResponse } from '../test-support/wire.ts';
import { codingOf } from './compression.ts';
import { listenAt } from './listening.ts';
import { fromXml } from './xml.ts';

const AUTHORIZATION = `Authorization: Basic ${btoa(`x:${DEMO_TOKENS[0]}`)}`;
const HEAD = `Host: desk.example\r\n${AUTHORIZATION}\r\n`;
const GET = `GET /v1/incidents/13534.json HTTP/1.1\r\n${HEAD}\r\n`;

const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-wire-'));
let store: Store;
let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  writeFileSync(path.join(folder, 'index.html'), '<html>the desk</html>');
  store = storeOn(await openInMemory());
  await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: 0 }));
  app = await createApp({ store, site: folder });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A create with this title, whose length is counted as these clients do. */
function post(title: string, lengthOf: (text: string) => number, ...headers: string[]): string {
  const body = JSON.stringify({ incident: { title, service_id: 20 } });
  const own = [`Content-Length: ${lengthOf(body)}`, 'Content-Type: application/json', ...headers];
  return `POST /v1/incidents.json HTTP/1.1\r\n${HEAD}${own.join('\r\n')}\r\n\r\n${body}`;
}
const inBytes = (text: string) => Buffer.byteLength(text);
const inCharacters = (text: string) => text.length;

async function titled(title: string): Promise<number> {
  const rows = await store.reading.selectFrom('incidents').select('id').where('title', '=', title).execute();
  return rows.length;
}

/** What an answer says in short: its status, and that it succeeded or why not. */
function outcomeOf({ status, body, headers }: WireResponse): [number, string] {
  const read = headers['content-type']?.includes('xml') ? fromXml(body) : JSON.parse(body);
  const { status: outcome, errors } = read as { status: string; errors?: { error: string }[] };
  return [status, errors ? errors.map(({ error }) => error).join() : outcome];
}

const SUCCESS = [200, 'Success'];
const CUT = [200, '[E400] The request body could not be read'];
const STRAY = [400, '[E400] The request could not be read'];

describe('[wire.1] valid requests are answered before invalid bytes after them are refused', () => {
  test.each(['x', '}', '\u0000', ' ', 'xyz', 'NOT HTTP\r\n\r\n', 'BREW /v1 HTTP/1.1\r\n\r\n'])(
    'with %j behind it in the same segment',
    async (stray) => {
      const title = `Followed by ${JSON.stringify(stray)}`;
      const [answer, refusal, ...more] = await converse(url, post(title, inBytes) + stray);
      expect(outcomeOf(answer as WireResponse)).toEqual(SUCCESS);
      expect(refusal?.status).toBeGreaterThanOrEqual(400);
      expect(refusal?.headers.connection).toBe('close');
      expect(JSON.parse(refusal?.body ?? '')).toMatchObject({ status: 'Failed' });
      expect(more).toEqual([]);
      expect(await titled(title)).toBe(1);
    },
  );

  test('in a separate TCP segment', async () => {
    const answers = await converse(url, post('Followed later', inBytes), '}', '}', '}');
    expect(answers.map(outcomeOf)).toEqual([SUCCESS, STRAY]);
  });

  test('in order', async () => {
    const requests = [GET, post('One of several', inBytes), GET.replace('13534', '1'), GET];
    const answers = await converse(url, `${requests.join('')}}`);
    expect(answers.map(outcomeOf)).toEqual([
      SUCCESS,
      SUCCESS,
      [200, '[E400] no incident found'],
      SUCCESS,
      STRAY,
    ]);
  });

  test('without a refusal if the request asks to close the connection', async () => {
    const request = post('The only one', inBytes, 'Connection: close');
    expect((await converse(url, `${request}}`)).map(outcomeOf)).toEqual([SUCCESS]);
  });

  test('an incomplete request is refused after the responses to those before it', async () => {
    const chunked = `POST /v1/incidents HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n`;
    expect((await converse(url, GET + chunked)).map(outcomeOf)).toEqual([SUCCESS, STRAY]);
  });
});

test.each(['Müller', 'Zürich – Köln', '日本語', '𝕏'])(
  '[wire.1] %s counted in characters is a truncated body, and gets a response',
  async (title) => {
    const answers = await converse(url, post(title, inCharacters));
    expect(answers.map(outcomeOf)).toEqual([CUT, STRAY]);
    expect(await titled(title)).toBe(0);
  },
);

test('[wire.1] a body that is cut inside a character gets a response', async () => {
  const body = Buffer.from('{"incident":{"title":"M\u00fc');
  const head = `POST /v1/incidents HTTP/1.1\r\n${HEAD}Connection: close\r\nContent-Length: ${body.length - 1}\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head), body.subarray(0, -1)]);
  expect((await converse(url, bytes)).map(outcomeOf)).toEqual([CUT]);
});

describe('[wire.2] every response under a prefix is an envelope', () => {
  const NO_CALL = [404, '[E400] There is no such call'];
  const ending = `HTTP/1.1\r\nConnection: close\r\n${HEAD}\r\n`;

  test.each(
    ['/v1', '/external_api/v1', '/desk/external_api/v1'].flatMap((prefix) =>
      [
        '',
        '/',
        '?limit=1',
        '/?limit=1',
        '/nowhere',
        '/nowhere/',
        '//',
        '/../x',
        '/incidents/13534/nowhere',
      ].map((rest) => prefix + rest),
    ),
  )('GET %s', async (address) => {
    expect((await converse(url, `GET ${address} ${ending}`)).map(outcomeOf)).toEqual([NO_CALL]);
  });

  test.each(['PROPFIND', 'TRACE', 'PATCH', 'OPTIONS', 'QUERY', 'M-SEARCH', 'LOCK', 'DELETE'])(
    '%s of a call that has no such method',
    async (method) => {
      for (const address of ['/v1/incidents/13534.json', '/external_api/v1/incidents/13534/']) {
        const [answer] = await converse(url, `${method} ${address} ${ending}`);
        expect(outcomeOf(answer as WireResponse)).toEqual([
          405,
          `[E400] ${method} is not allowed here, only GET, PUT`,
        ]);
        expect(answer?.headers.allow).toBe('GET, PUT');
      }
      expect((await converse(url, `${method} /v1 ${ending}`)).map(outcomeOf)).toEqual([NO_CALL]);
    },
  );

  test.each(['BREW /v1/incidents', 'get /v1/incidents', 'CONNECT desk.example:443'])(
    '%s, whose method nothing here has',
    async (start) => {
      const [method] = start.split(' ');
      const [answer] = await converse(url, `${start} ${ending}`);
      expect(outcomeOf(answer as WireResponse)).toEqual([
        405,
        `[E400] ${method} is not allowed here, only GET, POST, PUT, DELETE`,
      ]);
      expect(answer?.headers.allow).toBe('GET, POST, PUT, DELETE');
    },
  );

  test('a method that is not allowed requires a token, as any call', async () => {
    const request = `PATCH /v1/incidents HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    expect((await converse(url, request)).map(outcomeOf)).toEqual([[401, '[E906] Invalid verifier']]);
  });

  test('HEAD has the headers of GET and no body', async () => {
    const statusOf = async (address: string) => {
      const response = await fetch(url + address, {
        method: 'HEAD',
        headers: { Authorization: AUTHORIZATION.slice(15) },
      });
      return [response.status, response.headers.get('content-type'), await response.text()];
    };
    const type = 'application/json; charset=utf-8';
    expect(await statusOf('/v1/incidents')).toEqual([200, type, '']);
    expect(await statusOf('/v1')).toEqual([404, type, '']);
  });

  test('an absolute URL as the request target', async () => {
    for (const host of [
      'http://desk.example',
      'https://other.example:8443',
      'HTTP://desk.example',
      'http://x:y@desk.example',
    ]) {
      for (const [address, expected] of [
        ['/v1/incidents/13534.json', SUCCESS],
        ['/v1/incidents/13534.xml?x=1', SUCCESS],
        ['/v1', NO_CALL],
        ['/external_api/v1/incidents/1', [200, '[E400] no incident found']],
      ] as const) {
        expect((await converse(url, `GET ${host}${address} ${ending}`)).map(outcomeOf)).toEqual([expected]);
      }
    }
    const [desk] = await converse(url, `GET http://desk.example ${ending}`);
    expect(desk?.body).toBe('<html>the desk</html>');
  });

  test('a missing Host, which HTTP/1.0 permits', async () => {
    const request = (version: string) =>
      `GET /v1/incidents/13534 HTTP/${version}\r\n${AUTHORIZATION}\r\nConnection: close\r\n\r\n`;
    expect((await converse(url, request('1.1'))).map(outcomeOf)).toEqual([
      [400, '[E400] The Host header is missing'],
    ]);
    expect((await converse(url, request('1.0'))).map(outcomeOf)).toEqual([SUCCESS]);
  });

  test('an unknown Expect, and 100-continue', async () => {
    const odd = post('Expects', inBytes, 'Expect: 200-ok', 'Connection: close');
    expect((await converse(url, odd)).map(outcomeOf)).toEqual([
      [417, '[E400] What the Expect header asks for is not known'],
    ]);
    expect(await titled('Expects')).toBe(0);
    const request = post('Expects', inBytes, 'Expect: 100-Continue', 'Connection: close');
    const [head = '', body = ''] = request.split(/(?<=\r\n\r\n)/);
    expect((await converse(url, head, body)).map(outcomeOf)).toEqual([SUCCESS]);
    expect(await titled('Expects')).toBe(1);
  });

  test('an id of any length or with any characters is unknown', async () => {
    for (const id of ['1'.repeat(9000), 'x'.repeat(200), 'a%20b', '%F6']) {
      const answers = await converse(url, `GET /v1/incidents/${id} ${ending}`);
      expect(answers.map(outcomeOf)).toEqual([[200, '[E400] no incident found']]);
    }
    for (const id of ['a%2Fb', 'a%2Eb', 'a.b']) {
      const [answer] = await converse(url, `GET /v1/incidents/${id} ${ending}`);
      expect([NO_CALL, [200, '[E400] no incident found']]).toContainEqual(outcomeOf(answer as WireResponse));
    }
  });

  test('additional slashes are ignored', async () => {
    for (const address of [
      '/v1/incidents/13534/',
      '//v1//incidents/13534.json',
      '/v1/incidents/13534.json/',
    ]) {
      expect((await converse(url, `GET ${address} ${ending}`)).map(outcomeOf)).toEqual([SUCCESS]);
    }
  });

  test.each(['/v1/%', '/v1/incidents/%E0%A4%A', '/v1/incidents/%zz', '/v1/%00', '/v1/incidents?a=%'])(
    'an address that is badly encoded, such as %s',
    async (address) => {
      const [answer] = await converse(url, `GET ${address} ${ending}`);
      expect(JSON.parse(answer?.body ?? '')).toMatchObject({ version: '1.0' });
      expect([200, 404]).toContain(answer?.status);
      const [inXml] = await converse(url, `GET ${address}.xml ${ending}`);
      expect(inXml?.status).toBe(answer?.status);
      expect(inXml?.headers['content-type']).toContain(address.includes('?') ? 'json' : 'xml');
    },
  );
});

test('[wire.1] [wire.2] every address of a host name is served, and they are closed together', async () => {
  const two = await createApp({ store });
  const port = await listenAt(two, ['127.0.0.1', '127.0.0.2'], 0);
  const silent: Promise<unknown>[] = [];
  // Requests after it show that a silent connection has been taken in.
  for (const host of ['127.0.0.1', '127.0.0.2']) {
    const there = `http://${host}:${port}`;
    const socket = connect(port, host);
    await once(socket, 'connect');
    silent.push(once(socket.resume(), 'close'));
    expect((await converse(there, `${GET}}`)).map(outcomeOf)).toEqual([SUCCESS, STRAY]);
    const odd = post('Expects', inBytes, 'Expect: 200-ok', 'Connection: close');
    expect((await converse(there, odd)).map(({ status }) => status)).toEqual([417]);
    const [tunnel] = await converse(there, `CONNECT desk.example:443 HTTP/1.1\r\n${HEAD}\r\n`);
    expect(tunnel?.status).toBe(405);
  }
  await two.close();
  await Promise.all(silent);
  await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow();
});

describe('[wire.4] a body may be compressed', () => {
  const send = async (encoding: string, body: Buffer) => {
    const answer = await fetch(`${url}/v1/incidents`, {
      method: 'POST',
      headers: { Authorization: AUTHORIZATION.slice(15), 'Content-Encoding': encoding },
      body: new Uint8Array(body),
    });
    const { status, errors } = (await answer.json()) as { status: string; errors?: { error: string }[] };
    return [answer.status, errors?.map(({ error }) => error).join() ?? status];
  };
  const bytes = (title: string) => Buffer.from(JSON.stringify({ incident: { title, service_id: 20 } }));

  test.each([
    ['gzip', gzipSync],
    ['X-GZip', gzipSync],
    ['deflate', deflateSync],
    ['Deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', (body: Buffer) => body],
    ['', (body: Buffer) => body],
  ])('%j', async (encoding, compress) => {
    const title = `Packed by ${encoding}`;
    expect(await send(encoding, compress(bytes(title)))).toEqual(SUCCESS);
    expect(await titled(title)).toBe(1);
  });

  test('and is refused if it is too large, truncated or not compressed', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await send('gzip', bomb)).toEqual([413, '[E400] The request body is too large']);
    expect(await send('br', brotliCompressSync(Buffer.alloc(2_000_000, ' ')))).toEqual([
      413,
      '[E400] The request body is too large',
    ]);
    expect(await send('gzip', gzipSync(bytes('Cut')).subarray(0, -12))).toEqual(CUT);
    expect(await send('deflate', bytes('Not packed'))).toEqual(CUT);
    for (const encoding of ['zstd', 'gzip, br']) {
      expect(await send(encoding, gzipSync(bytes('Unknown')))).toEqual([
        200,
        `[E400] The request body is in the encoding ${encoding}; gzip, deflate and br can be read`,
      ]);
    }
  });
});

test('[formats.3] a Content-Type without a value is ignored', async () => {
  const request = post('Of no type', inBytes, 'Connection: close').replace(/(Content-Type:) \S+/, '$1');
  expect((await converse(url, request)).map(outcomeOf)).toEqual([SUCCESS]);
  expect(await titled('Of no type')).toBe(1);
});

describe('[wire.5] a response is compressed', () => {
  const list = () => `${url}/v1/incidents.json`;
  const authorization = { authorization: AUTHORIZATION.slice('Authorization: '.length) };
  const ask = (address: string, accepted?: string, options = {}) =>
    fetchRaw(address, {
      headers: { ...authorization, ...(accepted !== undefined && { 'accept-encoding': accepted }) },
      ...options,
    });

  test('for clients that accept it, and decompresses to the same bytes', async () => {
    const plain = await ask(list());
    expect(plain.bytes.length).toBeGreaterThan(1024);
    for (const [accepted, coding, decode] of [
      ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
      ['gzip, deflate', 'gzip', gunzipSync],
    ] as const) {
      const { headers, bytes } = await ask(list(), accepted);
      expect(decode(bytes).toString()).toBe(plain.bytes.toString());
      expect(headers).toMatchObject({
        'content-encoding': coding,
        'content-length': String(bytes.length),
        'content-type': plain.headers['content-type'],
        vary: 'Accept-Encoding',
      });
      expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
    }
  });

  test('but not without Accept-Encoding, and then adds only the headers that go beyond v1', async () => {
    const { headers, bytes } = await ask(list());
    expect(JSON.parse(bytes.toString())).toMatchObject({ status: 'Success' });
    expect(headers['content-length']).toBe(String(bytes.length));
    expect(Object.keys(headers).sort()).toEqual([
      'cache-control',
      'connection',
      'content-length',
      'content-type',
      'date',
      'etag',
      'idempotency-key-lifetime',
      'keep-alive',
    ]);
  });

  test('also from the cache, until the next write', async () => {
    const asked = `${url}/v1/incidents/13534.json`;
    const title = async (accepted?: string) => {
      const { headers, bytes } = await ask(asked, accepted);
      expect(headers['content-encoding']).toBe(accepted);
      const decode = accepted === 'br' ? brotliDecompressSync : accepted ? gunzipSync : Buffer.from;
      return JSON.parse(decode(bytes).toString()).result.incident.title;
    };
    const accepted = [undefined, 'br', undefined, 'br', 'gzip', 'br', 'gzip'];
    const before: string = await title();
    for (const each of accepted) expect(await title(each)).toBe(before);
    for (const written of ['Written once', before]) {
      const { status } = await fetch(asked, {
        method: 'PUT',
        headers: authorization,
        body: JSON.stringify({ incident: { title: written } }),
      });
      expect(status).toBe(200);
      for (const each of accepted) expect(await title(each)).toBe(written);
    }
  });

  test('only if it has a long body and is not a picture', async () => {
    const { headers, bytes } = await ask(`${url}/v1/incidents/1.json`, 'br');
    expect([headers['content-encoding'], headers.vary, bytes.toString()]).toEqual([
      undefined,
      undefined,
      '{"errors":[{"error":"[E400] no incident found"}],"version":"1.0","status":"Failed"}',
    ]);
    const head = await ask(list(), 'br', { method: 'HEAD' });
    expect([head.status, head.headers['content-encoding']]).toEqual([200, undefined]);
    const moved = await ask(`${url}/v1/beetils/13534.json`, 'br');
    expect([moved.status, moved.headers['content-encoding']]).toEqual([302, undefined]);
    const { body } = (
      await converse(url, `GET /v1/users/18.json HTTP/1.1\r\n${HEAD}Connection: close\r\n\r\n`)
    )[0] as WireResponse;
    const picture = await ask(`${url}${JSON.parse(body).result.user.avatar.public_filename}`, 'br');
    expect([picture.status, picture.headers['content-encoding']]).toEqual([200, undefined]);
  });

  test('for several requests of one connection', async () => {
    const keeping = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const answers = await Promise.all(
        ['br', 'gzip', undefined, 'br'].map((accepted) => ask(list(), accepted, { agent: keeping })),
      );
      expect(answers.map(({ headers }) => headers['content-encoding'])).toEqual([
        'br',
        'gzip',
        undefined,
        'br',
      ]);
      expect(Object.values(keeping.freeSockets).flat().length).toBe(1);
    } finally {
      keeping.destroy();
    }
  });

  test.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, br', 'br'],
    ['gzip;q=1.0,deflate;q=0.6,identity;q=0.3', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['*, br;q=0', 'gzip'],
    ['identity', undefined],
    ['identity, gzip;q=0.5', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=much', undefined],
    ['deflate, zstd', undefined],
    ['', undefined],
  ])('of the codings %j takes %s', (accepted, coding) => {
    expect(codingOf(accepted)).toBe(coding);
  });
});

test.each([
  ['/goto?q=13534', '/b/13534'],
  ['/goto?q=B%2313534', '/b/13534'],
  ['/goto?q=printer', '/'],
  ['/goto', '/'],
  ['/a/youdo/13534', '/b/13534'],
  ['/a/youdo/settings', '/'],
  ['/my_api_token', '/sign-in'],
])('[addresses.3] the old link %s leads to %s of the desk', async (link, page) => {
  const response = await fetch(url + link, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, page]);
  expect(await (await fetch(url + page)).text()).toBe('<html>the desk</html>');
});
