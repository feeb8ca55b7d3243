import type { Operation } from '@service-desk/description/operations';
import { bodyType, hasQuery, nested, pathType, queryName, resultType } from './client.ts';
import { docComment } from './comment.ts';
import { banner } from './types.ts';

/** The nested interface of the queries and mutations of TanStack Query, beside that of the client. */
export function generateQueries(operations: Operation[]): string {
  const kinds = [...new Set(operations.map((operation) => kindOf(operation)))].toSorted();
  return [
    banner(),
    `import type { ${kinds.join(', ')}, ResourceKey } from '../query-options.ts';`,
    "import type * as query from './operations.ts';",
    "import type * as schema from './types.ts';",
    '',
    '/** Every operation of v1 as options of TanStack Query, by its name in the description. */',
    `export interface Queries extends ResourceKey ${nested(operations, member, 'ResourceKey & ')}`,
    '',
  ].join('\n');
}

type Kind = 'MutationOperation' | 'PagedQueryOperation' | 'QueryOperation';

function kindOf({ method, result }: Operation): Kind {
  if (method !== 'GET') return 'MutationOperation';
  return result.list && result.paged ? 'PagedQueryOperation' : 'QueryOperation';
}

function member(name: string, operation: Operation): string {
  const { result } = operation;
  const kind = kindOf(operation);
  const data = `${resultType(result)}${result.list && kind === 'QueryOperation' ? '[]' : ''}`;
  const takes = kind === 'MutationOperation' ? variables(operation) : `[${parameters(operation).join(', ')}]`;
  return `${docComment(operation.summary)}\nreadonly ${name}: ${kind}<${takes}, ${data}>;`;
}

function ids(operation: Operation): string[] {
  return operation.ids.map((id) => `${id}: ${pathType(operation, id)}`);
}

function parameters(operation: Operation): string[] {
  return [...ids(operation), ...(hasQuery(operation) ? [`input?: query.${queryName(operation)}`] : [])];
}

/** The variables of a mutation: its body if there is nothing else, else everything by name. */
function variables(operation: Operation): string {
  const { body } = operation;
  const asked = hasQuery(operation);
  if (body && operation.ids.length === 0 && !asked) return bodyType(body);
  const named = [
    ...ids(operation),
    ...(body ? [`input: ${bodyType(body)}`] : []),
    ...(asked ? [`query?: query.${queryName(operation)}`] : []),
  ];
  return `{ ${named.join('; ')} }`;
}
