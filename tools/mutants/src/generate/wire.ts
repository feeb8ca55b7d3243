import { operationTable } from '@service-desk/client';
import type { Pass, ProxiedRequest, ProxiedResponse, ProxyFault } from '../proxy.ts';
import type { Value } from './body.ts';
import type { OperationTarget } from './model.ts';
import { among, changed, isDone, isRefused, type Operator, only, operators, type Seen } from './operator.ts';

type Verb = OperationTarget['verb'];
const ALL: readonly Verb[] = ['list', 'get', 'create', 'update', 'delete'];
const BODIES: readonly Verb[] = ['create', 'update'];

/** Faults in how an answer is sent, and in how a request may be spelled. */
export const wireOperators: readonly Operator[] = [
  ...answers('other status', [
    [['create'], 'answers 201', status(isDone, 201)],
    [['update', 'delete'], 'answers 204 without a body', status(isDone, 204, '')],
    [ALL, 'answers 202', status(isDone, 202)],
    [ALL, 'refuses with HTTP 400', status(isRefusedHere, 400)],
    [ALL, 'refuses with HTTP 422', status(isRefusedHere, 422)],
    [ALL, 'answers 404 for what is not there', status((answer) => isRefused(answer, /no .* found/), 404)],
    [ALL, 'answers 500 where it refuses', status(isRefusedHere, 500)],
    [ALL, 'answers 403 without a token', status(({ status: own }) => own === 401, 403)],
    [ALL, 'answers 200 without a token', status(({ status: own }) => own === 401, 200)],
  ]),
  ...answers('other header', [
    [ALL, 'has no Content-Type', header('content-type', undefined)],
    [ALL, 'has text/html for its Content-Type', header('content-type', 'text/html; charset=utf-8')],
    [ALL, 'says Latin-1', header('content-type', 'application/json; charset=iso-8859-1')],
    [ALL, 'has no X-RateLimit-Limit', header('x-ratelimit-limit', undefined)],
    [ALL, 'has no X-RateLimit-Remaining', header('x-ratelimit-remaining', undefined)],
    [ALL, 'has no X-RateLimit-Reset', header('x-ratelimit-reset', undefined)],
    [ALL, 'has a word for X-RateLimit-Remaining', header('x-ratelimit-remaining', 'many')],
    [ALL, 'has no WWW-Authenticate', header('www-authenticate', undefined)],
    [ALL, 'wants a Bearer token', header('www-authenticate', 'Bearer')],
    [
      ALL,
      'has text/plain for its Content-Type in XML',
      (answer, request) =>
        /\.xml/.test(request.url) ? header('content-type', 'text/plain')(answer, request) : answer,
    ],
  ]),
  ...redirects('other redirect', [
    ['redirects for ever', status(({ status: own }) => own === 302, 301)],
    ['answers 200 and a Location', status(({ status: own }) => own === 302, 200)],
    ['has no Location', header('location', undefined)],
    ['leads to the list', (answer) => relocated(answer, (place) => place.replace(/\/\d+(?=[.]|$)/, ''))],
    [
      'leads to an address without its extension',
      (answer) => relocated(answer, (place) => place.replace(/\.\w+$/, '')),
    ],
    ['leads to JSON from XML', (answer) => relocated(answer, (place) => place.replace(/\.xml$/, '.json'))],
    [
      'leads to incidents alone',
      (answer) => relocated(answer, (place) => place.replace(/problems|changes|releases/, 'incidents')),
    ],
  ]),
  ...envelopes('envelope', [
    [ALL, 'has a number for its version', ({ envelope }) => Object.assign(envelope, { version: 1 })],
    [ALL, 'has no version', ({ envelope }) => delete envelope.version],
    [ALL, 'has version 1.1', ({ envelope }) => Object.assign(envelope, { version: '1.1' })],
    [
      ALL,
      'says success in small letters',
      ({ envelope }) => Object.assign(envelope, { status: String(envelope.status).toLowerCase() }),
    ],
    [ALL, 'has no status', ({ envelope }) => delete envelope.status],
    [ALL, 'has data for its result', ({ envelope }) => move(envelope, 'result', 'data')],
    [
      ALL,
      'has its result without a wrapper',
      inResult((result, key, envelope) => Object.assign(envelope, { result: result[key] })),
    ],
    [
      ALL,
      'has its result in a list',
      ({ envelope }) => envelope.result && Object.assign(envelope, { result: [envelope.result] }),
    ],
    [ALL, 'has another wrapper', inResult((result, key) => move(result, key, `${key}_data`))],
    [
      ALL,
      'has its version inside the result',
      ({ envelope }) => envelope.result && move(envelope, 'version', 'version', envelope.result),
    ],
    [
      ALL,
      'has an empty list of errors beside its result',
      ({ envelope }) => envelope.result && Object.assign(envelope, { errors: [] }),
    ],
  ]),
  ...envelopes('failure', [
    [
      ALL,
      'has an empty result beside its errors',
      failed((envelope) => Object.assign(envelope, { result: {} })),
    ],
    [
      ALL,
      'has texts for its errors',
      failed((envelope) =>
        Object.assign(envelope, { errors: envelope.errors.map((each: Value) => each.error) }),
      ),
    ],
    [
      ALL,
      'has one error that is no list',
      failed((envelope) => Object.assign(envelope, { errors: envelope.errors[0] })),
    ],
    [ALL, 'says Error for Failed', failed((envelope) => Object.assign(envelope, { status: 'Error' }))],
    [ALL, 'reports the first fault alone', failed((envelope) => envelope.errors.splice(1))],
    [ALL, 'reports faults in reverse', failed((envelope) => envelope.errors.reverse())],
    [ALL, 'reports one fault twice', failed((envelope) => envelope.errors.push(envelope.errors[0]))],
    [ALL, 'has no code before the text', inText((text) => text.replace(/^\[\w+\] /, ''))],
    [ALL, 'has code E500', inText((text) => text.replace(/^\[\w+\]/, '[E500]'))],
    [ALL, 'has a full stop behind the text', inText((text) => `${text}.`)],
    [
      ALL,
      'names fields with capitals',
      inText((text) =>
        text.replace(
          /(?<=\] )[a-z]\w*(?= )/,
          (name) => name[0]?.toUpperCase() + name.slice(1).replaceAll('_', ' '),
        ),
      ),
    ],
    [ALL, 'escapes its text', inText((text) => text.replaceAll("'", '&#39;'))],
    [
      ALL,
      'says another thing',
      inText((text) =>
        text
          .replace(/no .* found/, 'not found')
          .replace('is not included in the list', 'is invalid')
          .replace("can't be blank", 'is required'),
      ),
    ],
  ]),
  ...requests('format ignored', [
    [ALL, 'answers JSON for .xml', /\.xml/, inFormat('json')],
    [ALL, 'answers XML for .json', /\.json/, inFormat('xml')],
    [ALL, 'answers XML without an extension', /v1(\/[^.?]*)(\?|$)/, inFormat('xml')],
    [ALL, 'does not know .js', /\.js(\?|$)/, notKnown],
    [ALL, 'does not know .xml', /\.xml(\?|$)/, notKnown],
    [ALL, 'wants an extension', /v1(\/[^.?]*)(\?|$)/, notKnown],
    [ALL, 'wants the path without a prefix', /^\/(desk|external_api)/, notKnown],
  ]),
  ...bodies('body not read', [
    [BODIES, 'does not read forms', ({ headers }) => String(headers['content-type']).includes('form')],
    [BODIES, 'does not read XML', ({ body }) => body.startsWith('<')],
    [BODIES, 'does not read the query', ({ body, url }) => body === '' && url.includes('?')],
    [
      BODIES,
      'does not read a body that says no charset',
      ({ headers }) => !String(headers['content-type']).includes('charset'),
    ],
    [BODIES, 'does not read a body of more than 10,000 characters', ({ body }) => body.length > 10_000],
  ]),
  ...xml('XML names', [
    [
      ALL,
      'has dashes in its names',
      (text) => text.replaceAll(/(<\/?)(\w+)/g, (_, sign, name) => sign + name.replaceAll('_', '-')),
    ],
    [
      ALL,
      'has another root',
      (text) => text.replace('<hash>', '<response>').replace('</hash>', '</response>'),
    ],
    [ALL, 'has no types', (text) => text.replaceAll(/ type="(integer|float|boolean)"/g, '')],
    [ALL, 'has no arrays', (text) => text.replaceAll(' type="array"', '')],
    [ALL, 'has no nil', (text) => text.replaceAll(' nil="true"', '')],
    [
      ALL,
      'has datetime types and their texts',
      (text) => text.replaceAll(/<(\w+_at)>([^<]+)</g, '<$1 type="datetime">$2<'),
    ],
    [
      ALL,
      'has item for every entry',
      (text) => text.replaceAll(/(type="array">)<(\w+)>([\s\S]*?)<\/\2>/g, '$1<item>$3</item>'),
    ],
    [
      ALL,
      'says Latin-1 in its declaration',
      (text) => text.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"'),
    ],
    [ALL, 'leaves carriage returns as they are', (text) => text.replaceAll('&#13;', '\r')],
  ]),
];

type Spoiled = (answer: ProxiedResponse, request: ProxiedRequest) => ProxiedResponse;

function answers(kind: string, rows: readonly (readonly [readonly Verb[], string, Spoiled])[]): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([verbs, does, spoil]) => [
      ({ verb }) => verbs.includes(verb),
      ({ operation }) => `${operation} ${does}`,
      ({ operations }) => only(operations, async (request, pass) => spoil(await pass(request), request)),
    ]),
  );
}

function redirects(kind: string, rows: readonly (readonly [string, Spoiled])[]): Operator[] {
  const all = answers(
    kind,
    rows.map(([does, spoil]) => [['get'], does, spoil]),
  );
  return all.map((each) => ({
    ...each,
    applies: (target) => each.applies(target) && target.resource === 'beetils',
  }));
}

function relocated(answer: ProxiedResponse, change: (place: string) => string): ProxiedResponse {
  const { location } = answer.headers;
  return location ? { ...answer, headers: { ...answer.headers, location: change(location) } } : answer;
}

function envelopes(
  kind: string,
  rows: readonly (readonly [readonly Verb[], string, (seen: Seen) => unknown])[],
): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([verbs, does, change]) => [
      ({ verb }) => verbs.includes(verb),
      ({ operation }) => `${operation} ${does}`,
      ({ operations }) =>
        only(operations, async (request, pass, operation) =>
          changed(await pass(request), request, operation, (seen) => void change(seen)),
        ),
    ]),
  );
}

function requests(
  kind: string,
  rows: readonly (readonly [
    readonly Verb[],
    string,
    RegExp,
    (request: ProxiedRequest, pass: Pass) => Promise<ProxiedResponse>,
  ])[],
): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([verbs, does, urls, fault]) => [
      ({ verb }) => verbs.includes(verb),
      ({ operation }) => `${operation} ${does}`,
      ({ operations }): ProxyFault =>
        (request, pass) =>
          among(operations, request) && urls.test(request.url) ? fault(request, pass) : pass(request),
    ]),
  );
}

function bodies(
  kind: string,
  rows: readonly (readonly [readonly Verb[], string, (request: ProxiedRequest) => boolean])[],
): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([verbs, does, isMet]) => [
      ({ verb }) => verbs.includes(verb),
      ({ operation }) => `${operation} ${does}`,
      ({ operations }) =>
        only(operations, (request, pass) =>
          pass(
            isMet(request)
              ? {
                  ...request,
                  url: request.url.replace(/\?.*/, ''),
                  body: '{}',
                  headers: { ...request.headers, 'content-type': 'application/json' },
                }
              : request,
          ),
        ),
    ]),
  );
}

function xml(
  kind: string,
  rows: readonly (readonly [readonly Verb[], string, (text: string) => string])[],
): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([verbs, does, change]) => [
      ({ verb }) => verbs.includes(verb),
      ({ operation }) => `${operation} in XML ${does}`,
      ({ operations }) =>
        only(operations, async (request, pass) => {
          const answer = await pass(request);
          return answer.body.startsWith('<') ? { ...answer, body: change(answer.body) } : answer;
        }),
    ]),
  );
}

function isRefusedHere(answer: ProxiedResponse): boolean {
  return answer.status === 200 && isRefused(answer);
}

function status(isMet: (answer: ProxiedResponse) => boolean, code: number, body?: string): Spoiled {
  return (answer) => (isMet(answer) ? { ...answer, status: code, body: body ?? answer.body } : answer);
}

function header(name: string, value: string | undefined): Spoiled {
  return (answer) => {
    if (!(name in answer.headers)) return answer;
    const { [name]: _old, ...others } = answer.headers;
    return { ...answer, headers: value === undefined ? others : { ...others, [name]: value } };
  };
}

function move(from: Value, name: string, other: string, to: Value = from): void {
  if (!(name in from)) return;
  const value = from[name];
  delete from[name];
  to[other] = value;
}

function inResult(change: (result: Value, key: string, envelope: Value) => unknown): (seen: Seen) => void {
  return ({ envelope, operation }) => {
    const { key } = operationTable[operation];
    if (key && envelope.result && key in envelope.result) change(envelope.result, key, envelope);
  };
}

function failed(change: (envelope: Value) => unknown): (seen: Seen) => void {
  return ({ envelope }) => {
    if (envelope.errors) change(envelope);
  };
}

function inText(change: (text: string) => string): (seen: Seen) => void {
  return failed((envelope) => {
    for (const each of envelope.errors) each.error = change(each.error);
  });
}

function inFormat(format: 'json' | 'xml'): (request: ProxiedRequest, pass: Pass) => Promise<ProxiedResponse> {
  return (request, pass) => {
    const [path = '', query] = request.url.split('?');
    const extended = `${path.replace(/\.\w+$/, '')}.${format}`;
    return pass({ ...request, url: query === undefined ? extended : `${extended}?${query}` });
  };
}

async function notKnown(request: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  return pass({ ...request, method: 'GET', body: '', url: '/v1/no_such_call.json' });
}
