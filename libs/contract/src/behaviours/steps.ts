import assert from 'node:assert/strict';
import { ApiError, type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import { readXml } from '../v1/bodies.ts';
import { entriesOf, methodOf } from '../v1/calls.ts';
import type { Behaviour, Case, Extra, Step } from './behaviour.ts';
import { differences, readValue, resolved, type Scope, shown } from './patterns.ts';

/** An answer: what stands in it under the operation's key, a list as its entries, or the texts of its failure. */
interface Answer {
  value: unknown;
  faults: readonly string[];
  response?: Response;
}

/** A line, read. */
interface Parsed {
  /** Under which the answer is kept. */
  name: string | undefined;
  /** An operation, or an HTTP method. */
  call: string;
  /** The ids of its path, or the address. */
  path: readonly string[];
  query: string | undefined;
  input: unknown;
  check: ((answer: Answer, scope: Scope) => string[]) | undefined;
}

/** A case as what is run. Its operations and whether it writes follow from its steps. */
export function behaviourOf({ row, name, given, steps }: Case): Behaviour {
  const lines = steps.flatMap((step) => (typeof step === 'function' ? [] : [parse(lineOf(step))]));
  const checked = lines.toSorted((a, b) => Number(b.check !== undefined) - Number(a.check !== undefined));
  return {
    ...{ row, name, needs: [given] },
    operations: [...new Set(checked.map(({ call }) => call).filter((call) => isOperation(call)))],
    writes: lines.some(({ call }) => (isOperation(call) ? operationTable[call].method : call) !== 'GET'),
    async run(world) {
      const { desk, ...values } = await world.given(given);
      const { service_id, config_type_id, owner_id } = values as Scope;
      const record = { title: 'A behaviour of the contract', service_id };
      await runSteps(desk, steps, { ...values, record, item: { config_type_id, owner_id } }, []);
    },
  };
}

/** Runs steps one after the other. What is expected and not seen is thrown, with the steps that led there. */
async function runSteps(
  desk: ServiceDesk,
  steps: readonly Step[],
  scope: Scope,
  done: string[],
): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'function') {
      await runSteps(desk, step(scope), scope, done);
      continue;
    }
    const more = typeof step === 'string' ? undefined : step[1];
    const { name, call, check = succeeds({}), ...parsed } = parse(lineOf(step));
    const path = parsed.path.map((each) => String(resolved(each, scope)));
    const input = resolved(parsed.input, scope);
    const query = new URLSearchParams(parsed.query);
    for (const [key, value] of [...query]) query.set(key, String(resolved(value, scope)));
    const told = [call, ...path, query.size > 0 && `?${query}`, input && shown(input)]
      .filter(Boolean)
      .join(' ');
    const answer = isOperation(call)
      ? await called(desk, call, path, input, Object.fromEntries(query))
      : await sent(desk, call, path.join(), {
          ...(input !== undefined && { body: JSON.stringify(input) }),
          ...(typeof more === 'object' && more),
        });
    const faults = [
      ...check(answer, scope),
      ...(typeof more === 'function' ? more(answer.value, scope, '') : []),
    ];
    if (faults.length > 0)
      assert.fail([told, ...faults, done.length > 0 ? `after ${done.join(', ')}` : ''].join('\n'));
    done.push([call, ...path].join(' '));
    if (name !== undefined) scope[name] = answer.value;
  }
}

function lineOf(step: Exclude<Step, (...args: never) => unknown>): string {
  const [line] = [step].flat() as [string];
  return line;
}

function parse(line: string): Parsed {
  const [asked = '', expected] = line.replace(/\s+/g, ' ').split(' -> ');
  const [, name, text = ''] = /^(?:(\w+) = )?(.*)$/.exec(asked) ?? [];
  const [call = '', ...rest] = text.split(' ');
  const path = rest.splice(0, isOperation(call) ? operationTable[call].ids.length : 1);
  const query = rest[0]?.startsWith('?') ? rest.shift()?.slice(1) : undefined;
  const input = rest.length > 0 ? readValue(rest.join(' '), true) : undefined;
  return { name, call, path, query, input, check: expected === undefined ? undefined : checkOf(expected) };
}

function checkOf(expected: string): Parsed['check'] {
  const [, texts] = /^refused: (.*)$/s.exec(expected) ?? [];
  if (texts !== undefined) return refuses(texts.split(' + '));
  const [, status, headers = '{}'] = /^(\d{3})(?: (\{.*))?$/s.exec(expected) ?? [];
  return status === undefined ? succeeds(readValue(expected)) : responds(Number(status), readValue(headers));
}

/** Success with a value like this. */
function succeeds(pattern: unknown): Parsed['check'] & {} {
  return ({ value, faults }, scope) =>
    faults.length > 0 ? [`promised success, seen ${faults.join(', ')}`] : differences(pattern, value, scope);
}

/** A failure with these texts, in this order and without their codes. */
function refuses(texts: readonly string[]): Parsed['check'] {
  return ({ value, faults }, scope) => {
    const promised = texts.map((each) => String(resolved(each, scope))).join(', ');
    return faults.join(', ') === promised
      ? []
      : [`promised ${promised}, seen ${faults.join(', ') || shown(value)}`];
  };
}

/** A response with this status and headers. */
function responds(status: number, headers: unknown): Parsed['check'] {
  return ({ response }, scope) =>
    differences(
      { status, ...(headers as object) },
      { ...Object.fromEntries(response?.headers ?? []), status: response?.status },
      scope,
    );
}

function isOperation(call: string): call is OperationId {
  return Object.hasOwn(operationTable, call);
}

/** The answer of an operation. A list is read to its end, unless a limit is asked for. */
async function called(
  desk: ServiceDesk,
  operation: OperationId,
  path: readonly string[],
  body: unknown,
  query: Record<string, unknown>,
): Promise<Answer> {
  const row = operationTable[operation];
  const whole = row.list === 'paged' && !('limit' in query);
  const asked = whole ? { ...query, limit: 100 } : query;
  const args = row.query ? [asked] : [...(row.wrapper === undefined ? [] : [body]), { query: asked }];
  try {
    const call = methodOf(desk, operation)(...path, ...args) as Promise<unknown> & {
      toArray(): Promise<unknown[]>;
    };
    const value = await (whole ? call.toArray() : call);
    return { value: row.list ? entriesOf(value) : value, faults: [] };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { value: undefined, faults: error.faults.map(({ message }) => message) };
  }
}

/** The answer of an address: what stands in `result`. */
async function sent(
  desk: ServiceDesk,
  method: string,
  address: string,
  { headers, body }: Extra,
): Promise<Answer> {
  const how = { headers, body, bodySerializer: (text: unknown) => text, redirect: 'manual', parseAs: 'text' };
  const path = address.replace(/^\/external_api\/v1/, '');
  const { response } = await (desk.raw.request as (...args: unknown[]) => Promise<{ response: Response }>)(
    method,
    path,
    how,
  );
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: what a provider answers may be anything.
  let read: any;
  try {
    read = text.startsWith('<') ? readXml(text) : JSON.parse(text);
  } catch {}
  const faults: string[] = (read?.errors ?? []).map(({ error }: { error: unknown }) =>
    String(error).replace(/^\[E\d+\] /, ''),
  );
  if (read?.status !== 'Success' && faults.length === 0)
    faults.push(`HTTP ${response.status} ${text.slice(0, 100)}`);
  return { value: read?.result, faults, response };
}
