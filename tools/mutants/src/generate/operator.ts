import { isDeepStrictEqual } from 'node:util';
import { type OperationId, operationTable } from '@service-desk/client';
import { operationOf } from '../operation-of.ts';
import type { Pass, ProxiedRequest, ProxiedResponse, ProxyFault } from '../proxy.ts';
import { type ParsedBody, readBody, readForm, type Value } from './body.ts';
import type { FieldTarget, Target } from './model.ts';

/** One way to break one thing of each target that it applies to. */
export interface Operator {
  /** Operators of one kind count as one in a sample. */
  kind: string;
  applies(target: Target): boolean;
  /** What the provider does then, as a bug report says it; unlike for every other operator. */
  says(target: Target): string;
  /** Makes the fault for one trial, since some remember earlier requests. */
  fault(target: Target): ProxyFault;
}

/** Operators of one type of target. */
export function operators<Type extends Target['type']>(
  type: Type,
  kind: string,
  rows: readonly Row<Extract<Target, { type: Type }>>[],
): Operator[] {
  return rows.map(([applies, says, fault]) => ({
    kind,
    applies: (target) => target.type === type && applies(target as never),
    says: (target) => says(target as never),
    fault: (target) => fault(target as never),
  }));
}

type Row<T extends Target> = readonly [
  applies: (target: T) => boolean,
  says: (target: T) => string,
  fault: (target: T) => ProxyFault,
];

/** An answer that can be changed in place. */
export interface Seen {
  envelope: Value;
  request: ProxiedRequest;
  operation: OperationId;
  answer: ProxiedResponse;
  format: ParsedBody['format'];
}

/** The operation of a request, if it is one of these. */
export function among(operations: readonly OperationId[], request: ProxiedRequest): OperationId | undefined {
  const operation = operationOf(request);
  return operation && operations.includes(operation) ? operation : undefined;
}

/** Changes the body of an answer in place, in any format. */
export function inAnswers(operations: readonly OperationId[], change: (seen: Seen) => void): ProxyFault {
  return async (request, pass) => {
    const answer = await pass(request);
    const operation = among(operations, request);
    return operation ? changed(answer, request, operation, change) : answer;
  };
}

/** The answer with its body changed; the same answer where nothing is. */
export function changed(
  answer: ProxiedResponse,
  request: ProxiedRequest,
  operation: OperationId,
  change: (seen: Seen) => void,
): ProxiedResponse {
  const body = readBody(answer.body);
  if (!body) return answer;
  const envelope = structuredClone(body.value);
  const own = structuredClone(answer);
  change({ envelope, request, operation, answer: own, format: body.format });
  return isDeepStrictEqual(envelope, body.value) ? own : { ...own, body: body.write(envelope) };
}

/** Says of an operator that a field is gone. */
export const GONE = Symbol('gone');

/** What an operator makes of a value; it gets the object that it stands in, and the key of the entry of a list. */
export type ValueEdit = (value: Value, parent: Value, seen: Seen) => Value | typeof GONE;

/** Changes a field wherever it stands in answers that tell of success. */
export function atPlace({ paths, operations }: FieldTarget, edit: ValueEdit): ProxyFault {
  return inAnswers(operations, (seen) => {
    const path = paths.get(seen.operation);
    if (!path || !seen.envelope.result) return;
    visit(seen.envelope.result, path, (parent, key) => {
      const value = edit(parent[key], parent, seen);
      if (value === GONE) delete parent[key];
      else parent[key] = value;
    });
  });
}

function visit(
  value: Value,
  [key, ...rest]: readonly string[],
  found: (parent: Value, key: string) => void,
): void {
  if (typeof value !== 'object' || value === null || key === undefined) return;
  if (key === '[]') for (const entry of Array.isArray(value) ? value : []) visit(entry, rest, found);
  else if (rest.length > 0) visit(value[key], rest, found);
  else if (key in value) found(value, key);
}

/** Changes the fields of a request in place, in any format, before the provider gets it. */
export function inWritten(
  operations: readonly OperationId[],
  change: (fields: Value, format: ParsedBody['format'], request: ProxiedRequest) => void,
): ProxyFault {
  return (request, pass) => {
    const operation = among(operations, request);
    if (!operation) return pass(request);
    return pass(rewritten(request, operation, (fields, format) => change(fields, format, request)));
  };
}

/** The request with its fields changed; the same request where nothing is. */
export function rewritten(
  request: ProxiedRequest,
  operation: OperationId,
  change: (fields: Value, format: ParsedBody['format']) => void,
): ProxiedRequest {
  const [path = '', query = ''] = request.url.split('?');
  const inQuery = request.body === '' && query !== '';
  const body = inQuery ? readForm(query) : readBody(request.body, request.headers['content-type']);
  const { wrapper } = operationTable[operation];
  const value = structuredClone(body?.value);
  const fields = wrapper ? value?.[wrapper] : value;
  if (!body || typeof fields !== 'object' || fields === null) return request;
  change(fields, body.format);
  if (isDeepStrictEqual(value, body.value)) return request;
  const text = body.write(value);
  return inQuery ? { ...request, url: `${path}?${text}` } : { ...request, body: text };
}

/** The fields that a request sends; undefined where none can be read. */
export function fieldsIn(request: ProxiedRequest, operation: OperationId): Value | undefined {
  let found: Value;
  rewritten(request, operation, (fields) => {
    found = fields;
  });
  return found;
}

/** A request with these fields in place of its own. */
export function withOnlyFields(request: ProxiedRequest, operation: OperationId, own: Value): ProxiedRequest {
  return rewritten(request, operation, (fields) => {
    for (const name of Object.keys(fields)) delete fields[name];
    Object.assign(fields, own);
  });
}

/** Whether a call failed, with a text that this matches. */
export function isRefused({ body }: ProxiedResponse, text = /./): boolean {
  const { status, errors } = readBody(body)?.value ?? {};
  const texts = Array.isArray(errors) ? errors.map((each: Value) => String(each?.error)) : [];
  return status === 'Failed' && texts.some((each) => text.test(each));
}

/** Whether a call succeeded. */
export function isDone({ body }: ProxiedResponse): boolean {
  return readBody(body)?.value?.status === 'Success';
}

/** What a call that succeeded is about: the one record in its result, or the list. */
export function resultOf({ body }: ProxiedResponse, operation: OperationId): Value {
  const result = readBody(body)?.value?.result;
  const { key } = operationTable[operation];
  return key ? result?.[key] : result;
}

/** An answer that refuses a call. */
export function refusedResponse(answer: ProxiedResponse, text: string): ProxiedResponse {
  const envelope = { errors: [{ error: `[E400] ${text}` }], version: '1.0', status: 'Failed' };
  const body = readBody(answer.body)?.write(envelope) ?? JSON.stringify(envelope);
  return { ...answer, status: 200, body };
}

/** The own id of what a request names: the last in its path. */
export function idIn({ url }: ProxiedRequest): string | undefined {
  return /\/([^/?.]+)(?:\.\w+)?(?:\?.*)?$/.exec(url)?.[1];
}

/** The same request about another thing. */
export function withId(request: ProxiedRequest, id: string): ProxiedRequest {
  return { ...request, url: request.url.replace(/[^/?.]+((?:\.\w+)?(?:\?.*)?)$/, `${id}$1`) };
}

/** The path of a request without its own id, extension and query: what else is there. */
export function collectionIn({ url }: ProxiedRequest): string {
  return url
    .replace(/\?.*$/, '')
    .replace(/\.\w+$/, '')
    .replace(/\/[^/]+$/, '');
}

/** The query of a request, changed in place. */
export function withQuery(request: ProxiedRequest, change: (query: URLSearchParams) => void): ProxiedRequest {
  const [path = '', text = ''] = request.url.split('?');
  const query = new URLSearchParams(text);
  const before = query.toString();
  change(query);
  if (query.toString() === before) return request;
  return { ...request, url: query.size > 0 ? `${path}?${query}` : path };
}

/** Whether nothing is said. */
export function isBlank(value: Value): boolean {
  return (
    value === '' || value === null || value === undefined || (Array.isArray(value) && value.length === 0)
  );
}

/** A fault of these operations alone. */
export function only(
  operations: readonly OperationId[],
  fault: (request: ProxiedRequest, pass: Pass, operation: OperationId) => Promise<ProxiedResponse>,
): ProxyFault {
  return (request, pass) => {
    const operation = among(operations, request);
    return operation ? fault(request, pass, operation) : pass(request);
  };
}
