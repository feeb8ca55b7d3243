import { type OperationId, operationTable } from '@service-desk/client';
import { resourceOf } from '#description/operations';
import { errorsOf, readXmlDocument, shown, singularOf } from '../v1/bodies.ts';
import { authorizationOf, OPERATIONS } from '../v1/calls.ts';
import type { Check, FaultName, Faults } from './check.ts';
import type { Answer, Ids } from './session.ts';

/** An id that does not exist. */
export const MISSING = '99999999';

const BAD_TOKENS = [null, authorizationOf(`${MISSING}-no-such-token`), 'Basic x', 'Bearer x'];

/** The nouns in `no … found` that do not follow from the key of the resource. */
const NOUNS: Readonly<Record<string, string>> = {
  ...{ beetils: 'record', avatars: 'avatar', tester: 'change tester' },
  ...{ service_priority: 'priority', service_activity_type: 'type' },
};

/**
 * Checks status, headers and texts of each operation without a valid token, with unknown ids and with malformed bodies.
 *
 * @param homes the ids of one item of each resource that this run has created
 * @param found the same for existing items, in which nothing is written
 */
export async function wire(check: Check, homes: ReadonlyMap<string, Ids>, found: ReadonlyMap<string, Ids>) {
  const { session, write } = check;
  for (const operation of OPERATIONS.filter(check.only)) {
    if (!write && operationTable[operation].method !== 'GET') continue;
    await check.part('wire', operation, async () => {
      const { ids, method, wrapper } = operationTable[operation];
      const places = method === 'GET' ? new Map([...homes, ...found]) : homes;
      // An existing id, so that a provider that ignores the token is found.
      const there = idsOf(operation, homeOf(operation, ids.length, places) ?? []);
      for (const authorization of BAD_TOKENS) {
        const sent = { authorization, ...bodyOf(operation) };
        expectUnauthorized(check, operation, await session.call(operation, there, sent));
      }
      for (const [level, name] of ids.entries()) {
        if (/_type$/.test(name)) continue;
        const isRecord = /_type$/.test(ids[level - 1] ?? '');
        const parents = level > 0 && !isRecord ? homeOf(operation, level, places) : [];
        if (!parents) continue;
        const answer = await session.call(operation, idsOf(operation, parents), bodyOf(operation));
        const noun = isRecord ? 'incident' : nounOf(operation, level);
        expectFailure(check, 'unknownThing', operation, answer, `no ${noun} found`);
      }
      if (method === 'GET' && ids.length === 0) await head(check, operation);
      const home = homeOf(operation, ids.length, homes);
      if (method === 'GET' || !home || home.length < ids.length) return;
      await writtenByOther(check, operation, home);
      if (wrapper === undefined) return;
      const refused = async (name: FaultName, expected: string, texts: readonly string[]) => {
        for (const text of texts)
          expectFailure(check, name, operation, await session.call(operation, home, { text }), expected);
      };
      await refused('unreadable', 'The request body could not be read', ['{"', '[1', '<hash><a></hash>']);
      const bodies = ['{}', `{"${wrapper}":null}`, '{"nothing":{"of":"it"}}', ''];
      if (wrapper !== null) await refused('wrapperMissing', lackOf(wrapper), bodies);
    });
  }
  await check.part('wire', 'provider', () => addresses(check));
}

/** The text that refuses a body without its wrapper. */
export function lackOf(wrapper: string): string {
  return `The ${wrapper} parameter must be specified for this call`;
}

/** Checks the media type of a response, and its envelope. */
export function checkHeaders({ expect }: Faults, answer: Answer, place: OperationId | 'provider'): void {
  const { status, headers, text, body, request } = answer;
  if (status === 302 || text === '') return;
  const format = request.path.endsWith('.xml') ? 'xml' : 'json';
  const type = headers.get('content-type') ?? 'none';
  const [declared = ''] = /^\s*<\?xml[^>]*>/.exec(text) ?? [];
  const isOfFormat = new RegExp(`^(application|text)/${format}\\b`, 'i').test(type);
  const isOther = /(charset|encoding)\s*=\s*["']?(?!utf-8)\w/i.test(`${type} ${declared}`);
  const line = `Content-Type: received ${type}${declared && `, with ${declared}`}`;
  expect(isOfFormat && !isOther, 'mediaType', place, answer, [line], format);
  const keys = Object.keys(body ?? {}).filter((key) => ENVELOPE.includes(key));
  const isEnvelope = body?.version === '1.0' && keys.length === 3;
  expect(isEnvelope, 'envelope', place, answer, [`keys: received ${keys}, version ${body?.version}`]);
}

/** Checks that either all responses to a token have the headers of the rate limit, or none. */
export function limitChecker({ expectNone }: Faults): (answer: Answer, place: string) => void {
  let isLimited: boolean | undefined;
  return (answer, place) => {
    const { status, headers } = answer;
    // These do not count towards the limit.
    if (status === 401 || status === 404) return;
    isLimited ??= headers.has(LIMIT_HEADERS[0]);
    const lines = LIMIT_HEADERS.filter((name) => headers.has(name) !== isLimited);
    expectNone(
      'limitHeaders',
      place,
      answer,
      lines.map((name) => `${name}: ${isLimited ? 'missing' : `received ${headers.get(name)}`}`),
    );
  };
}

const LIMIT_HEADERS = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'] as const;

const ENVELOPE = ['result', 'errors', 'version', 'status'];

/** Checks the names in XML: the root `hash`, entries in the singular, and the types. */
export function checkXmlNames({ expectNone }: Faults, place: string, answer: Answer): void {
  const { root, entries: named } = readXmlDocument(answer.text);
  const types = answer.text.matchAll(/<[\w.-]+[^<>]*\stype\s*=\s*["'](\w+)["']/g);
  const others = new Set(
    [...types].map(([, type]) => type as string).filter((each) => !XML_TYPES.includes(each)),
  );
  const lines = root === 'hash' ? [] : [`root: expected hash, received ${root}`];
  for (const [list, names] of named)
    for (const each of names)
      if (each !== singularOf(list)) lines.push(`${list}: expected ${singularOf(list)}, received ${each}`);
  lines.push(...[...others].map((type) => `type: received ${type}`));
  expectNone('namesInXml', place, answer, lines);
}

const XML_TYPES = ['integer', 'float', 'boolean', 'array', 'hash'];

/** Checks the response to a request without a valid token. */
function expectUnauthorized({ expectNone }: Check, operation: OperationId, answer: Answer): void {
  const { status, headers, text } = answer;
  const scheme = headers.get('www-authenticate');
  const lines = status === 401 ? [] : [`status: expected 401, received ${status}`];
  if (!/^Basic /.test(scheme ?? '')) lines.push(`WWW-Authenticate: expected Basic, received ${scheme}`);
  lines.push(...textFaults(answer, ['Invalid verifier']));
  if (!/\[E906\]/.test(text)) lines.push('errors: expected the code E906');
  expectNone('unauthorized', operation, answer, lines);
}

/** Checks that a response is a failure with status 200 and exactly these texts. */
export function expectFailure(
  { expect }: Check,
  name: FaultName,
  place: string,
  answer: Answer,
  texts: string | readonly string[],
  what?: string,
): void {
  const lines = textFaults(answer, [texts].flat());
  if (answer.status !== 200) lines.push(`status: expected 200, received ${answer.status}`);
  if (!errorsOf(answer.body)[0]?.startsWith('[E400] ')) lines.push('errors: expected the code E400');
  expect(!answer.ok && lines.length === 0, name, place, answer, lines, what);
}

function textFaults({ errors, text }: Answer, texts: readonly string[]): string[] {
  if (errors.length === texts.length && texts.every((each, index) => errors[index] === each)) return [];
  return [
    `errors: expected ${shown(texts)}, received ${errors.length > 0 ? shown(errors) : text.slice(0, 200)}`,
  ];
}

/** Checks that HEAD gets the response of GET without a body. */
async function head({ session, ...check }: Check, operation: OperationId): Promise<void> {
  const answer = await session.call(operation, [], { method: 'HEAD' });
  const get = await session.call(operation);
  const [received, expected] = [answer, get].map(({ status, headers }) => {
    return `${status} and ${headers.get('content-type')?.split(';')[0]}`;
  });
  const line = `status and media type: expected ${expected}, received ${received}`;
  check.expect(received === expected && answer.text === '', 'head', operation, answer, [line]);
}

/** Checks that another account cannot write what it cannot read. It may have a resource of the same number. */
async function writtenByOther({ other, ...check }: Check, operation: OperationId, ids: Ids): Promise<void> {
  const { path } = operationTable[operation];
  const read = OPERATIONS.find(
    (each) => operationTable[each].path === path && operationTable[each].method === 'GET',
  );
  if (!other || !read || ids.length === 0 || (await other.call(read, ids)).ok) return;
  const answer = await other.call(operation, ids, bodyOf(operation));
  check.expect(/^no .+ found$/.test(answer.errors.join()), 'writtenByOther', operation, answer);
}

/** Checks unknown addresses and unsupported methods. */
async function addresses(check: Check): Promise<void> {
  const { session } = check;
  const unknown = await session.get('/no_such_things.json');
  const isUnknown = unknown.status === 404 && unknown.body?.status === 'Failed';
  check.expect(isUnknown, 'unknownAddress', 'provider', unknown);
  for (const all of Map.groupBy(OPERATIONS, (each) => operationTable[each].path).values()) {
    const operation = all.find(check.only);
    if (!operation) continue;
    const known = all.map((each) => operationTable[each].method);
    const isFixed = check.write && operationTable[operation].ids.length === 0 && !known.includes('POST');
    for (const method of isFixed ? ['PATCH', 'POST'] : ['PATCH']) {
      const answer = await session.call(operation, idsOf(operation, []), { method, text: '{}' });
      const allowed = (answer.headers.get('allow') ?? '').split(/,\s*/);
      const missing = known.filter((each) => !allowed.includes(each));
      const lines = missing.map((each) => `Allow: expected ${each}, received ${allowed}`);
      const isRefused = answer.status === 405 && answer.body?.status === 'Failed';
      check.expect(isRefused && lines.length === 0, 'unknownMethod', operation, answer, lines);
    }
  }
}

/** All ids of an address: the given ones, and unknown ones for the rest. */
function idsOf(operation: OperationId, given: Ids): Ids {
  return operationTable[operation].ids.map(
    (name, index) => given[index] ?? (/_type$/.test(name) ? 'incidents' : MISSING),
  );
}

/** Existing ids for the first segments of an address. */
function homeOf(operation: OperationId, level: number, homes: ReadonlyMap<string, Ids>): Ids | undefined {
  const resource = resourceOf(operation);
  const incident = homes.get('incidents');
  if (incident && resource === 'beetils') return incident;
  if (incident && resource === 'links') return ['incidents', ...incident];
  for (const [name, ids] of homes)
    if ((resource === name || resource.startsWith(`${name}.`)) && ids.length >= level)
      return ids.slice(0, level);
  return level === 0 ? [] : undefined;
}

function bodyOf(operation: OperationId) {
  return operationTable[operation].wrapper === undefined ? {} : { body: { id: 1 } };
}

/** The noun for the resource at a level of an address. */
export function nounOf(operation: OperationId, level: number): string {
  const { path, key = '', ids } = operationTable[operation];
  const segment = path.split('/{')[level]?.split('/').at(-1) ?? '';
  const isOwn = level === ids.length - 1 && path.endsWith('}.{format}');
  const name = isOwn && key ? key : singularOf(segment);
  return NOUNS[segment] ?? NOUNS[name] ?? name.replaceAll('_', ' ').toLowerCase();
}
