import { suggestion } from './arguments.ts';
import { ToolCallError } from './failure.ts';
import { operationOf, parentsOf } from './resources.ts';
import type { Verb } from './rows.ts';
import type { ToolContext, ToolTarget } from './tool.ts';
import type { RecordValues } from './trim.ts';

type Id = number | string;

/** What a call sends. */
export interface CallInput {
  /** The fields of a body, or the query of a call without one. */
  values?: RecordValues;
  /** The query of a call with a body. */
  query?: RecordValues;
  idempotencyKey?: string | undefined;
}

/**
 * Calls an operation of the client by its name.
 *
 * @returns what the client's method returns: a promise, of a list one that can be iterated
 */
export function callMethod(
  { desk, signal }: ToolContext,
  resource: string,
  verb: Verb | 'current',
  ids: readonly Id[],
  { values, query, idempotencyKey }: CallInput = {},
): unknown {
  const operation = operationOf(resource, verb);
  const place = resource.split('.').reduce<unknown>((at, name) => (at as RecordValues)[name], desk);
  const method = (place as Record<string, (...args: unknown[]) => unknown>)[verb];
  if (!operation || !method) throw new ToolCallError(`${resource} has no ${verb}`);
  const takesInput = operation.query || operation.wrapper !== undefined;
  const options = { signal, ...(query && { query }), ...(idempotencyKey && { idempotencyKey }) };
  return method(...ids, ...(takesInput ? [values ?? {}] : []), options);
}

/**
 * The ids of a call's path, in its order.
 *
 * @throws CallError that says which of them are missing, or not known
 */
export function pathIds(verb: Verb, { resource, id, parents = {} }: ToolTarget): Id[] {
  const needed = parentsOf(resource, verb);
  const example = JSON.stringify(Object.fromEntries(needed.map((name) => [name, '…'])));
  const missing = needed.filter((name) => isBlank(parents[name]));
  if (missing.length > 0)
    throw new ToolCallError(
      `${resource} needs parents ${example}, of which ${missing.join(', ')} is missing`,
    );
  const unknown = Object.keys(parents).find((name) => !needed.includes(name));
  if (unknown !== undefined) {
    const reason = needed.length > 0 ? suggestion(unknown, needed) : ': it is no part of another record';
    throw new ToolCallError(`${resource} has no parent ${unknown}${reason}`);
  }
  const above = needed.map((name) => checkedId(name, parents[name] as Id));
  return verb === 'list' || verb === 'create' ? above : [...above, checkedId('id', id as Id)];
}

/** @throws CallError if it could be anything but one part of a path */
function checkedId(name: string, id: Id): Id {
  if (!/^[\w-]+$/.test(String(id)))
    throw new ToolCallError(`${name} is ${JSON.stringify(id)}, which is no id`);
  return id;
}

function isBlank(value: unknown): boolean {
  return value === undefined || String(value).trim() === '';
}
