import { type OperationId, operationTable } from '@service-desk/client';
import { resourceOf } from '@service-desk/description/operations';
import type { Pass, ProxiedRequest, ProxiedResponse, ProxyFault } from '../proxy.ts';
import { readBody, type Value } from './body.ts';
import type { OperationTarget } from './model.ts';
import {
  changed,
  collectionIn,
  fieldsIn,
  idIn,
  isDone,
  isRefused,
  type Operator,
  only,
  operators,
  refusedResponse,
  withId,
  withOnlyFields,
} from './operator.ts';

type Act = (request: ProxiedRequest, pass: Pass, operation: OperationId) => Promise<ProxiedResponse>;
type Verb = OperationTarget['verb'];
type Row = readonly [
  verbs: readonly Verb[],
  does: string,
  make: (target: OperationTarget) => Act,
  ids?: number,
];

const WRITES: readonly Verb[] = ['create', 'update', 'delete'];
const BODIES: readonly Verb[] = ['create', 'update'];
const ALL: readonly Verb[] = ['list', 'get', ...WRITES];
/** The sandbox's account-wide token, which sees and may do everything. */
const ACCOUNT_WIDE = `Basic ${btoa('x:demo-account')}`;

/** Faults in what a provider does: what one answer alone does not show. */
export const actOperators: readonly Operator[] = [
  ...acts('write not carried out', [
    [['update'], 'says what it was sent, and stores nothing', () => pretendUpdate],
    [['update'], 'stores nothing where a record was written before', everySecond(pretendUpdate)],
    [['delete'], 'deletes nothing', () => (request, pass) => pass({ ...request, method: 'GET' })],
  ]),
  ...acts('write carried out twice', [
    [
      ['create'],
      'creates two',
      () => async (request, pass) => (await Promise.all([pass(request), pass(request)]))[0],
    ],
    [['create'], 'answers the one that was created before, where the request is the same', sameAgain],
    [['delete'], 'deletes another one as well', neighbour((request) => request)],
  ]),
  ...acts('written to the neighbour', [
    [['update'], 'writes to another one as well', neighbour((request) => request)],
    [['update', 'delete'], 'is about another one than the request names', insteadOf],
    [['get'], 'answers the request before', insteadOf],
  ]),
  ...acts('kept on failure', [
    [['update'], 'carries out what is good of a call that it refuses', () => partly],
    [['create'], 'creates in a call that it refuses', () => createdAnyhow()],
  ]),
  ...acts('stale read', [
    [['get', 'list'], 'answers once more as before a write', () => staleRead()],
    [['get', 'list'], 'answers for ever as it first did', () => cached()],
    [['update'], 'answers as it was before', () => asBefore],
    [['create'], 'answers what was created before', () => lastAnswer()],
  ]),
  ...acts('what is not there is found', [
    [['get', 'update', 'delete'], 'takes the one that it knows for one that is not there', () => anyKnown()],
    [ALL, 'finds under any parent what is under another', () => anyParent(), 2],
    [['list'], 'is empty where the parent is not there', () => emptyList(), 1],
    [['delete'], 'succeeds where there is nothing to delete', () => deletedAgain()],
  ]),
  ...acts('what is there is not found', [
    [['get', 'update', 'delete'], 'does not find what another user created', () => ownOnly()],
    [['update', 'delete'], 'refuses to write twice', () => twice('You are not permitted to do this')],
    [BODIES, 'refuses a record that is sent back whole', () => noWhole],
    [['create'], 'refuses a second request that is the same', () => noRepeats()],
  ]),
  ...acts('rights ignored', [
    [ALL, 'knows no limits of a user', () => everySight],
    [ALL, 'knows no limits of an account', () => anyAccount(/./)],
    [ALL, 'takes any token', () => anyAccount(/Invalid verifier/)],
    [
      WRITES,
      'records the owner of the account in place of the caller',
      () => (request, pass) => pass(asPowerful(request)),
    ],
  ]),
  ...acts('bad body accepted', [
    [BODIES, 'takes a body that cannot be read for an empty one', () => unreadable],
    [BODIES, 'takes fields without their wrapper', () => unwrapped],
    [['create'], 'fills in what is missing', () => filledIn()],
  ]),
];

function acts(kind: string, rows: readonly Row[]): Operator[] {
  return operators(
    'operation',
    kind,
    rows.map(([verbs, does, make, ids = 0]) => [
      ({ verb, operation }) => verbs.includes(verb) && operationTable[operation].ids.length >= ids,
      ({ operation }) => `${operation} ${does}`,
      (target): ProxyFault => only(target.operations, make(target)),
    ]),
  );
}

/** Answers the record as it is, with what was sent written over it. */
async function pretendUpdate(
  request: ProxiedRequest,
  pass: Pass,
  operation: OperationId,
): Promise<ProxiedResponse> {
  const answer = await pass({ ...request, method: 'GET', body: '' });
  const fields = fieldsIn(request, operation) ?? {};
  if (!isDone(answer)) return pass(request);
  return changed(answer, request, operation, ({ envelope: { result } }) => {
    const { key } = operationTable[operation];
    const record = key ? result[key] : result;
    for (const [name, value] of Object.entries<Value>(fields)) {
      if (name in (record ?? {}) && typeof value === typeof record[name]) record[name] = value;
    }
  });
}

/** Of the requests about one thing, every second. */
function everySecond(act: Act): () => Act {
  return () => {
    const counts = new Map<string, number>();
    return (request, pass, operation) => {
      const count = (counts.get(request.url) ?? 0) + 1;
      counts.set(request.url, count);
      return count % 2 === 0 ? act(request, pass, operation) : pass(request);
    };
  };
}

function sameAgain(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (request, pass) => {
    const key = `${request.url} ${request.headers.authorization} ${request.body}`;
    const before = known.get(key);
    if (before) return before;
    const answer = await pass(request);
    if (isDone(answer)) known.set(key, answer);
    return answer;
  };
}

/** Ids of a collection, the newest last. */
function collections() {
  const known = new Map<string, string[]>();
  return {
    other: (request: ProxiedRequest) =>
      known.get(collectionIn(request))?.findLast((id) => id !== idIn(request)),
    learn(request: ProxiedRequest, id: string | undefined): void {
      const ids = known.get(collectionIn(request)) ?? [];
      known.set(collectionIn(request), ids);
      if (id && !ids.includes(id)) ids.push(id);
    },
  };
}

/** Has done to another one what was done to one. */
function neighbour(change: (request: ProxiedRequest) => ProxiedRequest): () => Act {
  return () => {
    const { other, learn } = collections();
    return async (request, pass) => {
      const answer = await pass(request);
      if (!isDone(answer)) return answer;
      const id = other(request);
      learn(request, idIn(request));
      if (id) await pass(change(withId(request, id)));
      return answer;
    };
  };
}

function insteadOf(): Act {
  const { other, learn } = collections();
  return async (request, pass) => {
    const id = other(request);
    learn(request, idIn(request));
    if (!id) return pass(request);
    const answer = await pass(withId(request, id));
    return isDone(answer) ? answer : pass(request);
  };
}

async function partly(request: ProxiedRequest, pass: Pass, operation: OperationId): Promise<ProxiedResponse> {
  const answer = await pass(request);
  const fields = Object.entries(fieldsIn(request, operation) ?? {});
  if (!isRefused(answer) || fields.length < 2) return answer;
  for (const [name, value] of fields) await pass(withOnlyFields(request, operation, { [name]: value }));
  return answer;
}

function createdAnyhow(): Act {
  let good: Value;
  return async (request, pass, operation) => {
    const answer = await pass(request);
    if (isDone(answer)) good ??= fieldsIn(request, operation);
    else if (good && isRefused(answer)) await pass(withOnlyFields(request, operation, good));
    return answer;
  };
}

function filledIn(): Act {
  let good: Value;
  return async (request, pass, operation) => {
    const answer = await pass(request);
    const fields = fieldsIn(request, operation);
    if (isDone(answer)) good ??= fields;
    else if (good && isRefused(answer, /can't be blank|must be specified/)) {
      const again = await pass(withOnlyFields(request, operation, { ...fields, ...good }));
      if (isDone(again)) return again;
    }
    return answer;
  };
}

/** Of what is read, the answer before the newest. */
function staleRead(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (request, pass) => {
    const key = `${request.url} ${request.headers.authorization}`;
    const answer = await pass(request);
    const before = known.get(key);
    known.set(key, answer);
    return before && isDone(answer) && before.body !== answer.body
      ? { ...answer, body: before.body }
      : answer;
  };
}

function cached(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (request, pass) => {
    const key = `${request.url} ${request.headers.authorization}`;
    const answer = await pass(request);
    const before = known.get(key) ?? answer;
    if (isDone(answer)) known.set(key, before);
    return isDone(answer) ? { ...answer, body: before.body } : answer;
  };
}

async function asBefore(request: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  const before = await pass({ ...request, method: 'GET', body: '' });
  const answer = await pass(request);
  return isDone(answer) && isDone(before) ? { ...answer, body: before.body } : answer;
}

function lastAnswer(): Act {
  let last: ProxiedResponse | undefined;
  return async (request, pass) => {
    const answer = await pass(request);
    if (!isDone(answer) || request.url.includes('.xml')) return answer;
    const body = last?.body ?? answer.body;
    last = answer;
    return { ...answer, body };
  };
}

function anyKnown(): Act {
  let known: string | undefined;
  return async (request, pass) => {
    const answer = await pass(request);
    if (isDone(answer)) known = request.method === 'DELETE' ? known : idIn(request);
    if (!known || !isRefused(answer, /no .* found/)) return answer;
    const again = await pass(withId(request, known));
    return isDone(again) ? again : answer;
  };
}

/** Where a thing was seen, it is found whatever stands before it in the path. */
function anyParent(): Act {
  const parents = new Map<string, string>();
  return async (request, pass) => {
    const answer = await pass(request);
    const [, before = '', parent = '', rest = ''] = /^(.*\/v1\/\w+\/)(\d+)(\/.*)$/.exec(request.url) ?? [];
    if (isDone(answer) && parent) parents.set(rest.replace(/\?.*/, ''), parent);
    const own = parents.get(rest.replace(/\?.*/, ''));
    if (!own || own === parent || !isRefused(answer, /found/)) return answer;
    const again = await pass({ ...request, url: before + own + rest });
    return isDone(again) ? again : answer;
  };
}

function emptyList(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (request, pass, operation) => {
    const answer = await pass(request);
    const format = answer.body.startsWith('<') ? 'xml' : 'json';
    if (isDone(answer)) known.set(format, answer);
    const good = known.get(format);
    if (!good || !isRefused(answer, /no .* found/)) return answer;
    return changed({ ...good, headers: answer.headers }, request, operation, ({ envelope: { result } }) => {
      for (const [key, value] of Object.entries(result)) if (Array.isArray(value)) result[key] = [];
    });
  };
}

function deletedAgain(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (request, pass) => {
    const answer = await pass(request);
    if (isDone(answer)) known.set(request.url, answer);
    return isDone(answer) ? answer : (known.get(request.url) ?? answer);
  };
}

function ownOnly(): Act {
  let first: string | undefined;
  return async (request, pass) => {
    const answer = await pass(request);
    first ??= request.headers.authorization;
    const isOther = isDone(answer) && request.headers.authorization !== first;
    return isOther ? refusedResponse(answer, 'You are not permitted to do this') : answer;
  };
}

function twice(text: string): Act {
  const done = new Set<string>();
  return async (request, pass, operation) => {
    const key = `${request.url} ${request.method}`;
    if (done.has(key)) {
      const read = await pass({ ...request, method: 'GET', body: '' });
      if (isDone(read)) return refusedResponse(read, text);
    }
    const answer = await pass(request);
    if (isDone(answer) && resourceOf(operation)) done.add(key);
    return answer;
  };
}

async function noWhole(
  request: ProxiedRequest,
  pass: Pass,
  operation: OperationId,
): Promise<ProxiedResponse> {
  const fields = fieldsIn(request, operation) ?? {};
  if (!('id' in fields)) return pass(request);
  const read = await pass({ ...request, method: 'GET', body: '' });
  return refusedResponse(read, 'id is not a field that can be written');
}

function noRepeats(): Act {
  const done = new Set<string>();
  return async (request, pass) => {
    const key = `${request.url} ${request.body}`;
    if (done.has(key))
      return refusedResponse(
        await pass({ ...request, method: 'GET', body: '' }),
        'the request was sent already',
      );
    const answer = await pass(request);
    if (isDone(answer)) done.add(key);
    return answer;
  };
}

function asPowerful(request: ProxiedRequest): ProxiedRequest {
  return { ...request, headers: { ...request.headers, authorization: ACCOUNT_WIDE } };
}

/** What a user may not see or do, or sees less of, is done as for the whole account. */
async function everySight(request: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  const answer = await pass(request);
  if (request.method !== 'GET' && !isRefused(answer, /found|permitted/)) return answer;
  if (!isDone(answer) && !isRefused(answer, /found|permitted/)) return answer;
  const all = await pass(asPowerful(request));
  return isDone(all) ? { ...answer, body: all.body } : answer;
}

function anyAccount(text: RegExp): Act {
  let first: string | undefined;
  return async (request, pass) => {
    const answer = await pass(request);
    if (isDone(answer)) first ??= request.headers.authorization;
    if (!first || request.headers.authorization === first || !isRefused(answer, text)) return answer;
    const again = await pass({ ...request, headers: { ...request.headers, authorization: first } });
    return isDone(again) ? again : answer;
  };
}

async function unreadable(request: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  const answer = await pass(request);
  return isRefused(answer, /could not be read/) ? pass({ ...request, body: '{}' }) : answer;
}

async function unwrapped(
  request: ProxiedRequest,
  pass: Pass,
  operation: OperationId,
): Promise<ProxiedResponse> {
  const answer = await pass(request);
  const { wrapper } = operationTable[operation];
  const body = readBody(request.body, request.headers['content-type']);
  if (!wrapper || body?.format !== 'json' || !isRefused(answer, /must be specified/)) return answer;
  const again = await pass({ ...request, body: body.write({ [wrapper]: body.value }) });
  return isDone(again) ? again : answer;
}
