import type { Description, Example } from '@service-desk/description/description';
import { type Operation, operationsOf } from '@service-desk/description/operations';
import {
  addressOf,
  type ExampleRequest,
  firstSuccess,
  requestOf,
  searchOf,
  unwrapped,
} from '@service-desk/description/scenarios';

/** How an operation is called, with the values of its first documented success. */
export interface Sample {
  operation: string;
  /** Whether it changes nothing. */
  reads: boolean;
  /** The provider state in which the documented success is true. */
  state: string;
  /** What is documented as the answer. */
  answer: unknown;
  /** What stands inside the documented answer, and so what the client's method resolves to. */
  result: unknown;
  /** A line for a shell, with its continuations. */
  curl: string;
  /** A module that assigns the result to `variable`. */
  typescript: string;
  variable: string;
}

/** The API as `npm start` serves it, as far as a sample has to name it. */
interface Server {
  url: string;
}

/** As wide as the reference shows without scrolling. */
const WIDTH = 60;
const NAME = /^[A-Za-z_$][\w$]*$/;

/**
 * The samples of all operations, in the order of the description.
 *
 * @throws Error when an operation has no documented success
 */
export function samplesOf(description: Description & { servers: readonly [Server, ...Server[]] }): Sample[] {
  const operations = operationsOf(description);
  return operations.map((operation) => sampleOf(operation, operations, description.servers[0].url));
}

function sampleOf(operation: Operation, operations: Operation[], server: string): Sample {
  const { name, example, request, token } = firstSuccess(operation);
  const state = example['x-state'];
  if (!state) throw new Error(`${operation.id}: ${name} has no x-state`);
  const call = { operation, server, token, request };
  const { value } = operation.result.redirect ? answerAt(String(example.value), operations, server) : example;
  const answer = value as { result: Record<string, unknown> };
  const { key } = operation.result;
  return {
    operation: operation.id,
    reads: operation.method === 'GET',
    state: state.name,
    answer,
    result: key === undefined ? answer.result : answer.result[key],
    curl: curl(call),
    ...typescript(call),
  };
}

/** The documented answer at an address that a redirect leads to. */
function answerAt(location: string, operations: Operation[], server: string): Example {
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    for (const [name, example] of Object.entries(operation.responseExamples['200'] ?? {})) {
      const { path, query } = requestOf(operation, '200', name);
      const address = server + addressOf(operation, path);
      if (!query && new URL(address).pathname === new URL(location).pathname) return example;
    }
  }
  throw new Error(`nothing is documented at ${location}`);
}

interface Call {
  operation: Operation;
  server: string;
  token: string;
  request: ExampleRequest;
}

function curl({ operation, server, token, request: { path, query, body } }: Call): string {
  const search = searchOf(query);
  const url = `${server}${addressOf(operation, path)}${search}`;
  const method = operation.method === 'GET' ? '' : ` -X ${operation.method}`;
  const follow = operation.result.redirect ? ' -L' : '';
  const begin = `curl -u x:${token}${follow}${method}`;
  const target = search ? quoted(url) : url;
  const lines = begin.length + target.length < WIDTH ? [`${begin} ${target}`] : [begin, `  ${target}`];
  if (body !== undefined) {
    lines.push("  -H 'Content-Type: application/json'", `  -d ${quoted(JSON.stringify(body, null, 2))}`);
  }
  return lines.join(' \\\n');
}

/** A text as one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function typescript({ operation, server, token, request: { path, query, body } }: Call) {
  const { paged, key = 'answer' } = operation.result;
  const variable = paged ? 'page' : camelCase(key);
  const call = `const ${variable} = await desk.${operation.id}(`;
  const given = [...operation.ids.map((id) => path[id])];
  if (operation.body) given.push(unwrapped(operation, body));
  if (query) given.push(operation.body ? { query } : query);
  const inline = given.map((value) => literal(value, 0, Number.POSITIVE_INFINITY));
  const fits = `${call}${inline.join(', ')});`.length <= WIDTH;
  // The input alone is broken up, as a formatter would.
  const input = operation.ids.length;
  const parts = inline.map((text, index) => (fits || index !== input ? text : literal(given[index], 0, 0)));
  const lines = [
    "import { createServiceDesk } from '@service-desk/client';",
    '',
    `const desk = createServiceDesk({ baseUrl: '${server}', token: '${token}' });`,
    `${call}${parts.join(', ')});`,
  ];
  return { typescript: lines.join('\n'), variable };
}

function camelCase(name: string): string {
  const camel = name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
  return camel.charAt(0).toLowerCase() + camel.slice(1);
}

/** A value as a literal of TypeScript, broken over lines where it does not fit. */
function literal(value: unknown, depth: number, width: number): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isArray = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return isArray ? '[]' : '{}';
  const parts = (inner: number) =>
    entries.map(([key, part]) => {
      const text = literal(part, depth + 1, inner);
      return isArray ? text : `${NAME.test(key) ? key : stringLiteral(key)}: ${text}`;
    });
  const [open, close] = isArray ? ['[', ']'] : ['{ ', ' }'];
  const line = `${open}${parts(Number.POSITIVE_INFINITY).join(', ')}${close}`;
  if (line.length + 2 * depth <= width) return line;
  const pad = '  '.repeat(depth);
  const broken = parts(WIDTH).map((part) => `${pad}  ${part},`);
  return `${open.trim()}\n${broken.join('\n')}\n${pad}${close.trim()}`;
}

function stringLiteral(text: string): string {
  const json = JSON.stringify(text);
  if (text.includes("'")) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
