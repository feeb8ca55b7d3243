import { readDescription, type Schema, toGenerateFrom } from '@service-desk/description/description';
import { type Operation, operationsOf } from '@service-desk/description/operations';
import { firstSuccess, unwrapped } from '@service-desk/description/scenarios';
import { partsOf } from '@service-desk/description/schemas';
import fc from 'fast-check';
import { hostileValues, toForm, toJson, toLooseXml, toPairs, Verbatim } from './values.ts';

/** A parameter or field of an operation. */
export interface InputPlace {
  operation: Operation;
  in: 'path' | 'query' | 'body';
  name: string;
}

/** What is sent. */
export interface FuzzRequest {
  operation: string;
  method: string;
  /** With prefix, extension and query. */
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
  /** Bytes by which `Content-Length` is wrong. */
  lengthOff: number;
}

/** Nothing, but for once in so many times. */
function seldom<Value>(arbitrary: fc.Arbitrary<Value>, times: number): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: times - 1 }, { arbitrary, weight: 1 });
}

/** What chance decides about a request. */
const chances = fc.record({
  values: fc.array(hostileValues, { minLength: 4, maxLength: 4 }),
  /** Which other places get one of them. */
  others: fc.array(fc.nat(), { maxLength: 3 }),
  encoding: fc.constantFrom('json', 'json', 'json', 'json', 'xml', 'xml', 'form', 'query', 'hostile'),
  hostileBody: fc.nat(),
  prefix: fc.constantFrom('/v1', '/v1', '/external_api/v1', '/desk/external_api/v1'),
  extension: fc.constantFrom('.json', '', '.js', '.xml', '.xml'),
  oddExtension: seldom(fc.constantFrom('.pdf', '.json.xml', '.%00', '.'), 50),
  rightPath: fc.boolean(),
  token: fc.constantFrom('demo-dan', 'demo-dan', 'demo-luke', 'demo-account'),
  wrongToken: seldom(fc.constantFrom('unknown', '', 'demo-spent', '👩‍👩‍👧‍👦'), 50),
  method: seldom(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'), 40),
  type: seldom(
    fc.constantFrom(
      'application/json',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain; charset=utf-16',
      'application/json; charset=utf-99',
      ';;',
      '*/*',
      'a'.repeat(2000),
    ),
    4,
  ),
  header: seldom(
    fc.constantFrom<[string, string]>(
      ['Accept', 'application/xml;q=0.1, */*;q=bad'],
      ['Content-Encoding', 'gzip'],
      ['Authorization', 'Basic !!!!'],
      ['Authorization', `Basic ${btoa(`x:${'a'.repeat(3000)}`)}`],
      ['Authorization', 'Bearer demo-dan'],
      ['X-Forwarded-For', '<script>'],
      ['Cookie', 'a=b; __proto__=c'],
      ['If-None-Match', '*'],
      ['Range', 'bytes=0-0'],
      ['Origin', 'null'],
      ['Accept-Encoding', 'br;q=nan'],
    ),
    20,
  ),
  lengthOff: seldom(fc.constantFrom(-1, -20, 1, 1000), 100),
});

type Chances = typeof chances extends fc.Arbitrary<infer Value> ? Value : never;

const description = toGenerateFrom(readDescription());

/** Every parameter and field of the description, so that none is left out. */
export function placesOf(operations: Operation[] = operationsOf(description)): InputPlace[] {
  function fieldsOf(schema: Schema): Record<string, Schema> {
    return Object.assign({}, ...partsOf(description, schema).map(({ properties }) => properties));
  }
  return operations.flatMap((operation) => {
    const parameters = operation.parameters
      .filter(({ in: where }) => where === 'path' || where === 'query')
      .map(({ in: where, name }): InputPlace => ({ operation, in: where as 'path' | 'query', name }));
    if (!operation.body) return parameters;
    const body = fieldsOf(description.components.schemas[operation.body.name] as Schema);
    const { wrapper } = operation.body;
    const fields = wrapper === null ? body : { [wrapper]: {}, ...fieldsOf(body[wrapper] as Schema) };
    return [
      ...parameters,
      ...Object.keys(fields).map((name): InputPlace => ({ operation, in: 'body', name })),
    ];
  });
}

/** Requests about a place each, the same for the same seed. */
export function requestsAbout(places: readonly InputPlace[], seed: number): FuzzRequest[] {
  const all = Map.groupBy(places, ({ operation }) => operation.id);
  return fc
    .sample(chances, { seed, numRuns: places.length })
    .map((chance, index) => requestOf(places[index] as InputPlace, all, chance));
}

function requestOf(place: InputPlace, all: Map<string, InputPlace[]>, chance: Chances): FuzzRequest {
  const { operation } = place;
  const siblings = all.get(operation.id) as InputPlace[];
  const spoilt = [place, ...chance.others.map((pick) => siblings[pick % siblings.length] as InputPlace)];
  const { request } = firstSuccess(operation);
  const parts = {
    path: { ...request.path },
    query: { ...request.query },
    body: structuredClone(unwrapped(operation, request.body ?? {}) ?? {}) as Record<string, unknown>,
  };
  let whole: { value: unknown } | undefined;
  spoilt.forEach((where, index) => {
    const value = chance.values[index];
    if (where.in === 'body' && where.name === operation.body?.wrapper) whole = { value };
    else if (where.in !== 'path' || !chance.rightPath || where === place) parts[where.in][where.name] = value;
  });

  const wrapper = operation.body?.wrapper ?? null;
  const body = whole
    ? { [wrapper as string]: whole.value }
    : wrapper
      ? { [wrapper]: parts.body }
      : parts.body;
  const pairs = Object.entries(parts.query).flatMap(([key, value]) => toPairs(key, value));
  const inQuery = operation.body && chance.encoding === 'query';
  const queryPairs = [...pairs, ...(inQuery ? Object.entries(body).flatMap(([k, v]) => toPairs(k, v)) : [])];
  const search = toForm(queryPairs).slice(0, 12_000);
  const format = parts.path.format;
  const extension = format === undefined ? (chance.oddExtension ?? chance.extension) : `.${inPath(format)}`;
  const address = operation.path
    .replace('.{format}', extension)
    .replaceAll(/\{(\w+)\}/g, (_all, id: string) => inPath(parts.path[id]));
  const sent = operation.body && !inQuery ? encoded(body, chance) : undefined;
  const type = chance.type ?? sent?.type;
  return {
    operation: operation.id,
    method: chance.method ?? operation.method,
    path: `${chance.prefix}${address}${search && `?${search}`}`,
    headers: {
      Authorization: `Basic ${Buffer.from(`x:${chance.wrongToken ?? chance.token}`).toString('base64')}`,
      ...(type && { 'Content-Type': type }),
      ...(chance.header && { [chance.header[0]]: chance.header[1] }),
    },
    body: sent?.body,
    lengthOff: sent ? (chance.lengthOff ?? 0) : 0,
  };
}

function inPath(value: unknown): string {
  const text = value instanceof Verbatim ? value.text : typeof value === 'string' ? value : toJson(value);
  return encodeURIComponent(text.toWellFormed()).slice(0, 3000);
}

function encoded(value: object, { encoding, hostileBody }: Chances): { type: string; body: Buffer } {
  switch (encoding) {
    case 'xml':
      return { type: 'application/xml', body: Buffer.from(toLooseXml(value)) };
    case 'form':
      return {
        type: 'application/x-www-form-urlencoded',
        body: Buffer.from(toForm(Object.entries(value).flatMap(([key, part]) => toPairs(key, part)))),
      };
    case 'hostile':
      return hostile(toJson(value), toLooseXml(value), hostileBody);
    default:
      return { type: 'application/json', body: Buffer.from(toJson(value)) };
  }
}

const LAUGHS = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
).join('');

/** Bodies that are wrong as a whole, made of one that is right. */
function hostile(json: string, xml: string, pick: number): { type: string; body: Buffer } {
  const inner = json.replace(/^\{|\}$/g, '');
  const bodies: [type: string, body: string | Buffer][] = [
    ['application/json', json.slice(0, -1)],
    ['application/json', `${json}${json}`],
    ['application/json', `\ufeff${json}`],
    ['application/json', `[${json}]`],
    ['application/json', JSON.stringify(json)],
    ['application/json', `{${inner},${inner}}`],
    ['application/json', `{"__proto__":${json},${inner}}`],
    ['application/json', `{"constructor":{"prototype":{"polluted":1}},${inner}}`],
    ['application/json', Buffer.from(json, 'utf16le')],
    ['application/json', Buffer.concat([Buffer.from(json), Buffer.from([0xff, 0xfe, 0])])],
    ['application/json', '['.repeat(100_000)],
    ['application/json', '{"a":'.repeat(100_000)],
    ['application/json', 'null'],
    ['application/json', `{"incident":${'9'.repeat(100_000)}}`],
    ['application/xml', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml}`],
    ['application/xml', `<!DOCTYPE x [<!ENTITY l0 "ha">${LAUGHS}]><x>&l9;</x>`],
    ['application/xml', '<a>'.repeat(50_000)],
    ['application/xml', `${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`],
    ['application/xml', `<?xml version="1.0" encoding="UTF-16"?>${xml}`],
    ['application/xml', xml.replace(/<\/\w+>$/, '')],
    ['application/xml', `<a ${Array.from({ length: 5000 }, (_, index) => `b${index}="c"`).join(' ')}/>`],
    ['application/xml', xml.replace('>', ' type="integer" nil="maybe">')],
    ['application/xml', `<hash><__proto__><polluted>1</polluted></__proto__>${xml}</hash>`],
    ['application/xml', '<incident>&#0;&#xFFFF;&undefined;&#x110000;</incident>'],
    ['application/xml', `<incident><title><![CDATA[${'x'.repeat(70_000)}]]></title></incident>`],
    ['application/x-www-form-urlencoded', '%'.repeat(1000)],
    ['application/x-www-form-urlencoded', `incident${'[a]'.repeat(10_000)}=1`],
    ['application/x-www-form-urlencoded', 'a=1&'.repeat(20_000)],
    [
      'application/x-www-form-urlencoded',
      '__proto__[polluted]=1&constructor[prototype][polluted]=1&incident[__proto__][x]=1',
    ],
    [
      'application/x-www-form-urlencoded',
      'incident[title]=%ff%fe%00&incident[service_id][]=20&incident[service_id][]=33',
    ],
    [
      'application/octet-stream',
      Buffer.from(Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)),
    ],
    ['application/json', `{"incident":{"title":"${'x'.repeat(1_100_000)}"}}`],
  ];
  const [type, body] = bodies[pick % bodies.length] as [string, string | Buffer];
  return { type, body: Buffer.from(body) };
}
