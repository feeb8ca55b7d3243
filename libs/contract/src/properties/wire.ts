import { type OperationId, operationTable } from '@service-desk/client';
import { singularOf } from '../v1/bodies.ts';
import { authorizationOf, OPERATIONS, resourceOf } from '../v1/calls.ts';
import { type Check, type Row, shown } from './check.ts';
import type { Answer, Ids } from './session.ts';

/** What stands for a thing that is not there. */
export const MISSING = '99999999';

/** What a thing is called where it is not found, where that is not its key with blanks. */
const NOUNS: Readonly<Record<string, string>> = { beetils: 'record', avatars: 'avatar' };

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
  const safely = OPERATIONS.filter(
    (each) => check.only(each) && (write || operationTable[each].method === 'GET'),
  );
  for (const operation of safely) {
    await check.part('wire', operation, async () => {
      const { ids, method, wrapper } = operationTable[operation];
      const places = method === 'GET' ? new Map([...homes, ...found]) : homes;
      // What ignores tokens shows it by what is there.
      const there = idsOf(operation, homeOf(operation, ids.length, places) ?? []);
      check.held('wire', operation);
      for (const authorization of [null, authorizationOf(`${MISSING}-no-such-token`), 'Basic x', 'Bearer x'])
        unauthorized(
          check,
          operation,
          await session.call(operation, there, { authorization, ...bodyOf(operation) }),
        );
      for (const [level, name] of ids.entries()) {
        if (/_type$/.test(name)) continue;
        const isRecord = /_type$/.test(ids[level - 1] ?? '');
        const parents = level > 0 && !isRecord ? homeOf(operation, level, places) : [];
        if (!parents) continue;
        const asked = idsOf(operation, parents);
        const answer = await session.call(operation, asked, bodyOf(operation));
        lookAtFailure(
          check,
          operation,
          answer,
          [`no ${isRecord ? 'incident' : nounOf(operation, level)} found`],
          'what is not there is not called so',
          'envelope.7',
        );
      }
      if (method === 'GET') await heads(check, operation);
      if (wrapper === undefined) return;
      const home = homeOf(operation, ids.length, homes);
      if (!home || home.length < ids.length) return;
      for (const text of ['{"', '[1', '<hash><a></hash>'])
        lookAtFailure(
          check,
          operation,
          await session.call(operation, home, { text }),
          ['The request body could not be read'],
          'a body that cannot be read is not refused as that',
          'envelope.12',
        );
      if (wrapper === null) return;
      for (const text of ['{}', `{"${wrapper}":null}`, '{"nothing":{"of":"it"}}', '']) {
        const sent = await session.call(operation, home, { text });
        lookAtFailure(
          check,
          operation,
          sent,
          [`The ${wrapper} parameter must be specified for this call`],
          'a missing wrapper is not refused as that',
          'envelope.6',
        );
      }
    });
  }
  await check.part('wire', 'provider', () => addresses(check));
}

/** That an answer is called what it is, and is an envelope of the version. */
export function lookAtHeaders(
  check: Pick<Check, 'fault' | 'conformance'>,
  { status, headers, text, body, ...answer }: Answer,
  method: string,
  path: string,
): void {
  if (status === 302 || text === '') return;
  const format = path.endsWith('.xml') ? 'xml' : 'json';
  const type = headers.get('content-type') ?? 'none';
  const isRight =
    new RegExp(`^(application|text)/${format}\\b`, 'i').test(type) && !/charset=(?!"?utf-8)/i.test(type);
  const place = check.conformance.addressOf(method, path)?.operation ?? 'provider';
  const whole = { status, headers, text, body, ...answer };
  if (!isRight)
    check.fault('wire', place, `the Content-Type is another than that of ${format}`, whole, [
      `Content-Type: seen ${type}`,
    ]);
  const keys = Object.keys(body ?? {}).filter((key) =>
    ['result', 'errors', 'version', 'status'].includes(key),
  );
  if (body?.version !== '1.0' || keys.length !== 3)
    check.fault(
      'wire',
      place,
      'an answer is no envelope',
      whole,
      [`keys: seen ${keys}, version ${body?.version}`],
      'envelope.1',
    );
}

/** An answer without a valid token. */
function unauthorized(check: Check, operation: OperationId, answer: Answer): void {
  const lines = [
    ...(answer.status === 401 ? [] : [`status: promised 401, seen ${answer.status}`]),
    ...(/^Basic /.test(answer.headers.get('www-authenticate') ?? '')
      ? []
      : [`WWW-Authenticate: promised Basic, seen ${answer.headers.get('www-authenticate')}`]),
    ...textFaults(answer, ['Invalid verifier']),
  ];
  if (!/\[E906\]/.test(answer.text)) lines.push('errors: promised the code E906');
  if (lines.length > 0)
    check.fault('wire', operation, 'a call without a valid token is not refused as that', answer, lines);
}

/** A failure of 200 with exactly these texts. */
export function lookAtFailure(
  check: Check,
  place: string,
  answer: Answer,
  texts: readonly string[],
  text: string,
  row: Row,
  property: 'wire' | 'refusal' = 'wire',
): void {
  const lines = textFaults(answer, texts);
  if (answer.status !== 200) lines.push(`status: promised 200, seen ${answer.status}`);
  if (!/^\[E400\] /.test(codedOf(answer))) lines.push('errors: promised the code E400');
  if (answer.ok || lines.length > 0) check.fault(property, place, text, answer, lines, row);
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
async function heads({ session, ...check }: Check, operation: OperationId): Promise<void> {
  const { ids } = operationTable[operation];
  if (ids.length > 0) return;
  const head = await session.call(operation, [], { method: 'HEAD' });
  const get = await session.call(operation);
  const type = (answer: Answer) => answer.headers.get('content-type')?.split(';')[0];
  if (head.status !== get.status || head.text !== '' || type(head) !== type(get))
    check.fault('wire', operation, 'HEAD answers otherwise than GET', head, [
      `status ${head.status} and ${type(head)}, by GET ${get.status} and ${type(get)}`,
    ]);
}

/** Addresses that are no call, and methods that an address does not have. */
async function addresses(check: Check): Promise<void> {
  const { session } = check;
  const unknown = await session.get('/no_such_things.json');
  if (unknown.status !== 404 || unknown.body?.status !== 'Failed')
    check.fault('wire', 'provider', 'an address that is no call is not answered 404', unknown);
  const paths = Map.groupBy(OPERATIONS.filter(check.only), (each) => operationTable[each].path);
  for (const [path, operations] of paths) {
    const methods = OPERATIONS.filter((each) => operationTable[each].path === path).map(
      (each) => operationTable[each].method,
    );
    const [operation] = operations as [OperationId];
    const answer = await session.call(operation, idsOf(operation, []), {
      method: 'PATCH',
      ...{ text: '{}' },
    });
    const allowed = (answer.headers.get('allow') ?? '').split(/,\s*/);
    check.held('wire', operation);
    const lines = methods
      .filter((each) => !allowed.includes(each))
      .map((each) => `Allow: promised ${each}, seen ${allowed}`);
    if (answer.status !== 405 || lines.length > 0 || answer.body?.status !== 'Failed')
      check.fault(
        'wire',
        operation,
        'a method that an address does not have is not answered 405',
        answer,
        lines,
      );
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
function nounOf(operation: OperationId, level: number): string {
  const { path, key = '', ids } = operationTable[operation];
  const segment =
    path
      .split('/{')
      .slice(0, level + 1)
      .at(-1)
      ?.split('/')
      .at(-1) ?? '';
  const isOwn = level === ids.length - 1 && path.endsWith('}.{format}');
  const known = NOUNS[segment];
  if (known) return known;
  const name = isOwn && key ? key : singularOf(segment);
  return PARTS[name] ?? name.replaceAll('_', ' ').toLowerCase();
}

/** Parts whose address has another name than they. */
const PARTS: Readonly<Record<string, string>> = {
  tester: 'change tester',
  service_priority: 'priority',
  service_activity_type: 'type',
  Company: 'company',
};
