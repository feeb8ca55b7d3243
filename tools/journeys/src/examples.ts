import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isMap, parse, parseDocument } from 'yaml';
import { type Serving, startSandbox } from './processes.ts';

/** A documented response: the named example of an operation, its request, and the file that contains it. */
interface Documented {
  name: string;
  method: string;
  url: string;
  token: string;
  state: string;
  body: unknown;
  status: number;
  value: unknown;
  /** The component with the response; undefined if the operation contains it. */
  file: string | undefined;
}

interface ExampleNode {
  $ref?: string;
  value?: unknown;
  'x-state'?: { name: string; values: Record<string, string | number> };
  'x-request'?: { path?: Record<string, string | number>; query?: Record<string, string | number> };
}

interface OperationNode {
  operationId: string;
  requestBody?: {
    content: Record<
      string,
      Record<'examples' | 'x-refused-examples', Record<string, ExampleNode> | undefined>
    >;
  };
  responses: Record<
    string,
    { $ref?: string; content?: Record<string, { examples?: Record<string, ExampleNode> }> }
  >;
}

const spec = path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json'));
const JSON_TYPE = 'application/json';

/** Reads a file of the description, and resolves it if it is a reference. */
function follow<Node extends { $ref?: string }>(
  node: Node,
  from: string,
): { node: Node; file: string | undefined } {
  if (!node.$ref) return { node, file: undefined };
  const file = path.resolve(path.dirname(from), node.$ref);
  return { node: parse(readFileSync(file, 'utf8')) as Node, file };
}

/** All documented responses, in the order of the description. */
export function documentedAnswers(): Documented[] {
  const root = path.join(spec, 'openapi.yaml');
  const { paths } = parse(readFileSync(root, 'utf8')) as { paths: Record<string, { $ref: string }> };
  return Object.entries(paths).flatMap(([template, ref]) => {
    const from = path.resolve(spec, ref.$ref);
    const item = parse(readFileSync(from, 'utf8')) as Record<string, OperationNode>;
    return Object.entries(item)
      .filter(([, operation]) => operation.operationId)
      .flatMap(([method, operation]) => answersOf(template, method, operation, from));
  });
}

function answersOf(template: string, method: string, operation: OperationNode, from: string): Documented[] {
  const { examples, 'x-refused-examples': refused } = operation.requestBody?.content[JSON_TYPE] ?? {};
  const requests = { ...examples, ...refused };
  let first: { name: string; example: ExampleNode } | undefined;
  return Object.entries(operation.responses).flatMap(([status, response]) => {
    // Responses that do not depend on an operation have no state.
    if (status === 'default') return [];
    const { node, file: responseFile } = follow(response, from);
    return Object.entries(node.content?.[JSON_TYPE]?.examples ?? {}).map(([name, ref]): Documented => {
      const { node: example, file } = follow(ref, responseFile ?? from);
      first ??= { name, example };
      // A response that all operations share has no request of its own.
      const asked = status === '200' ? { name, example } : first;
      const request = asked.example['x-request'] ?? {};
      const query = new URLSearchParams(
        Object.entries(request.query ?? {}).map(([key, value]): [string, string] => [key, String(value)]),
      );
      const address = template
        .replace('{format}', 'json')
        .replaceAll(/\{(\w+)\}/g, (_all, key: string) => String(request.path?.[key]));
      return {
        name: `${operation.operationId}: ${name}`,
        method: method.toUpperCase(),
        url: `/v1${address}${query.size ? `?${query}` : ''}`,
        token: String(example['x-state']?.values.token),
        state: example['x-state']?.name ?? '',
        body: requests[asked.name]?.value,
        status: Number(status),
        value: example.value,
        file: status === '200' ? file : undefined,
      };
    });
  });
}

/** The response of a fresh demo server to the request of a documented response. */
export async function ask(sandbox: Serving, answer: Documented): Promise<{ status: number; value: unknown }> {
  const prepared = await fetch(`${sandbox.url}/_sandbox/states`, {
    method: 'POST',
    headers: { 'Content-Type': JSON_TYPE },
    body: JSON.stringify({ state: answer.state, action: 'setup' }),
  });
  if (!prepared.ok) throw new Error(`${answer.name}: ${await prepared.text()}`);
  const response = await fetch(sandbox.url + answer.url, {
    method: answer.method,
    headers: { Authorization: `Basic ${btoa(`x:${answer.token}`)}`, 'Content-Type': JSON_TYPE },
    ...(answer.body !== undefined && { body: JSON.stringify(answer.body) }),
  });
  return { status: response.status, value: await response.json() };
}

function write(file: string, value: unknown): void {
  const document = parseDocument(readFileSync(file, 'utf8'));
  if (!isMap(document.contents)) throw new Error(`${file} is no mapping`);
  document.set('value', value);
  writeFileSync(file, document.toString({ lineWidth: 0, flowCollectionPadding: true }));
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  await using sandbox = await startSandbox();
  const answers = documentedAnswers();
  let equal = 0;
  for (const answer of answers) {
    const { status, value } = await ask(sandbox, answer);
    if (status === answer.status && isDeepStrictEqual(value, answer.value)) {
      equal += 1;
      continue;
    }
    if (check || !answer.file) {
      process.exitCode = 1;
      console.log(
        `${answer.name}\n  documented ${JSON.stringify(answer.value)}\n  answered   ${JSON.stringify(value)}`,
      );
    } else {
      write(answer.file, value);
      console.log(`${answer.name}: ${path.relative(spec, answer.file)} written`);
    }
  }
  console.log(`${equal} of ${answers.length} documented answers are what the demo world answers`);
}

if (import.meta.main) await main();
