import assert from 'node:assert/strict';
import { type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import { envelopeIn, errorsOf, shown, withoutCode } from '../v1/bodies.ts';
import { addressOf, entriesOf } from '../v1/calls.ts';
import { StateUnavailableError } from '../v1/provider-states.ts';
import type { Behaviour, Case, Extra, Step } from './behaviour.ts';
import { differences, readValue, resolved, type Scope } from './patterns.ts';

/** A response: its `result`, or the value of the operation's key in it, or the error texts. */
interface Outcome {
  value: unknown;
  faults: readonly string[];
  /** The status, the headers by their names in lower case, and the text of the body. */
  response: Scope;
}

interface Parsed {
  /** The name to store the result under. */
  name: string | undefined;
  /** An operation, or an HTTP method. */
  call: string;
  /** The ids of its path, or the address. */
  path: readonly string[];
  query: string | undefined;
  input: unknown;
  expected:
    | { refused: string }
    | { status: number; headers: object; or: number | undefined }
    | { value: unknown }
    | undefined;
}

/** The behaviour of a case. Its operations and whether it writes follow from its steps. */
export function behaviourOf({ row, name, given: state, steps }: Case): Behaviour {
  const lines = steps.flatMap((step) => (typeof step === 'function' ? [] : [parse(lineOf(step))]));
  const aims = lines.toSorted((a, b) => Number(b.expected !== undefined) - Number(a.expected !== undefined));
  return {
    ...{ row, name, needs: [state] },
    operations: [...new Set(aims.map(({ call }) => call).filter((call) => isOperation(call)))],
    writes: lines.some(({ call }) => (isOperation(call) ? operationTable[call].method : call) !== 'GET'),
    async run(world) {
      const { desk, ...values } = await world.given(state);
      const { service_id, config_type_id, owner_id } = values as Scope;
      const record = { title: 'A behaviour of the contract', service_id };
      const given = { record, item: { config_type_id, owner_id }, key: crypto.randomUUID() };
      await runSteps(desk, steps, { ...values, ...given }, []);
    },
  };
}

/** Runs steps one after the other. Throws if an expectation is not met; the message has the steps before it. */
async function runSteps(desk: ServiceDesk, steps: readonly Step[], scope: Scope, done: string[]) {
  for (const step of steps) {
    if (typeof step === 'function') {
      await runSteps(desk, step(scope), scope, done);
      continue;
    }
    const more = typeof step === 'string' ? undefined : step[1];
    const { offered, headers, ...body }: Extra = typeof more === 'object' ? more : {};
    const extra = { headers: resolved(headers, scope) as Extra['headers'], ...body };
    const { name, call, query, expected, ...rest } = parse(lineOf(step));
    const path = rest.path.map((each) => String(resolved(each, scope)));
    const parameters = new URLSearchParams(query);
    for (const [key, value] of [...parameters]) parameters.set(key, String(resolved(value, scope)));
    const input = resolved(rest.input, scope);
    const answer = isOperation(call)
      ? await callOperation(desk, call, path, parameters, input, extra)
      : await sent(desk, call, path.join(), { ...bodyOf(input), ...extra });
    if (offered && answer.response[offered.toLowerCase()] === undefined)
      throw new StateUnavailableError(`the provider does not offer this: ${offered} is missing`);
    const check = typeof more === 'function' ? more(answer.value, scope, '') : [];
    const faults = [...faultsOf(answer, expected, scope), ...check];
    const request = [call, ...path].join(' ');
    const line = `${request}${parameters.size > 0 ? ` ?${parameters}` : ''} ${input ? shown(input) : ''}`;
    const before = done.length > 0 ? [`after ${done.join(', ')}`] : [];
    if (faults.length > 0) assert.fail([line, ...faults, ...before].join('\n'));
    done.push(request);
    scope.last = answer.response;
    if (name !== undefined) scope[name] = answer.value;
  }
}

function lineOf(step: Exclude<Step, (...args: never) => unknown>): string {
  const [line] = [step].flat() as [string];
  return line;
}

function parse(line: string): Parsed {
  const [left = '', right] = line.replace(/\s+/g, ' ').split(' -> ');
  const [, name, text = ''] = /^(?:(\w+) = )?(.*)$/.exec(left) ?? [];
  const [call = '', ...rest] = text.split(' ');
  if (!isOperation(call) && !/^(GET|POST|PUT|DELETE)$/.test(call))
    throw new SyntaxError(`there is no operation ${call}`);
  const path = rest.splice(0, isOperation(call) ? operationTable[call].ids.length : 1);
  const query = rest[0]?.startsWith('?') ? rest.shift()?.slice(1) : undefined;
  const input = rest.length > 0 ? readValue(rest.join(' '), true) : undefined;
  return { name, call, path, query, input, expected: right === undefined ? undefined : expectedOf(right) };
}

function expectedOf(text: string): Parsed['expected'] {
  const [, refused] = /^refused: (.*)$/.exec(text) ?? [];
  if (refused !== undefined) return { refused: refused.replaceAll(' + ', ', ') };
  const [, status, headers = '{}', or] = /^(\d{3})(?: (\{.*\}))?(?: or (\d{3}))?$/.exec(text) ?? [];
  return status
    ? { status: Number(status), headers: readValue(headers) as object, or: or ? Number(or) : undefined }
    : { value: readValue(text) };
}

/** A line for each fault of a response. */
function faultsOf({ value, faults, response }: Outcome, expected: Parsed['expected'], scope: Scope) {
  const seen = faults.join(', ');
  if (expected && 'refused' in expected) {
    const wanted = String(resolved(expected.refused, scope));
    return seen === wanted ? [] : [`expected ${wanted}, received ${seen || shown(value)}`];
  }
  if (expected && 'status' in expected) {
    const { status, headers, or } = expected;
    return response.status === or ? [] : differences({ status, ...headers }, response, scope);
  }
  return seen
    ? [`expected success, received ${seen}`]
    : differences(expected ? expected.value : {}, value, scope);
}

function isOperation(call: string): call is OperationId {
  return Object.hasOwn(operationTable, call);
}

const bodyOf = (input: unknown): Extra => (input === undefined ? {} : { body: JSON.stringify(input) });

/** Calls an operation. All pages of a list are read, unless the query has a limit. */
async function callOperation(
  desk: ServiceDesk,
  operation: OperationId,
  ids: readonly string[],
  query: URLSearchParams,
  input: unknown,
  { headers }: Extra,
): Promise<Outcome> {
  const { method, key, list, wrapper } = operationTable[operation];
  const whole = list === 'paged' && !query.has('limit');
  if (whole) query.set('limit', '100');
  const address = addressOf(operation, ids.map(encodeURIComponent));
  const body = wrapper === undefined ? {} : bodyOf(wrapper ? { [wrapper]: input ?? {} } : input);
  const extra = { ...body, headers };
  const entries: unknown[] = [];
  for (let page = 1; ; page += 1) {
    if (page > 1) query.set('page', String(page));
    const answer = await sent(
      desk,
      method,
      `${address}${query.size > 0 ? `?${query}` : ''}`,
      extra,
      'follow',
    );
    const result = answer.value as Scope | undefined;
    if (answer.faults.length > 0 || !result) return answer;
    const value = key === undefined ? result : result[key];
    if (value === undefined) return { ...answer, faults: [`no ${key} in ${shown(result)}`] };
    if (!list) return { ...answer, value };
    entries.push(...entriesOf(value));
    if (!whole || !(page < result.total_pages)) return { ...answer, value: entries };
  }
}

/** Sends a request to an address, and returns its `result`. */
async function sent(
  desk: ServiceDesk,
  method: string,
  address: string,
  { headers, body }: Extra,
  redirect: 'manual' | 'follow' = 'manual',
): Promise<Outcome> {
  type Received = { data?: unknown; error?: unknown; response: Response };
  const request = desk.raw.request as (...args: unknown[]) => Promise<Received>;
  const how = { headers, body, redirect, bodySerializer: (text: unknown) => text, parseAs: 'text' };
  const { data, error, response } = await request(method, address.replace(/^\/external_api\/v1/, ''), how);
  const content = response.ok ? data : error;
  // openapi-fetch parses the body of an error.
  const text = typeof content === 'string' ? content : JSON.stringify(content ?? '');
  const read = envelopeIn(text) ?? {};
  const faults = errorsOf(read).map(withoutCode);
  if (read.status !== 'Success' && faults.length === 0)
    faults.push(`HTTP ${response.status} ${text.slice(0, 100)}`);
  return {
    ...{ value: read.result, faults },
    response: { ...Object.fromEntries(response.headers), status: response.status, body: text },
  };
}
