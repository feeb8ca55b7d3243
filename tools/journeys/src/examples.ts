import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  componentOf,
  type Method,
  type OperationNode,
  readDescription,
} from '@service-desk/description/description';
import { operationsOf, REDIRECT } from '@service-desk/description/operations';
import { addressOf, requestOf, searchOf } from '@service-desk/description/scenarios';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { isMap, parseDocument } from 'yaml';

/** A documented response: the named example of an operation, its request, and the file that contains it. */
interface DocumentedExample {
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

const spec = path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json'));
const JSON_TYPE = 'application/json';

/** The file of each example of the description, by its name, which is that of the component. */
function exampleFiles(): Map<string, string> {
  const files = globSync('{shared,resources/*}/examples/*.yaml', { cwd: spec });
  return new Map(files.map((file) => [path.basename(file, '.yaml'), path.join(spec, file)]));
}

/** All documented responses, in the order of the description. */
export function documentedAnswers(): DocumentedExample[] {
  const description = readDescription();
  const files = exampleFiles();
  return operationsOf(description).flatMap((operation) => {
    const { id, method, path: template, responseExamples } = operation;
    const node = description.paths[template]?.[method.toLowerCase() as Method] as OperationNode;
    // A redirect has no body.
    const { [REDIRECT]: _, ...answers } = responseExamples;
    return Object.entries(answers).flatMap(([status, examples]) =>
      Object.entries(examples).map(([name, example]): DocumentedExample => {
        const request = requestOf(operation, status, name);
        const ref = (node.responses[status]?.content?.[JSON_TYPE]?.examples?.[name] as { $ref?: string })
          ?.$ref;
        return {
          name: `${id}: ${name}`,
          method,
          url: `/v1${addressOf(operation, request.path)}${searchOf(request.query)}`,
          token: String(example['x-state']?.values.token),
          state: example['x-state']?.name ?? '',
          body: request.body,
          status: Number(status),
          value: example.value,
          file: status === '200' && ref ? files.get(componentOf(ref)) : undefined,
        };
      }),
    );
  });
}

/** What a fresh demo server sends. */
interface RecordedResponse {
  status: number;
  value: unknown;
  text: string;
  /** The names of its headers, in lower case. */
  headers: string[];
}

/** The response of a fresh demo server to the request of a documented response. */
export async function ask(sandbox: Serving, answer: DocumentedExample): Promise<RecordedResponse> {
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
  const text = await response.text();
  return { status: response.status, value: JSON.parse(text), text, headers: [...response.headers.keys()] };
}

function write(file: string, value: unknown): void {
  const document = parseDocument(readFileSync(file, 'utf8'));
  if (!isMap(document.contents)) throw new Error(`${file} is not a mapping`);
  document.set('value', value);
  writeFileSync(file, document.toString({ lineWidth: 0, flowCollectionPadding: true }));
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  await using sandbox = await startSandboxProcess();
  const answers = documentedAnswers();
  let equal = 0;
  let sameBytes = 0;
  const headers: string[] = [];
  for (const answer of answers) {
    const { status, value, text, headers: sent } = await ask(sandbox, answer);
    headers.push(...sent);
    if (text === JSON.stringify(answer.value)) sameBytes += 1;
    if (status === answer.status && isDeepStrictEqual(value, answer.value)) {
      equal += 1;
      continue;
    }
    if (check || !answer.file) {
      process.exitCode = 1;
      console.log(
        `${answer.name}\n  documented ${JSON.stringify(answer.value)}\n  received   ${JSON.stringify(value)}`,
      );
    } else {
      write(answer.file, value);
      console.log(`${answer.name}: ${path.relative(spec, answer.file)} written`);
    }
  }
  console.log(`${equal} of ${answers.length} documented responses match those of the demo server`);
  console.log(`${sameBytes} of them match byte for byte`);
  const counts = Map.groupBy(headers, (name) => name);
  const named = [...counts].toSorted().map(([name, all]) => `${name} ${all.length}`);
  console.log(`response headers: ${named.join(', ')}`);
}

if (import.meta.main) await main();
