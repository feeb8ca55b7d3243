import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { camelCase, operationIdOf, pathFileOf } from './naming.ts';
import { METHODS } from './redocly.ts';
import { singular } from './xml.ts';

export interface ScaffoldOptions {
  /** The folder of the description. */
  spec: string;
  method: (typeof METHODS)[number];
  /** Such as `/incidents/{incident_id}/attachments`, without an extension. */
  path: string;
  tag: string;
  /** The state of a provider that the examples need, by its name. */
  state: string;
}

/** The name of an operation's successful example, and how the component of that example ends. */
const SUCCESSES: Record<string, string> = {
  list: 'listed',
  get: 'found',
  create: 'created',
  update: 'updated',
  delete: 'deleted',
};

const NO_ID = 99999999;

/**
 * Writes a new operation into the sources: its path file and the components that it lacks. Every text that an author
 * has to write begins with TODO, which linting refuses.
 *
 * @returns the files that were written or changed
 * @throws Error if the operation exists, or the tag or the state does not
 */
export function scaffold({ spec, method, path: template, tag, state }: ScaffoldOptions): string[] {
  const rootFile = path.join(spec, 'openapi.yaml');
  const root = readFileSync(rootFile, 'utf8');
  const { tags } = parse(root) as { tags: { name: string }[] };
  if (!tags.some(({ name }) => name === tag)) throw new Error(`openapi.yaml has no tag ${tag}`);
  const states = parse(readFileSync(path.join(spec, 'shared/states.yaml'), 'utf8')) as Record<string, Values>;
  const values = states[state];
  if (!values) throw new Error(`shared/states.yaml has no state "${state}"`);

  const pathFile = pathFileOf(template);
  const existing = existsSync(path.join(spec, pathFile))
    ? readFileSync(path.join(spec, pathFile), 'utf8')
    : '';
  if (/^x-template:/m.test(existing))
    throw new Error(`${pathFile} has a template: add the operation to it by hand`);
  if (new RegExp(`^${method}:`, 'm').test(existing)) throw new Error(`${pathFile} already has ${method}`);
  const folder = path.dirname(path.dirname(pathFile));
  const segments = template.split('/').slice(1);
  const collection = segments.findLast((segment) => !segment.startsWith('{')) ?? '';
  const field = singular(collection);
  const written: string[] = [];

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(spec, file)), { recursive: true });
    writeFileSync(path.join(spec, file), text);
    written.push(file);
  }

  /** A reference to a component, which is written if there is none of that name. */
  function component(from: string, kind: string, name: string, textOf?: (file: string) => string): string {
    const [known] = globSync(`{shared,resources/*}/${kind}/${name}.yaml`, { cwd: spec });
    const file = known ?? path.join(folder, kind, `${name}.yaml`);
    if (!file.startsWith('shared/') && path.dirname(path.dirname(file)) !== folder)
      throw new Error(`${name} is a component of another resource: move ${file} to shared/${kind}/ first`);
    if (!known && !textOf) throw new Error(`there is no ${kind}/${name}.yaml`);
    if (!known && textOf) write(file, textOf(file));
    const reference = path.relative(path.dirname(from), file);
    return `{ $ref: ${reference.startsWith('.') ? reference : `./${reference}`} }`;
  }

  const ids = segments.filter((segment) => /^\{\w+\}$/.test(segment)).map((segment) => segment.slice(1, -1));
  const [name, verb] = [pascalCase(field), operationIdOf(template, method).split('.').at(-1) ?? ''];
  const success = SUCCESSES[verb];
  if (!success)
    throw new Error(`${operationIdOf(template, method)} has no name for the example of its success`);
  const nounOf = (id: string) => (id === 'id' ? field : id.replace(/_id$/, '')).replaceAll('_', ' ');
  const idOf = (id: string) => values[id === 'id' ? `${field}_id` : id] ?? 1;
  const requestOf = (missing?: string) => {
    const entries = ids.map((id) => `${id}: ${id === missing ? NO_ID : idOf(id)}`);
    return entries.length === 0 ? '' : `x-request: { path: { ${entries.join(', ')} } }\n`;
  };

  const parameters = ids.map((id) => {
    const parameter = id === 'id' ? `${name}Id` : `Parent${pascalCase(id)}`;
    return component(
      pathFile,
      'parameters',
      parameter,
      (file) =>
        `name: ${id}\nin: path\nrequired: true\ndescription: TODO what the id of the ${nounOf(id)} is.\n` +
        `schema: ${component(file, 'schemas', 'Id')}\nexample: ${idOf(id)}\n`,
    );
  });

  const record = (from: string) =>
    component(
      from,
      'schemas',
      name,
      (file) =>
        `type: object\ndescription: TODO what the ${nounOf('id')} is.\nrequired: [id, name]\nproperties:\n` +
        `  id: ${component(file, 'schemas', 'Id')}\n  name:\n    type: string\n    description: TODO what it is called.\n`,
    );
  const isList = verb === 'list';
  const result = component(pathFile, 'schemas', isList ? `${name}ListResult` : `${name}Result`, (file) => {
    const content = isList
      ? `      ${collection}:\n        type: array\n        description: TODO in which order.\n` +
        `        xml: { wrapped: true }\n        items: ${record(file).replace(' }', `, xml: { name: ${field} } }`)}\n`
      : `      ${field}: ${record(file)}\n`;
    return (
      `type: object\ndescription: TODO what is answered, in v1's envelope.\nxml: { name: hash }\n` +
      `required: [result, version, status]\nproperties:\n  result:\n    type: object\n` +
      `    description: The answer itself, under its own name.\n    required: [${isList ? collection : field}]\n` +
      `    properties:\n${content}  version: ${component(file, 'schemas', 'Version')}\n` +
      `  status: ${component(file, 'schemas', 'Success')}\n`
    );
  });
  const example = component(
    pathFile,
    'examples',
    pascalCase(`${isList ? collection : field}_${success}`),
    () => {
      const shown = isList
        ? `    ${collection}:\n      - id: ${idOf('id')}\n        name: TODO\n`
        : `    ${field}:\n      id: ${idOf('id')}\n      name: TODO\n`;
      return (
        `summary: TODO what is shown\nx-state: ${state}\n${requestOf()}value:\n  result:\n${shown}` +
        `  version: "1.0"\n  status: Success\n`
      );
    },
  );

  const failures = ids.map((id) => ({
    key: id === 'id' ? 'notFound' : `${camelCase(nounOf(id).replaceAll(' ', '_'))}NotFound`,
    summary: `No ${nounOf(id)} has that id`,
    request: requestOf(id),
    text: `[E400] no ${nounOf(id)} found`,
  }));
  const sendsBody = method === 'post' || method === 'put';
  let body = '';
  if (sendsBody) {
    const schema = component(pathFile, 'schemas', `${name}Body`, (file) => {
      const fields = component(
        file,
        'schemas',
        `${name}Write`,
        (own) =>
          `type: object\ndescription: TODO which fields can be written.\nadditionalProperties: false\nproperties:\n` +
          `  id: ${component(own, 'schemas', 'ReadOnly')}\n  name:\n    type: string\n` +
          `    description: TODO what it is called.\n`,
      );
      return (
        `type: object\ndescription: The wrapper that v1 expects.\nxml: { name: hash }\nrequired: [${field}]\n` +
        `additionalProperties: false\nproperties:\n  ${field}: ${fields}\n`
      );
    });
    const requests = [{ key: success, summary: 'TODO what is sent' }, ...failures].map(
      ({ key, summary }) =>
        `      ${key}:\n        summary: ${summary}\n        value:\n          ${field}:\n            name: TODO\n`,
    );
    body = `  x-body:\n    schema: ${schema}\n    examples:\n${requests.join('')}`;
  }
  const failed = failures.map(
    ({ key, summary, request, text }) =>
      `      ${key}:\n        summary: ${summary}\n        x-state: ${state}\n        ${request}        x-failed: "${text}"\n`,
  );
  const operation =
    `${method}:\n  operationId: ${operationIdOf(template, method)}\n  summary: TODO what the call does\n` +
    `  description: TODO what a caller has to know.\n  tags: [${tag}]\n${body}  x-answer:\n` +
    `    description: TODO what is answered, or what was wrong.\n    schema: ${result}\n    examples:\n` +
    `      ${success}: ${example}\n${failed.join('')}`;

  const format = component(pathFile, 'parameters', 'Format');
  const references = [...parameters, format].map(
    (reference) => `  - ${reference.slice('{ '.length, -' }'.length)}\n`,
  );
  write(
    pathFile,
    withOperation(
      existing ||
        `parameters:
${references.join('')}`,
      method,
      operation,
    ),
  );
  const line = `  ${template}.{format}: { $ref: './${pathFile}' }\n`;
  if (!root.includes(`  ${template}.{format}:`)) {
    writeFileSync(rootFile, withPath(root, segments[0] ?? '', line));
    written.push('openapi.yaml');
  }
  return written;
}

type Values = Record<string, string | number>;

/** A path file with one operation more, in the order of the methods. */
function withOperation(file: string, method: ScaffoldOptions['method'], operation: string): string {
  const later = METHODS.slice(METHODS.indexOf(method) + 1);
  const next = later.length > 0 ? file.search(new RegExp(`^(${later.join('|')}):`, 'm')) : -1;
  return next < 0 ? file + operation : file.slice(0, next) + operation + file.slice(next);
}

/** The root file with the line of one path more, after those of the same resource, or after all. */
function withPath(root: string, resource: string, line: string): string {
  const paths = [...root.matchAll(/^ {2}\/(\w+)[./].*\n/gm)];
  const last = paths.findLast(([, first]) => first === resource) ?? paths.at(-1);
  const end = last ? last.index + last[0].length : root.length;
  return root.slice(0, end) + line + root.slice(end);
}

function pascalCase(words: string): string {
  const camel = camelCase(words);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}
