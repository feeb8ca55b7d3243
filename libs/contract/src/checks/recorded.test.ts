import { describe, expect, test } from 'vitest';
import { scenarios } from '../generated/scenarios.ts';
import { examinePact } from './pact.ts';
import { examineTraffic } from './traffic.ts';

const headers = {
  Authorization: 'Basic eDpk',
  Accept: 'application/json',
  'Content-Type': 'application/json',
};
const found = answerOf('incidents.get: found');
const created = answerOf('incidents.create: created');
const missing = { errors: [{ error: '[E400] no incident found' }], version: '1.0', status: 'Failed' };
const body = { incident: { title: 'It hums', service_id: 33 } };

// biome-ignore lint/suspicious/noExplicitAny: tests change responses in any way.
function answerOf(name: string): any {
  return structuredClone(scenarios.find((each) => each.name === name)?.response.body);
}

describe('recorded traffic', () => {
  const entry = (method: string, path: string, answer: unknown, sent?: unknown, status = 200) => ({
    request: {
      ...{ method, url: `https://desk.example/external_api/v1${path}` },
      ...(sent !== undefined && { postData: { text: JSON.stringify(sent) } }),
    },
    response: { status, content: { text: typeof answer === 'string' ? answer : JSON.stringify(answer) } },
  });
  const at = (url: string) => ({
    request: { method: 'GET', url },
    response: { status: 200, content: { text: JSON.stringify(found) } },
  });
  const withOffset = structuredClone(found);
  withOffset.result.incident.created_at = '2010-03-24T09:00:00+13:00';
  const seenIn = (...entries: object[]) =>
    examineTraffic(JSON.stringify({ log: { entries } })).findings.map(({ seen }) => seen);

  test('that matches the description passes, in JSON and in XML', () => {
    const xml =
      '<?xml version="1.0"?><hash><errors type="array"><error><error>[E400] no incident found</error></error></errors><version>1.0</version><status>Failed</status></hash>';
    expect(
      seenIn(
        entry('GET', '/incidents/13534.json', found),
        entry('GET', '/incidents/13534', found),
        entry('POST', '/incidents.json', created, body),
        entry('GET', '/incidents/1.xml', xml),
      ),
    ).toEqual([[], [], [], []]);
  });

  test('that does not is reported by entry, operation and field', () => {
    const bent = structuredClone(found);
    delete bent.result.incident.title;
    bent.result.incident.due_date = 'tomorrow';
    bent.result.incident.owner = 'Luke';
    const har = JSON.stringify({ log: { entries: [entry('GET', '/incidents/13534.json', bent)] } });
    const [finding] = examineTraffic(har).findings;
    expect(finding).toMatchObject({
      promise: 'entry 1, GET /external_api/v1/incidents/13534.json',
      reference: 'incidents.get',
      outcome: 'broken',
    });
    expect(finding?.seen.join('\n')).toMatch(/response: result\.incident\.title is missing/);
    expect(finding?.seen.join('\n')).toMatch(
      /response: result\.incident\.due_date is "tomorrow", expected a string that matches/,
    );
    expect(finding?.seen.join('\n')).toMatch(
      /response: result\.incident\.owner is "Luke", expected object or null/,
    );
  });

  test.each([
    [
      'an unknown operation',
      entry('GET', '/machines/1.json', {}),
      'v1 has no operation GET /machines/1.json',
    ],
    [
      'a status',
      entry('GET', '/incidents/1.json', found, undefined, 201),
      'response: HTTP status 201, expected one of',
    ],
    [
      'a parameter',
      entry('GET', '/incidents.json?colour=red', answerOf('incidents.list: listed')),
      'request: the query has no parameter colour',
    ],
    [
      'a value of a parameter',
      entry('GET', '/incidents.json?limit=many', answerOf('incidents.list: listed')),
      'request: limit is "many", expected integer',
    ],
    [
      'a body',
      entry('POST', '/incidents.json', created, { incident: { title: 3 } }),
      'request: incident.service_id is missing',
    ],
    [
      'a missing record as 404',
      entry('GET', '/incidents/1.json', missing, undefined, 404),
      'response: HTTP status 404',
    ],
    [
      'a date with an offset',
      entry('GET', '/incidents/1.json', withOffset),
      'response: result.incident.created_at is "2010-03-24T09:00:00+13:00"',
    ],
    ['JSON instead of XML', entry('GET', '/incidents/1.xml', found), 'response: the body is not xml'],
    [
      'a page of a proxy',
      entry('GET', '/incidents/1.json', 'Bad gateway'),
      'response: the body cannot be parsed',
    ],
  ])('%s is reported', (_, recorded, fault) => {
    expect(seenIn(recorded).flat().join('\n')).toContain(fault);
  });

  test.each([
    ['another prefix', at('https://desk.example/helpdesk/incidents/1.json')],
    ['no extension', at('https://desk.example/v1/incidents/1')],
    ['a cache buster', at('https://desk.example/v1/incidents/1.json?_=1234')],
    [
      'a form',
      {
        request: {
          ...{ method: 'POST', url: 'https://desk.example/v1/incidents.json' },
          postData: { mimeType: 'application/x-www-form-urlencoded', text: 'incident[title]=It hums' },
        },
        response: { status: 200, content: { text: JSON.stringify(created) } },
      },
    ],
    ['a record sent back whole', entry('PUT', '/incidents/1.json', found, found.result)],
    [
      'a body that the browser did not keep',
      { ...at('https://desk.example/v1/incidents/1'), response: { status: 200, content: { size: 500 } } },
    ],
    [
      'a picture',
      {
        ...at('https://desk.example/v1/avatars/143'),
        response: { status: 200, content: { mimeType: 'image/png', text: 'iVBORw0=', encoding: 'base64' } },
      },
    ],
  ])('%s is not a fault', (_, recorded) => {
    expect(seenIn(recorded)).toEqual([[]]);
  });

  test('requests to other services and preflights are ignored', () => {
    const preflight = {
      request: { method: 'OPTIONS', url: 'https://desk.example/v1/incidents.json' },
      response: { status: 204 },
    };
    const pay = {
      request: { method: 'GET', url: 'https://pay.example/v1/charges' },
      response: { status: 200 },
    };
    expect(seenIn(preflight, pay, at('https://desk.example/v1/incidents/1.json'))).toEqual([[]]);
    expect(seenIn(pay)).toEqual([['v1 has no operation GET /charges']]);
  });

  test('a refused request is not a fault, and other traffic is ignored', () => {
    const refused = entry('POST', '/incidents.json', answerOf('incidents.create: titleAndServiceBlank'), {
      incident: {},
    });
    const other = {
      request: { method: 'GET', url: 'https://desk.example/logo.png' },
      response: { status: 200 },
    };
    expect(examineTraffic(JSON.stringify({ log: { entries: [refused, other] } }))).toMatchObject({
      findings: [{ outcome: 'kept' }],
      passedOver: 1,
    });
    expect(() => examineTraffic('{}')).toThrow('this is not a HAR file');
  });

  test('may begin with a byte order mark', () => {
    expect(examineTraffic('\uFEFF{"log":{"entries":[]}}').findings).toEqual([]);
  });
});

describe("a client's pact", () => {
  type Http = { method: string; path: string; query?: unknown; headers?: object; body?: unknown };
  const versions = {
    '2.0.0': (sent: Http, expected: unknown) => ({
      ...{ description: 'a call', request: sent, response: { status: 200, body: expected } },
    }),
    '3.0.0': (sent: Http, expected: unknown) => ({
      ...{
        description: 'a call',
        providerStates: [],
        request: sent,
        response: { status: 200, body: expected },
      },
    }),
    '4.0': ({ body: sentBody, ...sent }: Http, expected: unknown) => ({
      ...{ type: 'Synchronous/HTTP', description: 'a call' },
      request: { ...sent, ...(sentBody !== undefined && { body: wrapped(sentBody) }) },
      response: { status: 200, body: wrapped(expected) },
    }),
  };
  const wrapped = (content: unknown) => ({ content, contentType: 'application/json', encoded: false });
  const seenIn = async (version: keyof typeof versions, sent: Http, expected: unknown) => {
    const pact = {
      ...{ consumer: { name: 'mine' }, provider: { name: 'service-desk-api' } },
      interactions: [versions[version](sent, expected)],
      metadata: { pactSpecification: { version } },
    };
    const [finding] = await examinePact(JSON.stringify(pact), 'mine.json');
    return [finding?.reference, ...(finding?.seen ?? [])];
  };
  const part = { result: { incident: { id: 1, title: 'It hums' } }, status: 'Success' };

  describe.each(Object.keys(versions) as (keyof typeof versions)[])('of version %s', (version) => {
    test('that conforms to v1 passes: it may expect a part of a response, under any prefix', async () => {
      expect(await seenIn(version, { method: 'GET', path: '/v1/incidents/1.json', headers }, part)).toEqual([
        'incidents.get',
      ]);
      const post = { method: 'POST', path: '/incidents.json', headers, body };
      expect(await seenIn(version, post, part)).toEqual(['incidents.create']);
    });

    test('that does not is reported by operation and field', async () => {
      const wrong = { result: { incident: { titel: 'It hums', priority: 'High' } }, status: 'Success' };
      const seen = await seenIn(version, { method: 'GET', path: '/incidents/1.json', headers }, wrong);
      expect(seen).toEqual([
        'incidents.get',
        'expected response: result.incident.priority is "High", expected object or null',
        'expected response: result.incident.titel is not in the description',
      ]);
      const post = { method: 'POST', path: '/incidents.json', headers, body: { incident: { titel: 'x' } } };
      expect((await seenIn(version, post, part)).join('\n')).toContain(
        'request: incident.titel is not in the description',
      );
    });
  });

  test('a note may only be expected with the link of its kind', async () => {
    const seen = (symptom: object) => {
      const incident = { symptoms: [{ symptom }] };
      return seenIn(
        '3.0.0',
        { method: 'GET', path: '/v1/incidents/1.json', headers },
        { result: { incident } },
      );
    };
    expect(await seen({ id: 1, symptom_link: '/v1/incidents/1/symptoms/1' })).toEqual(['incidents.get']);
    expect(await seen({ id: 1, comment_link: '/v1/incidents/1/comments/1' })).toContain(
      'expected response: result.incident.symptoms[0].symptom.comment_link is not in the description',
    );
  });

  test('an invalid date is reported without the long pattern of dates', async () => {
    const sent = { incident: { title: 'It hums', service_id: 20, opened_at: 'soon' } };
    expect(
      await seenIn('3.0.0', { method: 'POST', path: '/incidents.json', headers, body: sent }, part),
    ).toContain('request: incident.opened_at is "soon", expected a string in the described format');
  });

  test('an address that v1 does not have, and a missing token', async () => {
    expect(await seenIn('3.0.0', { method: 'PATCH', path: '/incidents/1.json', headers }, part)).toEqual([
      'no operation',
      'v1 has no operation PATCH /incidents/1.json',
    ]);
    expect(await seenIn('3.0.0', { method: 'GET', path: '/incidents/1.json' }, part)).toContain(
      'request: the Authorization header with the token is missing',
    );
  });

  const get = { method: 'GET', path: '/v1/incidents/1.json' };
  const pactOf = async (request: object, response: object) => {
    const interaction = {
      description: 'a call',
      request: { headers, ...request },
      response: { status: 200, ...response },
    };
    const pact = {
      consumer: { name: 'mine' },
      provider: { name: 'service-desk-api' },
      interactions: [interaction],
    };
    const [finding] = await examinePact(JSON.stringify(pact), 'mine.json');
    return finding?.seen;
  };

  test.each([
    ['a missing record as 404', get, { status: 404, body: missing }, 'HTTP status 404, expected one of'],
    [
      'a deletion without a body',
      { method: 'DELETE', path: '/v1/incidents/1/watches/2.json' },
      { status: 204 },
      'HTTP status 204, expected one of',
    ],
    [
      'an error text that v1 does not have',
      get,
      { body: { ...missing, errors: [{ error: '[E400] Incident not found' }] } },
      'v1 has no failure "[E400] Incident not found"',
    ],
    [
      'a string for a number',
      { method: 'GET', path: '/v1/incidents.json' },
      { body: { result: { total_entries: '15' } } },
      'result.total_entries is "15", expected integer',
    ],
    [
      'another media type',
      get,
      { body: part, headers: { 'content-type': 'text/html' } },
      'Content-Type is text/html, expected json',
    ],
    [
      'JSON instead of XML',
      { method: 'GET', path: '/v1/incidents/1.xml' },
      { body: part },
      'the body is not xml',
    ],
  ])('%s is reported', async (_, request, response, fault) => {
    const seen = await pactOf(request, response);
    expect(seen).toHaveLength(1);
    expect(seen?.[0]).toContain(`expected response: ${fault}`);
  });

  test.each([
    ['another prefix', { method: 'GET', path: '/helpdesk/api/incidents/1.json' }, { body: part }],
    ['no extension', { method: 'GET', path: '/v1/incidents/1' }, { body: part }],
    ['a cache buster', { ...get, query: { _: ['1234'] } }, { body: part }],
    [
      'a form',
      {
        ...{ method: 'POST', path: '/v1/incidents.json', body: 'incident[title]=It hums' },
        headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      },
      { body: part },
    ],
    [
      'a record sent back whole',
      { method: 'PUT', path: '/v1/incidents/1.json', body: found.result },
      { body: part },
    ],
    ['a failure that v1 has', get, { body: missing }],
    [
      'XML',
      { method: 'GET', path: '/v1/incidents/1.xml' },
      { body: '<hash><status>Success</status></hash>' },
    ],
  ])('%s is not a fault', async (_, request, response) => {
    expect(await pactOf(request, response)).toEqual([]);
  });

  test('a file that is not a pact is refused', async () => {
    await expect(examinePact('{}', 'other.json')).rejects.toThrow('other.json is not a pact');
  });
});
