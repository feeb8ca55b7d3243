import type { OperationId } from '@service-desk/client';
import { type Description, resolve, type Schema } from '@service-desk/description/description';
import type { Operation } from '@service-desk/description/operations';
import { carriedOut } from '../documented-results.ts';
import { answerOf, bodyOf, queryOf } from './fields.ts';

/** What a program may get wrong, and how the compiler refuses it. */
export const refusals = {
  'an id of the wrong kind': [2345],
  'an argument left out': [2554],
  'one argument too many': [2554],
  'a field left out': [2345],
  'a misspelt field': [2353, 2561],
  'a field of the wrong kind': [2322],
  'a value off the table': [2322, 2345],
  'a result of another kind': [2339, 2551],
  'a field read without narrowing': [2531, 2532, 2533],
} as const;

/** A line of a program that must not compile. */
export interface Mistake {
  kind: keyof typeof refusals;
  code: string;
}

/** Nothing that JSON knows, so that no field takes it. */
const STRANGE = '() => 1';

const json = (value: unknown) => JSON.stringify(value);

/** A call of an operation, its arguments as code. */
export function callOf(operation: string, args: readonly string[]): string {
  return `desk.${operation}(${args.join(', ')})`;
}

/** Whatever may be wrong about calls of an operation: each a documented call with one thing changed. */
export function mistakesOf(description: Description, operation: Operation): Mistake[] {
  const { id, ids, parameters, result } = operation;
  const { request } = carriedOut.find((scenario) => scenario.operation === (id as OperationId)) ?? {};
  if (!request) throw new Error(`${id} has no example of a successful call`);
  const given = request.ids.map(json);
  const query = queryOf(operation);
  const body = bodyOf(description, operation);
  const mistakes: Mistake[] = [];
  const add = (kind: Mistake['kind'], ...args: string[]) => mistakes.push({ kind, code: callOf(id, args) });

  const input = body
    ? [json(request.body)]
    : Object.keys(query).length > 0
      ? [json(request.query ?? {})]
      : [];
  for (const index of ids.keys()) {
    for (const wrong of ['{}', 'true', 'null', 'undefined', '[]'])
      add('an id of the wrong kind', ...given.with(index, wrong), ...input);
  }
  for (const [index, name] of ids.entries()) {
    const { schema = {} } = parameters.find((parameter) => parameter.name === name) ?? {};
    if (resolve(description, schema).enum)
      add('a value off the table', ...given.with(index, '"off the table"'), ...input);
  }
  if (ids.length > 0) add('an argument left out', ...given.slice(1));
  if (body) add('an argument left out', ...given);
  add('one argument too many', ...given, ...input, '{}', '1');

  if (body) {
    for (const name of body.required) {
      const { [name]: _left, ...others } = request.body ?? {};
      add('a field left out', ...given, json(others));
      add('a field of the wrong kind', ...given, json({ ...others, [name]: null }));
    }
    if (body.choice) add('a field left out', ...given, '{}');
    for (const [kind, text] of wrongFields(description, body.properties, request.body))
      add(kind, ...given, text);
    for (const [kind, text] of wrongFields(description, query, {}))
      add(kind, ...given, ...input, `{ query: ${text} }`);
  } else {
    for (const [kind, text] of wrongFields(description, query, request.query)) add(kind, ...given, text);
  }

  const answer = `(await ${callOf(id, [...given, ...input])})`;
  mistakes.push({ kind: 'a result of another kind', code: `${answer}.noSuchField` });
  const one = result.list ? `${answer}${result.paged ? '.items' : ''}[0]!` : answer;
  const { properties, required } = answerOf(description, operation);
  for (const [name, schema] of Object.entries(properties)) {
    if (required.includes(name) && !isNullable(description, schema)) continue;
    mistakes.push({ kind: 'a field read without narrowing', code: `${one}.${name}.toString()` });
  }
  return mistakes;
}

/** Literals with one field that is misspelt, of the wrong kind or off its table, beside what else is given. */
function wrongFields(
  description: Description,
  properties: Record<string, Schema>,
  given: Record<string, unknown> = {},
): [Mistake['kind'], string][] {
  return Object.entries(properties).flatMap<[Mistake['kind'], string]>(([name, schema]) => {
    const beside = Object.entries(given).filter(([other]) => other !== name);
    const others = beside.map(([other, value]) => `${other}: ${json(value)}`);
    const literal = (field: string, value: string) => `{ ${[...others, `${field}: ${value}`].join(', ')} }`;
    const off = resolve(description, schema).enum ? ['"off the table"', '99'] : [];
    return [
      ['a misspelt field', literal(`${name}s_`, json(given[name] ?? 1))],
      ['a field of the wrong kind', literal(name, STRANGE)],
      ...off.map<[Mistake['kind'], string]>((value) => ['a value off the table', literal(name, value)]),
    ];
  });
}

function isNullable(description: Description, schema: Schema): boolean {
  const {
    type = [],
    oneOf = [],
    anyOf = [],
    enum: values = [],
  } = resolve(description, schema) as Schema & { anyOf?: Schema[] };
  return (
    [type].flat().includes('null') ||
    values.includes(null) ||
    [...oneOf, ...anyOf].some((part) => isNullable(description, part))
  );
}
