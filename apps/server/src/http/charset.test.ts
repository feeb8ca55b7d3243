import { describe, expect, test } from 'vitest';
import { startProvider } from '../test-support/provider.ts';

const { dan } = await startProvider();

const TITLE = 'Müller & Söhne – 10 €';
const FORM = 'application/x-www-form-urlencoded';

/** The title of an incident that this body makes. */
async function titleOf(body: string | Buffer, type: string | undefined, query = '') {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const { result, errors } = await dan.send(`incidents${query}`, {
    method: 'POST',
    body: new Blob([new Uint8Array(bytes)]),
    headers: type === undefined ? {} : { 'Content-Type': type },
  });
  return result?.incident.title ?? errors?.join();
}

/** Windows-1252, which is what browsers call Latin-1. */
function inLatin1(text: string): Buffer {
  return Buffer.from(text.replaceAll('€', '\x80').replaceAll('–', '\x96'), 'latin1');
}

function percent(bytes: Buffer): string {
  return Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

const JSON_BODY = JSON.stringify({ incident: { title: TITLE, service_id: 20 } });
const XML_BODY = `<incident><title>${TITLE.replace('&', '&amp;')}</title><service_id>20</service_id></incident>`;
const UNREADABLE = '[E400] The request body could not be read';

describe('[wire.3] Latin-1 is read', () => {
  test.each([
    [
      'percent-encoded in a form',
      `incident[title]=${percent(inLatin1(TITLE))}&incident[service_id]=20`,
      FORM,
    ],
    [
      'as it is in a form',
      inLatin1(`incident[title]=${TITLE.replace('&', '%26')}&incident[service_id]=20`),
      FORM,
    ],
    [
      'percent-encoded in a form of another Content-Type',
      `incident[title]=${percent(inLatin1(TITLE))}&incident[service_id]=20`,
      'application/json',
    ],
    [
      'as it is in a form without a Content-Type',
      inLatin1(`incident[title]=${TITLE.replace('&', '%26')}&incident[service_id]=20`),
      undefined,
    ],
    [
      'UTF-16 in a form that is named JSON',
      Buffer.from(`\ufeffincident[title]=${TITLE.replace('&', '%26')}&incident[service_id]=20`, 'utf16le'),
      'application/json',
    ],
    [
      'in a form that declares it',
      `incident[title]=${percent(inLatin1(TITLE))}&incident[service_id]=20`,
      `${FORM}; charset=ISO-8859-1`,
    ],
    [
      'UTF-8 percent-encoded in a form',
      `incident[title]=${percent(Buffer.from(TITLE))}&incident[service_id]=20`,
      FORM,
    ],
    [
      'UTF-8 in a form that declares Latin-1',
      `incident[title]=${encodeURIComponent(TITLE)}&incident[service_id]=20`,
      `${FORM}; charset=ISO-8859-1`,
    ],
    ['in JSON that declares it', inLatin1(JSON_BODY), 'application/json; charset=iso-8859-1'],
    ['UTF-8 in JSON that declares Latin-1', JSON_BODY, 'application/json; charset=iso-8859-1'],
    ['UTF-8 in JSON that declares nonsense', JSON_BODY, 'application/json; charset=nonsense'],
    ['in XML whose header declares it', inLatin1(XML_BODY), 'text/xml; charset="windows-1252"'],
    [
      'in XML that declares it',
      inLatin1(`<?xml version="1.0" encoding="ISO-8859-1"?>${XML_BODY}`),
      'text/xml',
    ],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${JSON_BODY}`, 'utf16le'), 'application/json'],
    ['UTF-16 that is declared', Buffer.from(JSON_BODY, 'utf16le'), 'application/json; charset=utf-16le'],
    ['UTF-8 with a mark', `\ufeff${JSON_BODY}`, 'application/json'],
  ])('%s', async (_what, body, type) => {
    expect(await titleOf(body, type)).toBe(TITLE);
  });

  test('in a query, percent-encoded or as it is', async () => {
    const query = `?incident%5Bservice_id%5D=20&incident%5Btitle%5D=`;
    expect(await titleOf('', undefined, query + percent(inLatin1('Müller')))).toBe('Müller');
    expect(await titleOf('', undefined, `${query}M%FCller+100%`)).toBe('Müller 100%');
    expect(await titleOf('', undefined, `${query}M%C3%BCller`)).toBe('Müller');
  });

  test('in a path: an unknown name is not found, in any encoding', async () => {
    for (const name of ['M%FCller', 'M%C3%BCller', '100%25', 'a%00b', '%ED%A0%80', 'x.y', 'a%2Fb']) {
      expect((await dan.get(`services/${name}`)).errors).toEqual(['[E400] no service found']);
    }
  });
});

test('[wire.3] JSON and XML are refused if they are neither UTF-8 nor in the charset that they declare', async () => {
  expect(await titleOf(inLatin1(JSON_BODY), 'application/json')).toBe(UNREADABLE);
  expect(await titleOf(inLatin1(XML_BODY), 'application/xml')).toBe(UNREADABLE);
  expect(await titleOf(inLatin1(JSON_BODY), 'application/json; charset=utf-8')).toBe(UNREADABLE);
  expect(await titleOf(inLatin1(JSON_BODY), 'application/json; charset=nonsense')).toBe(UNREADABLE);
});

test('[formats.3] the Content-Type may be blank', async () => {
  expect(await titleOf(JSON_BODY, '')).toBe(TITLE);
});
