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

type Act = (asked: ProxiedRequest, pass: Pass, operation: OperationId) => Promise<ProxiedResponse>;
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
    [['delete'], 'deletes nothing', () => (asked, pass) => pass({ ...asked, method: 'GET' })],
  ]),
  ...acts('write carried out twice', [
    [
      ['create'],
      'creates two',
      () => async (asked, pass) => (await Promise.all([pass(asked), pass(asked)]))[0],
    ],
    [['create'], 'answers the one that was created before, where the request is the same', sameAgain],
    [['delete'], 'deletes another one as well', neighbour((asked) => asked)],
  ]),
  ...acts('written to the neighbour', [
    [['update'], 'writes to another one as well', neighbour((asked) => asked)],
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
      () => (asked, pass) => pass(asPowerful(asked)),
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
  asked: ProxiedRequest,
  pass: Pass,
  operation: OperationId,
): Promise<ProxiedResponse> {
  const answer = await pass({ ...asked, method: 'GET', body: '' });
  const fields = fieldsIn(asked, operation) ?? {};
  if (!isDone(answer)) return pass(asked);
  return changed(answer, asked, operation, ({ envelope: { result } }) => {
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
    return (asked, pass, operation) => {
      const count = (counts.get(asked.url) ?? 0) + 1;
      counts.set(asked.url, count);
      return count % 2 === 0 ? act(asked, pass, operation) : pass(asked);
    };
  };
}

function sameAgain(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (asked, pass) => {
    const key = `${asked.url} ${asked.headers.authorization} ${asked.body}`;
    const before = known.get(key);
    if (before) return before;
    const answer = await pass(asked);
    if (isDone(answer)) known.set(key, answer);
    return answer;
  };
}

/** Ids of a collection, the newest last. */
function collections() {
  const known = new Map<string, string[]>();
  return {
    other: (asked: ProxiedRequest) => known.get(collectionIn(asked))?.findLast((id) => id !== idIn(asked)),
    learn(asked: ProxiedRequest, id: string | undefined): void {
      const ids = known.get(collectionIn(asked)) ?? [];
      known.set(collectionIn(asked), ids);
      if (id && !ids.includes(id)) ids.push(id);
    },
  };
}

/** Has done to another one what was done to one. */
function neighbour(request: (asked: ProxiedRequest) => ProxiedRequest): () => Act {
  return () => {
    const { other, learn } = collections();
    return async (asked, pass) => {
      const answer = await pass(asked);
      if (!isDone(answer)) return answer;
      const id = other(asked);
      learn(asked, idIn(asked));
      if (id) await pass(request(withId(asked, id)));
      return answer;
    };
  };
}

function insteadOf(): Act {
  const { other, learn } = collections();
  return async (asked, pass) => {
    const id = other(asked);
    learn(asked, idIn(asked));
    if (!id) return pass(asked);
    const answer = await pass(withId(asked, id));
    return isDone(answer) ? answer : pass(asked);
  };
}

async function partly(asked: ProxiedRequest, pass: Pass, operation: OperationId): Promise<ProxiedResponse> {
  const answer = await pass(asked);
  const fields = Object.entries(fieldsIn(asked, operation) ?? {});
  if (!isRefused(answer) || fields.length < 2) return answer;
  for (const [name, value] of fields) await pass(withOnlyFields(asked, operation, { [name]: value }));
  return answer;
}

function createdAnyhow(): Act {
  let good: Value;
  return async (asked, pass, operation) => {
    const answer = await pass(asked);
    if (isDone(answer)) good ??= fieldsIn(asked, operation);
    else if (good && isRefused(answer)) await pass(withOnlyFields(asked, operation, good));
    return answer;
  };
}

function filledIn(): Act {
  let good: Value;
  return async (asked, pass, operation) => {
    const answer = await pass(asked);
    const fields = fieldsIn(asked, operation);
    if (isDone(answer)) good ??= fields;
    else if (good && isRefused(answer, /can't be blank|must be specified/)) {
      const again = await pass(withOnlyFields(asked, operation, { ...fields, ...good }));
      if (isDone(again)) return again;
    }
    return answer;
  };
}

/** Of what is read, the answer before the newest. */
function staleRead(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (asked, pass) => {
    const key = `${asked.url} ${asked.headers.authorization}`;
    const answer = await pass(asked);
    const before = known.get(key);
    known.set(key, answer);
    return before && isDone(answer) && before.body !== answer.body
      ? { ...answer, body: before.body }
      : answer;
  };
}

function cached(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (asked, pass) => {
    const key = `${asked.url} ${asked.headers.authorization}`;
    const answer = await pass(asked);
    const before = known.get(key) ?? answer;
    if (isDone(answer)) known.set(key, before);
    return isDone(answer) ? { ...answer, body: before.body } : answer;
  };
}

async function asBefore(asked: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  const before = await pass({ ...asked, method: 'GET', body: '' });
  const answer = await pass(asked);
  return isDone(answer) && isDone(before) ? { ...answer, body: before.body } : answer;
}

function lastAnswer(): Act {
  let last: ProxiedResponse | undefined;
  return async (asked, pass) => {
    const answer = await pass(asked);
    if (!isDone(answer) || asked.url.includes('.xml')) return answer;
    const body = last?.body ?? answer.body;
    last = answer;
    return { ...answer, body };
  };
}

function anyKnown(): Act {
  let known: string | undefined;
  return async (asked, pass) => {
    const answer = await pass(asked);
    if (isDone(answer)) known = asked.method === 'DELETE' ? known : idIn(asked);
    if (!known || !isRefused(answer, /no .* found/)) return answer;
    const again = await pass(withId(asked, known));
    return isDone(again) ? again : answer;
  };
}

/** Where a thing was seen, it is found whatever stands before it in the path. */
function anyParent(): Act {
  const parents = new Map<string, string>();
  return async (asked, pass) => {
    const answer = await pass(asked);
    const [, before = '', parent = '', rest = ''] = /^(.*\/v1\/\w+\/)(\d+)(\/.*)$/.exec(asked.url) ?? [];
    if (isDone(answer) && parent) parents.set(rest.replace(/\?.*/, ''), parent);
    const own = parents.get(rest.replace(/\?.*/, ''));
    if (!own || own === parent || !isRefused(answer, /found/)) return answer;
    const again = await pass({ ...asked, url: before + own + rest });
    return isDone(again) ? again : answer;
  };
}

function emptyList(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (asked, pass, operation) => {
    const answer = await pass(asked);
    const format = answer.body.startsWith('<') ? 'xml' : 'json';
    if (isDone(answer)) known.set(format, answer);
    const good = known.get(format);
    if (!good || !isRefused(answer, /no .* found/)) return answer;
    return changed({ ...good, headers: answer.headers }, asked, operation, ({ envelope: { result } }) => {
      for (const [key, value] of Object.entries(result)) if (Array.isArray(value)) result[key] = [];
    });
  };
}

function deletedAgain(): Act {
  const known = new Map<string, ProxiedResponse>();
  return async (asked, pass) => {
    const answer = await pass(asked);
    if (isDone(answer)) known.set(asked.url, answer);
    return isDone(answer) ? answer : (known.get(asked.url) ?? answer);
  };
}

function ownOnly(): Act {
  let first: string | undefined;
  return async (asked, pass) => {
    const answer = await pass(asked);
    first ??= asked.headers.authorization;
    const isOther = isDone(answer) && asked.headers.authorization !== first;
    return isOther ? refusedResponse(answer, 'You are not permitted to do this') : answer;
  };
}

function twice(text: string): Act {
  const done = new Set<string>();
  return async (asked, pass, operation) => {
    const key = `${asked.url} ${asked.method}`;
    if (done.has(key)) {
      const read = await pass({ ...asked, method: 'GET', body: '' });
      if (isDone(read)) return refusedResponse(read, text);
    }
    const answer = await pass(asked);
    if (isDone(answer) && resourceOf(operation)) done.add(key);
    return answer;
  };
}

async function noWhole(asked: ProxiedRequest, pass: Pass, operation: OperationId): Promise<ProxiedResponse> {
  const fields = fieldsIn(asked, operation) ?? {};
  if (!('id' in fields)) return pass(asked);
  const read = await pass({ ...asked, method: 'GET', body: '' });
  return refusedResponse(read, 'id is not a field that can be written');
}

function noRepeats(): Act {
  const done = new Set<string>();
  return async (asked, pass) => {
    const key = `${asked.url} ${asked.body}`;
    if (done.has(key))
      return refusedResponse(
        await pass({ ...asked, method: 'GET', body: '' }),
        'the request was sent already',
      );
    const answer = await pass(asked);
    if (isDone(answer)) done.add(key);
    return answer;
  };
}

function asPowerful(asked: ProxiedRequest): ProxiedRequest {
  return { ...asked, headers: { ...asked.headers, authorization: ACCOUNT_WIDE } };
}

/** What a user may not see or do, or sees less of, is done as for the whole account. */
async function everySight(asked: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  const answer = await pass(asked);
  if (asked.method !== 'GET' && !isRefused(answer, /found|permitted/)) return answer;
  if (!isDone(answer) && !isRefused(answer, /found|permitted/)) return answer;
  const all = await pass(asPowerful(asked));
  return isDone(all) ? { ...answer, body: all.body } : answer;
}

function anyAccount(text: RegExp): Act {
  let first: string | undefined;
  return async (asked, pass) => {
    const answer = await pass(asked);
    if (isDone(answer)) first ??= asked.headers.authorization;
    if (!first || asked.headers.authorization === first || !isRefused(answer, text)) return answer;
    const again = await pass({ ...asked, headers: { ...asked.headers, authorization: first } });
    return isDone(again) ? again : answer;
  };
}

async function unreadable(asked: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  const answer = await pass(asked);
  return isRefused(answer, /could not be read/) ? pass({ ...asked, body: '{}' }) : answer;
}

async function unwrapped(
  asked: ProxiedRequest,
  pass: Pass,
  operation: OperationId,
): Promise<ProxiedResponse> {
  const answer = await pass(asked);
  const { wrapper } = operationTable[operation];
  const body = readBody(asked.body, asked.headers['content-type']);
  if (!wrapper || body?.format !== 'json' || !isRefused(answer, /must be specified/)) return answer;
  const again = await pass({ ...asked, body: body.write({ [wrapper]: body.value }) });
  return isDone(again) ? again : answer;
}
