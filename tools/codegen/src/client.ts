import { nameOf, type Schema } from '@service-desk/description/description';
import type { Operation } from '@service-desk/description/operations';
import { docComment } from './comment.ts';
import { banner } from './types.ts';

/** The nested interface of the client, and the table that drives it. */
export function generateOperations(operations: Operation[]): string {
  return [
    banner(),
    "import type { CallOptions, CallPromise, ListPromise, PagePromise } from '../call.ts';",
    "import type * as schema from './types.ts';",
    '',
    ...operations.filter(hasQuery).map(queryType),
    '/** Every operation of v1, by its name in the description. */',
    `export interface Operations ${nested(operations, method)}`,
    '',
    table(operations),
    '',
  ].join('\n');
}

interface Tree {
  [segment: string]: Tree | Operation;
}

/**
 * The body of an interface: segments of names nest, and each operation is a member as `member` writes it.
 *
 * @param beside what each segment has beside its own members, such as `Named & `
 */
export function nested(operations: Operation[], member: WriteMember, beside = ''): string {
  const tree: Tree = {};
  for (const operation of operations) {
    const segments = operation.id.split('.');
    const verb = segments.pop() ?? '';
    let at = tree;
    for (const segment of segments) {
      at[segment] ??= {};
      at = at[segment] as Tree;
    }
    at[verb] = operation;
  }
  return block(tree, member, beside, 0);
}

function isOperation(node: Tree | Operation): node is Operation {
  return typeof (node as Operation).method === 'string';
}

type WriteMember = (name: string, operation: Operation) => string;

function block(tree: Tree, member: WriteMember, beside: string, depth: number): string {
  const pad = '  '.repeat(depth + 1);
  const lines = Object.entries(tree).map(([name, node]) =>
    isOperation(node)
      ? member(name, node).replaceAll(/^(?=.)/gm, pad)
      : `${pad}readonly ${name}: ${beside}${block(node, member, beside, depth + 1)};`,
  );
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

function method(name: string, operation: Operation): string {
  const { summary, description } = operation;
  return `${docComment(`${summary}\n\n${description}`)}\n${name}${signature(operation)};`;
}

/** Whether an operation takes parameters in its query. */
export function hasQuery(operation: Operation): boolean {
  return operation.parameters.some((p) => p.in === 'query');
}

/** The name of the type of an operation's query. */
export function queryName(operation: Operation): string {
  const words = operation.id.split('.').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Query`;
}

function queryType(operation: Operation): string {
  const at = `schema.paths['${operation.path}']['${operation.method.toLowerCase()}']`;
  return `/** The query of \`${operation.id}\`. */\nexport type ${queryName(operation)} = NonNullable<${at}['parameters']['query']>;\n`;
}

/** Path ids, then the input, then the options: the query is the input of a call without a body. */
function signature(operation: Operation): string {
  const query = hasQuery(operation) ? queryName(operation) : undefined;
  const parameters = operation.ids.map((id) => `${id}: ${pathType(operation, id)}`);
  if (operation.body) {
    parameters.push(`input: ${bodyType(operation.body)}`);
    parameters.push(query ? `options?: CallOptions<${query}>` : 'options?: CallOptions');
  } else {
    if (query) parameters.push(`input?: ${query}`);
    parameters.push('options?: CallOptions');
  }
  return `(${parameters.join(', ')}): ${returned(operation)}`;
}

/** The type of what a call takes as its body's fields. */
export function bodyType({ name, wrapper }: NonNullable<Operation['body']>): string {
  return `schema.${name}${wrapper === null ? '' : `['${wrapper}']`}`;
}

/** The type of an id in an operation's path. */
export function pathType(operation: Operation, id: string): string {
  const schema = operation.parameters.find((p) => p.in === 'path' && p.name === id)?.schema;
  return schema?.$ref ? named(schema) : 'schema.Id | string';
}

function returned({ result }: Operation): string {
  const type = resultType(result);
  if (!result.list) return `CallPromise<${type}>`;
  return result.paged ? `PagePromise<${type}>` : `ListPromise<${type}>`;
}

/** The type of a result, or of the items of a list. */
export function resultType({ envelopes, key, schema, list }: Operation['result']): string {
  if (!key) return envelopes.map((name) => `schema.${name}['result']`).join(' | ');
  return named(list ? (schema.items ?? {}) : schema);
}

function named(schema: Schema): string {
  return `schema.${nameOf(schema)}`;
}

/** The rows that the client's table is read from; `table.ts` there describes their columns. */
function table(operations: Operation[]): string {
  const places = Map.groupBy(operations, (operation) => `${baseOf(operation)} ${operation.resource}`);
  const rows = rowsBelow('', [...places.values()]);
  return [
    '/** How each operation is called: what the interface above means on the wire. `table.ts` reads it. */',
    `export const rows = \`${rows.join('\n')}\`;`,
    '',
    '/** The name of an operation. */',
    `export type OperationId =\n${operations.map(({ id }) => `  | '${id}'`).join('\n')};`,
  ].join('\n');
}

/** The rows whose paths start with `parent`, each followed by the rows below it, indented by a blank. */
function rowsBelow(parent: string, places: Operation[][]): string[] {
  const isTop = ([operation]: Operation[]) =>
    !places.some(([other]) =>
      baseOf(operation as Operation).startsWith(`${childrenOf(baseOf(other as Operation))}/`),
    );
  return places.filter(isTop).flatMap((place) => {
    const children = childrenOf(baseOf(place[0] as Operation));
    const below = places.filter(([operation]) => baseOf(operation as Operation).startsWith(`${children}/`));
    return [rowOf(place, parent), ...rowsBelow(children, below).map((row) => ` ${row}`)];
  });
}

function rowOf(here: Operation[], parent: string): string {
  const [first] = here as [Operation, ...Operation[]];
  const base = baseOf(first);
  const last = lastOf(base);
  const keysOf = (those: Operation[]) => those.map(({ result }) => result.key ?? '-');
  const [lists, others] = [here.filter(isList), here.filter((each) => !isList(each))];
  const one = only(keysOf(others), '-');
  const wrappers = here.flatMap(({ body }) => (body ? [body.wrapper ?? '-'] : []));
  const columns = [
    here.map(letterOf).join(''),
    one,
    only(wrappers, one),
    only(keysOf(lists), last),
    first.resource,
  ];
  // What the reader takes for granted is left out, from the end.
  const usual = [USUAL_OPERATIONS, singular(last), one, last, namedBy(base)];
  while (columns.length > 0 && columns.at(-1) === usual[columns.length - 1]) columns.pop();
  return [base.slice(parent.length + 1), ...columns].join(' ');
}

/** The beginning of the paths below a row: its path with the id of one of its things. */
function childrenOf(base: string): string {
  return `${base}/{${singular(lastOf(base))}_id}`;
}

function lastOf(base: string): string {
  return base.slice(base.lastIndexOf('/') + 1);
}

/** The singular of a segment, by the same rule as in `table.ts` of the client. */
function singular(segment: string): string {
  return segment.replace(/s$/, '');
}

/** The name that a resource has by its path. */
function namedBy(path: string): string {
  const parts = path
    .toLowerCase()
    .split('/')
    .filter((part) => part && !part.startsWith('{'));
  return parts.map((part) => part.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())).join('.');
}

function verbOf({ id }: Operation): string {
  return id.slice(id.lastIndexOf('.') + 1);
}

function isList(operation: Operation): boolean {
  return verbOf(operation) === 'list';
}

/** What is read, updated or deleted lies below its row's path, unless it has more than one id of its own. */
function baseOf(operation: Operation): string {
  const path = operation.path.replace(/\.\{format\}$/, '');
  const base = path.replace(/\/\{id\}$/, '');
  return /^(get|update|delete)$/.test(verbOf(operation)) && !base.endsWith('}') ? base : path;
}

/** The letter and the method of each verb, as `table.ts` of the client has them. */
const VERBS: Record<string, [letter: string, method: string]> = {
  list: ['l', 'GET'],
  create: ['c', 'POST'],
  get: ['g', 'GET'],
  update: ['u', 'PUT'],
  delete: ['d', 'DELETE'],
  current: ['m', 'GET'],
};

/** The operations of a row that names none: those of notes. */
const USUAL_OPERATIONS = 'lcGuD';

/** An operation's letter; in upper case if its input is the query. */
function letterOf(operation: Operation): string {
  const { id, method, body, result } = operation;
  const [letter, usual] = VERBS[verbOf(operation)] ?? [];
  if (letter === undefined || method !== usual) throw new Error(`${id} is not called by ${method}`);
  const one = result.list && result.paged ? 'p' : letter;
  return hasQuery(operation) && !body ? one.toUpperCase() : one;
}

/** The one value of a row's operations. */
function only(values: string[], none: string): string {
  const [value = none, ...others] = new Set(values);
  if (others.length > 0) throw new Error(`operations at one path differ: ${value}, ${others.join(', ')}`);
  return value;
}
