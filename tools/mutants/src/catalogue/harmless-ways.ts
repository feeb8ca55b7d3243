import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createServiceDesk, type OperationId } from '@service-desk/client';
import { inspectProvider } from '@service-desk/contract';
import { answering, asking, isJson, of } from '../fault-builders.ts';
import { readBody, type Value } from '../generate/body.ts';
import { OPERATIONS } from '../generate/model.ts';
import { inAnswers } from '../generate/operator.ts';
import { rootResource } from '../operation-of.ts';
import { honest, type ProxiedRequest, type ProxiedResponse, type ProxyFault } from '../proxy.ts';
import type { Suspect } from '../suspect.ts';

/** A way of being a provider of v1 that no check may complain of. */
export interface HarmlessWay extends Suspect {
  name: string;
}

const records = OPERATIONS.filter((each) => /^(incidents|users)$/.test(rootResource(each)));
const items = OPERATIONS.filter((each) => /^(configItems|configTypes|avatars)$/.test(rootResource(each)));
const people = OPERATIONS.filter((each) =>
  /^(customers|companies|services|timeEntries)$/.test(rootResource(each)),
);
const linked = OPERATIONS.filter((each) => /^(links|beetils|problems)$/.test(rootResource(each)));

/** Ways of writing and sending answers, and worlds around the contract's own. */
export const harmlessWays: readonly HarmlessWay[] = [
  way(
    'every record has a new object',
    records,
    inEveryRecord({ extension: { colour: 'red', sizes: [1, 2] } }),
  ),
  way('every record has a new list', items, inEveryRecord({ labels: [] })),
  way('every record has a new blank field', people, inEveryRecord({ nickname: null })),
  way('every record has a new field in JSON alone', people, inEveryRecord({ colour: 'red' }, 'json')),
  way(
    'failures have a new key',
    records,
    inFailures((envelope) => Object.assign(envelope, { request_id: 'a1b2' })),
  ),
  way(
    'errors have a new key',
    people,
    inFailures((envelope) => {
      for (const each of envelope.errors) each.documentation = 'https://desk.example/errors';
    }),
  ),
  way(
    'keys stand in another order, in XML too',
    items,
    inAnswers(items, ({ envelope }) => reverse(envelope)),
  ),
  way(
    'XML has single quotes',
    records,
    inXml((xml) => xml.replaceAll(/="([^"']*)"/g, "='$1'")),
  ),
  way(
    'XML has a comment',
    people,
    inXml((xml) => xml.replace('<hash>', '<!-- made by a desk --><hash>')),
  ),
  way(
    'XML has comments between its elements',
    items,
    inXml((xml) => xml.replaceAll('<id ', '<!-- id --><id ')),
  ),
  way(
    'XML has numeric entities',
    records,
    inXml((xml) => xml.replaceAll('&amp;', '&#38;').replaceAll('&lt;', '&#x3C;')),
  ),
  way(
    'XML has letters as entities',
    people,
    inXml((xml) => xml.replaceAll(/[^\0-~]/gu, (letter) => `&#${letter.codePointAt(0)};`)),
  ),
  way(
    'XML has CDATA',
    items,
    inXml((xml) => xml.replaceAll(/<(name|note|description)>([^<&]+)</g, '<$1><![CDATA[$2]]><')),
  ),
  way('XML is indented', linked, inXml(indented)),
  way(
    'XML has no declaration',
    people,
    inXml((xml) => xml.replace(/^<\?.*?\?>/, '')),
  ),
  way(
    'XML has another declaration',
    linked,
    inXml((xml) => xml.replace(/^<\?.*?\?>/, "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n")),
  ),
  way(
    'XML has end tags for empty elements',
    records,
    inXml((xml) => xml.replaceAll(/<([\w.-]+)([^<>]*)\/>/g, '<$1$2></$1>')),
  ),
  way(
    'XML has blanks within its tags',
    items,
    inXml((xml) => xml.replaceAll(/ (type|nil)="/g, '  $1 = "').replaceAll(/<\/(\w+)>/g, '</$1 >')),
  ),
  way(
    'bodies end with a line end',
    records,
    inText((text) => `${text}\n`),
  ),
  way(
    'JSON is indented by tabs',
    people,
    inJson((text) => JSON.stringify(JSON.parse(text), null, '\t')),
  ),
  way(
    'JSON has escapes for all letters beyond ASCII',
    items,
    inJson((text) =>
      text.replaceAll(
        /[^\0-~]/g,
        (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    ),
  ),
  way(
    'JSON begins with a blank line',
    linked,
    inJson((text) => `\n  ${text}`),
  ),
  way(
    'answers have many headers',
    records,
    headed({
      etag: 'W/"7"',
      server: 'desk/2',
      vary: 'Accept, Origin',
      'x-runtime': '0.01',
      'strict-transport-security': 'max-age=60',
    }),
  ),
  way('answers set a cookie', items, headed({ 'set-cookie': 'session=1; HttpOnly; Path=/' })),
  way(
    'answers are not to be cached',
    people,
    headed({ 'cache-control': 'no-store', pragma: 'no-cache', expires: '0' }),
  ),
  way(
    'the charset is quoted',
    people,
    typed((type) => type.replace(/charset=.*/i, 'charset="UTF-8"')),
  ),
  way(
    'the media type has capitals',
    items,
    typed((type) =>
      type.replace('application/json', 'Application/JSON').replace('application/xml', 'Application/XML'),
    ),
  ),
  way(
    'the media type has no charset',
    linked,
    typed((type) => type.replace(/;.*/, '')),
  ),
  way(
    'header names have capitals',
    records,
    sending((response, { status, headers, body }) =>
      response
        .writeHead(
          status,
          Object.entries(headers).flatMap(([name, value]) => [name.toUpperCase(), value]),
        )
        .end(body),
    ),
  ),
  way('connections close after an answer', people, headed({ connection: 'close' })),
  way(
    'answers close and have other headers',
    linked,
    headed({ connection: 'close', 'x-request-id': 'a1b2', etag: '"7"', server: 'desk' }),
  ),
  way('answers come in chunks', items, sending(inChunks)),
  way('answers are compressed', people, sending(compressed)),
  way(
    'answers have another reason',
    linked,
    sending((response, { status, headers, body }) =>
      response.writeHead(status, 'As you wish', headers).end(body),
    ),
  ),
  way('answers are of HTTP/1.0', people, sending(asHttp10)),
  way(
    'answers take 20 ms longer',
    items,
    slower(() => 20),
  ),
  way('one answer in fifty takes a second', people, slowerAtTimes()),
  way(
    'redirects name the whole address',
    linked,
    answering((answer, { headers: { host } }) =>
      relocated(answer, (place) => place.replace(/^\//, `http://${host}/`)),
    ),
  ),
  way(
    'more requests are left than can be counted',
    records,
    headed({ 'x-ratelimit-limit': '1000000', 'x-ratelimit-remaining': '999999' }),
  ),
  world('dates without an offset are read two hours ahead', people, { fault: asking(aheadOfUtc) }),
  world('it is another year', records, { before: (url) => clock(url, { set: '2026-11-29T23:59:00Z' }) }),
  world('everything happens in one second', people, { before: (url) => clock(url, { tick: 0 }) }),
  world('a minute passes with each call', people, { before: (url) => clock(url, { tick: 60 }) }),
  world('time passes by itself', records, { before: (url) => clock(url, { run: true }) }),
  world('there are more records than a page holds', records, { before: (url) => crowd(url, 120) }),
  world('another user calls', records, { token: 'demo-dan' }),
  world('the token is account-wide', people, { token: 'demo-account' }),
  world('the account has one user and little else', items, {
    token: 'sandbox-agent',
    otherToken: 'demo-luke',
  }),
  world('another user writes meanwhile', records, {
    meanwhile: (url, signal) => busy(url, 'demo-dan', signal),
  }),
  world('the same user writes meanwhile', people, {
    meanwhile: (url, signal) => busy(url, 'demo-luke', signal),
  }),
  world('two verify at once', people, { meanwhile: verifyToo }),
];

/** Writes all the while, as a second client does: records, notes, people, time and what belongs to them. */
export async function busy(url: string, token: string, signal: AbortSignal): Promise<void> {
  const desk = createServiceDesk({ baseUrl: `${url}/v1`, token });
  for (let count = 0; !signal.aborted; count += 1) {
    const [service] = await desk.services.list();
    const title = `Of another client, ${count}`;
    if (!service) return;
    const { id } = await desk.incidents.create({ title, service_id: service.id });
    await desk.incidents.comments.create(id, { note: title });
    await desk.incidents.update(id, { interesting: true, title: `${title}, again` });
    const problem = await desk.problems.create({ title, service_id: service.id });
    await desk.links.create('incidents', id, { problem_id: problem.id });
    await desk.customers.create({ last_name: title });
    await desk.companies.create({ name: title });
    await desk.timeEntries.create({ entry: `B#${id} ${title}`, hours: 0.5 });
    await sleep(50);
  }
}

function way(
  name: string,
  operations: readonly OperationId[],
  fault: ProxyFault | (() => ProxyFault),
): HarmlessWay {
  return {
    name,
    operations,
    fault: () => of(operations, fault.length === 0 ? (fault as () => ProxyFault)() : (fault as ProxyFault)),
  };
}

function world(
  name: string,
  operations: readonly OperationId[],
  { fault = honest, ...others }: Partial<Omit<Suspect, 'fault' | 'operations'>> & { fault?: ProxyFault },
): HarmlessWay {
  return { name, operations, fault: () => of(operations, fault), ...others };
}

function inEveryRecord(more: object, alone?: 'json'): ProxyFault {
  return inAnswers(OPERATIONS, ({ envelope, format }) => {
    if (!alone || format === alone) extend(envelope.result);
  });
  function extend(value: Value): void {
    if (typeof value !== 'object' || value === null) return;
    for (const inside of Object.values(value)) extend(inside);
    if ('id' in value) Object.assign(value, structuredClone(more));
  }
}

function inFailures(change: (envelope: Value) => unknown): ProxyFault {
  return inAnswers(OPERATIONS, ({ envelope }) => {
    if (envelope.errors) change(envelope);
  });
}

function reverse(value: Value): void {
  if (typeof value !== 'object' || value === null) return;
  for (const inside of Object.values(value)) reverse(inside);
  if (Array.isArray(value)) return;
  const entries = Object.entries(value).reverse();
  for (const [key] of entries) delete value[key];
  Object.assign(value, Object.fromEntries(entries));
}

function inXml(change: (xml: string) => string): ProxyFault {
  return answering((answer) => {
    if (answer.body.startsWith('<')) answer.body = change(answer.body);
  });
}

function inJson(change: (text: string) => string): ProxyFault {
  return answering((answer) => {
    if (isJson(answer)) answer.body = change(answer.body);
  });
}

function inText(change: (text: string) => string): ProxyFault {
  return answering((answer) => {
    if (readBody(answer.body)) answer.body = change(answer.body);
  });
}

function indented(xml: string): string {
  return xml.replaceAll('><', '>\n  <').replaceAll(/(<[^/>]+>)\n {2}(<\/)/g, '$1$2');
}

function headed(more: Record<string, string>): ProxyFault {
  return answering((answer) => {
    Object.assign(answer.headers, more);
  });
}

function typed(change: (type: string) => string): ProxyFault {
  return answering(({ headers }) => {
    if (headers['content-type']) headers['content-type'] = change(headers['content-type']);
  });
}

function sending(send: ProxiedResponse['send'] & {}): ProxyFault {
  return async (request, pass) => ({ ...(await pass(request)), send });
}

function inChunks(response: ServerResponse, { status, headers, body }: ProxiedResponse): void {
  response.writeHead(status, headers);
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += 1000) response.write(bytes.subarray(at, at + 1000));
  response.end();
}

function compressed(
  response: ServerResponse,
  { status, headers, body }: ProxiedResponse,
  request: ProxiedRequest,
): void {
  const isTaken = String(request.headers['accept-encoding']).includes('gzip') && body !== '';
  const own = isTaken ? { ...headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : headers;
  response.writeHead(status, own).end(isTaken ? gzipSync(body) : body);
}

function asHttp10(response: ServerResponse, { status, headers, body }: ProxiedResponse): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  response.socket?.end([`HTTP/1.0 ${status} OK`, ...lines, 'Connection: close', '', body].join('\r\n'));
}

function slower(delay: () => number): ProxyFault {
  return async (request, pass) => {
    await sleep(delay());
    // An answer that is the same but late is a change all the same.
    return {
      ...(await pass(request)),
      send: (response, { status, headers, body }) => response.writeHead(status, headers).end(body),
    };
  };
}

function slowerAtTimes(): () => ProxyFault {
  return () => {
    let count = 0;
    return slower(() => {
      count += 1;
      return count % 50 === 0 ? 1000 : 0;
    });
  };
}

function relocated({ headers }: ProxiedResponse, change: (place: string) => string): void {
  if (headers.location) headers.location = change(headers.location);
}

/** What is said without an offset is meant two hours ahead of UTC. */
function aheadOfUtc(request: ProxiedRequest): void {
  request.body = request.body.replaceAll(/(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?=["<])/g, '$1+02:00');
}

async function clock(url: string, orders: object): Promise<void> {
  await fetch(`${url}/_sandbox/clock`, { method: 'PUT', body: JSON.stringify(orders) });
}

/** So many records more, assigned to the caller. */
async function crowd(url: string, count: number): Promise<void> {
  const desk = createServiceDesk({ baseUrl: `${url}/v1`, token: 'demo-luke' });
  const { id: assigned_user_id } = await desk.users.current();
  const [service] = await desk.services.list();
  if (!service) throw new Error('the demo data has no service');
  for (let made = 0; made < count; made += 1) {
    const title = `One of many, ${made}`;
    await desk.incidents.create({ title, service_id: service.id, assigned_user_id });
    await desk.customers.create({ last_name: title });
    await desk.companies.create({ name: title });
  }
}

async function verifyToo(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const only = (operation: OperationId) => people.includes(operation);
    await inspectProvider({ baseUrl: `${url}/v1`, token: 'demo-luke', write: true, only, signal }).catch(
      (error) => {
        if (!signal.aborted) throw error;
      },
    );
  }
}
