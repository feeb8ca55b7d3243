import { nameOf, type Operation, type Schema } from './description.ts';
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
    `export interface Operations ${nested(operations, 0)}`,
    '',
    table(operations),
    '',
  ].join('\n');
}

interface Tree {
  [segment: string]: Tree | Operation;
}

function nested(operations: Operation[], depth: number): string {
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
  return block(tree, depth);
}

function isOperation(node: Tree | Operation): node is Operation {
  return typeof (node as Operation).method === 'string';
}

function block(tree: Tree, depth: number): string {
  const pad = '  '.repeat(depth + 1);
  const lines = Object.entries(tree).map(([name, node]) =>
    isOperation(node)
      ? `${docs(node, pad)}\n${pad}${name}${signature(node)};`
      : `${pad}readonly ${name}: ${block(node, depth + 1)};`,
  );
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

function docs(operation: Operation, pad: string): string {
  const text = [operation.summary, '', ...operation.description.split('\n')];
  const lines = text.map((line) => `${pad} * ${line}`.trimEnd());
  return `${pad}/**\n${lines.join('\n').replaceAll('*/', '*\\/')}\n${pad} */`;
}

function hasQuery(operation: Operation): boolean {
  return operation.parameters.some((p) => p.in === 'query');
}

function queryName(operation: Operation): string {
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
    const { name, wrapper } = operation.body;
    parameters.push(`input: schema.${name}${wrapper === null ? '' : `['${wrapper}']`}`);
    parameters.push(query ? `options?: CallOptions<${query}>` : 'options?: CallOptions');
  } else {
    if (query) parameters.push(`input?: ${query}`);
    parameters.push('options?: CallOptions');
  }
  return `(${parameters.join(', ')}): ${returned(operation)}`;
}

function pathType(operation: Operation, id: string): string {
  const schema = operation.parameters.find((p) => p.in === 'path' && p.name === id)?.schema;
  return schema?.$ref ? named(schema) : 'schema.Id | string';
}

function returned(operation: Operation): string {
  const { envelopes, key, schema, list, paged } = operation.result;
  if (!key) return `CallPromise<${envelopes.map((name) => `schema.${name}['result']`).join(' | ')}>`;
  if (!list) return `CallPromise<${named(schema)}>`;
  const item = named(schema.items ?? {});
  return paged ? `PagePromise<${item}>` : `ListPromise<${item}>`;
}

function named(schema: Schema): string {
  return `schema.${nameOf(schema)}`;
}

function table(operations: Operation[]): string {
  const rows = operations.map((operation) => {
    const row = {
      method: operation.method,
      path: operation.path,
      ids: operation.ids,
      ...(operation.body && { wrapper: operation.body.wrapper }),
      ...(operation.result.key && { key: operation.result.key }),
      ...(hasQuery(operation) && !operation.body && { query: true }),
      ...(operation.result.list && { list: operation.result.paged ? 'paged' : 'whole' }),
    };
    return `  '${operation.id}': ${JSON.stringify(row)},`;
  });
  return [
    '/** How each operation is called: what the interface above means on the wire. */',
    `export const operationTable = {\n${rows.join('\n')}\n} as const;`,
    '',
    '/** The name of an operation. */',
    'export type OperationId = keyof typeof operationTable;',
  ].join('\n');
}
