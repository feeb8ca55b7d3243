import { type OperationId, operationTable } from '@service-desk/client';
import { readXmlDocument, singularOf } from '../v1/bodies.ts';
import { authorizationOf, OPERATIONS, resourceOf } from '../v1/calls.ts';
import { type Check, type FaultName, type Faults, shown } from './check.ts';
import type { Answer, Ids } from './session.ts';

/** What stands for a thing that is not there. */
export const MISSING = '99999999';

/** Headers in place of the caller's token. */
const BAD_TOKENS = [null, authorizationOf(`${MISSING}-no-such-token`), 'Basic x', 'Bearer x'];

/** What a thing is called where it is not found, by its key or address, where that is not its key with blanks. */
const NOUNS: Readonly<Record<string, string>> = {
  ...{ beetils: 'record', avatars: 'avatar', tester: 'change tester' },
  ...{ service_priority: 'priority', service_activity_type: 'type' },
};

/**
 * Status, headers and texts of each operation when it is called without a token, for what is not there, or badly.
 *
 * @param homes by the names of resources, the ids of a thing of each that this run has made
 * @param found the same, of things that are there, in which nothing is written
 */
export async function wire(
  check: Check,
  homes: ReadonlyMap<string, Ids>,
  found: ReadonlyMap<string, Ids>,
): Promise<void> {
  const { session, write } = check;
  for (const operation of OPERATIONS.filter(check.only)) {
    if (!write && operationTable[operation].method !== 'GET') continue;
    await check.part('wire', operation, async () => {
      const { ids, method, wrapper } = operationTable[operation];
      const places = method === 'GET' ? new Map([...homes, ...found]) : homes;
      // What ignores tokens shows it by what is there.
      const there = idsOf(operation, homeOf(operation, ids.length, places) ?? []);
      check.held('wire', operation);
      for (const authorization of BAD_TOKENS) {
        const sent = { authorization, ...bodyOf(operation) };
        lookAtRefusedToken(check, operation, await session.call(operation, there, sent));
      }
      for (const [level, name] of ids.entries()) {
        if (/_type$/.test(name)) continue;
        const isRecord = /_type$/.test(ids[level - 1] ?? '');
        const parents = level > 0 && !isRecord ? homeOf(operation, level, places) : [];
        if (!parents) continue;
        const answer = await session.call(operation, idsOf(operation, parents), bodyOf(operation));
        const noun = isRecord ? 'incident' : nounOf(operation, level);
        lookAtFailure(check, 'unknownThing', operation, answer, `no ${noun} found`);
      }
      if (method === 'GET' && ids.length === 0) await head(check, operation);
      const home = homeOf(operation, ids.length, homes);
      if (wrapper === undefined || !home || home.length < ids.length) return;
      const refused = async (name: FaultName, promised: string, texts: readonly string[]) => {
        for (const text of texts)
          lookAtFailure(check, name, operation, await session.call(operation, home, { text }), promised);
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

/** That an answer is called what it is, and is an envelope of the version. */
export function lookAtHeaders({ fault }: Faults, answer: Answer, place: OperationId | 'provider'): void {
  const { status, headers, text, body, asked } = answer;
  if (status === 302 || text === '') return;
  const format = asked.path.endsWith('.xml') ? 'xml' : 'json';
  const type = headers.get('content-type') ?? 'none';
  const [declared = ''] = /^\s*<\?xml[^>]*>/.exec(text) ?? [];
  const isOfFormat = new RegExp(`^(application|text)/${format}\\b`, 'i').test(type);
  if (!isOfFormat || /(charset|encoding)\s*=\s*["']?(?!utf-8)\w/i.test(`${type} ${declared}`)) {
    const line = `Content-Type: seen ${type}${declared && `, with ${declared}`}`;
    fault('mediaType', place, answer, [line], format);
  }
  const keys = Object.keys(body ?? {}).filter((key) => ENVELOPE.includes(key));
  if (body?.version !== '1.0' || keys.length !== 3)
    fault('envelope', place, answer, [`keys: seen ${keys}, version ${body?.version}`]);
}

const ENVELOPE = ['result', 'errors', 'version', 'status'];

/** How XML names what it holds: a root `hash`, entries in the singular, and a type for what is no text. */
export function lookAtNames({ expectNone }: Faults, place: string, answer: Answer): void {
  const { root, entries: named } = readXmlDocument(answer.text);
  const types = answer.text.matchAll(/<[\w.-]+[^<>]*\stype\s*=\s*["'](\w+)["']/g);
  const others = new Set(
    [...types].map(([, type]) => type as string).filter((each) => !XML_TYPES.includes(each)),
  );
  const lines = root === 'hash' ? [] : [`root: promised hash, seen ${root}`];
  for (const [list, names] of named)
    for (const each of names)
      if (each !== singularOf(list)) lines.push(`${list}: promised ${singularOf(list)}, seen ${each}`);
  lines.push(...[...others].map((type) => `type: seen ${type}`));
  expectNone('namesInXml', place, answer, lines);
}

const XML_TYPES = ['integer', 'float', 'boolean', 'array', 'hash'];

/** An answer to a call without a valid token. */
function lookAtRefusedToken({ expectNone }: Check, operation: OperationId, answer: Answer): void {
  const { status, headers, text } = answer;
  const scheme = headers.get('www-authenticate');
  const lines = status === 401 ? [] : [`status: promised 401, seen ${status}`];
  if (!/^Basic /.test(scheme ?? '')) lines.push(`WWW-Authenticate: promised Basic, seen ${scheme}`);
  lines.push(...textFaults(answer, ['Invalid verifier']));
  if (!/\[E906\]/.test(text)) lines.push('errors: promised the code E906');
  expectNone('unauthorized', operation, answer, lines);
}

/** A failure of 200 with exactly these texts. */
export function lookAtFailure(
  { fault }: Check,
  name: FaultName,
  place: string,
  answer: Answer,
  texts: string | readonly string[],
  what?: string,
): void {
  const lines = textFaults(answer, [texts].flat());
  if (answer.status !== 200) lines.push(`status: promised 200, seen ${answer.status}`);
  if (!/^\[E400\] /.test(codedOf(answer))) lines.push('errors: promised the code E400');
  if (answer.ok || lines.length > 0) fault(name, place, answer, lines, what);
}

/** The first text of a failure, with its code. */
function codedOf({ body }: Answer): string {
  const [first] = Array.isArray(body?.errors) ? (body.errors as { error?: unknown }[]) : [];
  return String(first?.error);
}

function textFaults({ errors, text }: Answer, texts: readonly string[]): string[] {
  if (errors.length === texts.length && texts.every((each, index) => errors[index] === each)) return [];
  return [`errors: promised ${shown(texts)}, seen ${errors.length > 0 ? shown(errors) : text.slice(0, 200)}`];
}

/** HEAD answers what GET does, without a body. */
async function head({ session, fault }: Check, operation: OperationId): Promise<void> {
  const answer = await session.call(operation, [], { method: 'HEAD' });
  const get = await session.call(operation);
  const [seen, promised] = [answer, get].map(({ status, headers }) => {
    return `${status} and ${headers.get('content-type')?.split(';')[0]}`;
  });
  if (seen !== promised || answer.text !== '')
    fault('head', operation, answer, [`status ${seen}, by GET ${promised}`]);
}

/** Addresses that are no call, and methods that an address does not have. */
async function addresses(check: Check): Promise<void> {
  const { session } = check;
  const unknown = await session.get('/no_such_things.json');
  if (unknown.status !== 404 || unknown.body?.status !== 'Failed')
    check.fault('unknownAddress', 'provider', unknown);
  for (const all of Map.groupBy(OPERATIONS, (each) => operationTable[each].path).values()) {
    const operation = all.find(check.only);
    if (!operation) continue;
    const answer = await session.call(operation, idsOf(operation, []), { method: 'PATCH', text: '{}' });
    const allowed = (answer.headers.get('allow') ?? '').split(/,\s*/);
    check.held('wire', operation);
    const missing = all.map((each) => operationTable[each].method).filter((each) => !allowed.includes(each));
    const lines = missing.map((each) => `Allow: promised ${each}, seen ${allowed}`);
    if (answer.status !== 405 || lines.length > 0 || answer.body?.status !== 'Failed')
      check.fault('unknownMethod', operation, answer, lines);
  }
}

/** All ids of an address: those that are given, and what is not there for the others. */
function idsOf(operation: OperationId, given: Ids): Ids {
  return operationTable[operation].ids.map(
    (name, index) => given[index] ?? (/_type$/.test(name) ? 'incidents' : MISSING),
  );
}

/** Ids of things that are there, for the first parts of an address. */
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

/** What the thing at a level of an address is called. */
export function nounOf(operation: OperationId, level: number): string {
  const { path, key = '', ids } = operationTable[operation];
  const segment = path.split('/{')[level]?.split('/').at(-1) ?? '';
  const isOwn = level === ids.length - 1 && path.endsWith('}.{format}');
  const name = isOwn && key ? key : singularOf(segment);
  return NOUNS[segment] ?? NOUNS[name] ?? name.replaceAll('_', ' ').toLowerCase();
}
