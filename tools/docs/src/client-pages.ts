import { createRequire } from 'node:module';
import path from 'node:path';
import { slug } from './catalogue.ts';
import { type Comment, type Declaration, type DeclaredMember, declarationsOf } from './declarations.ts';
import { type ClientMethod, type GeneratedType, generatedOf, type TypeField } from './generated-types.ts';

/** A page of the client's reference, as Markdown. */
export interface ClientPage {
  name: string;
  markdown: string;
}

/** The client's reference: its pages, and where each export stands. */
export interface ClientReference {
  pages: ClientPage[];
  urls: ReadonlyMap<string, string>;
}

/** What the client's files are about, in the order in which a reader needs them. */
const SECTIONS: Record<string, string> = {
  'service-desk.ts': 'Creating a client',
  'transport.ts': 'Timeouts and retries',
  'call.ts': 'Calls and lists',
  'errors.ts': 'Errors',
  'dates.ts': 'Dates',
  'avatar.ts': 'Pictures',
  'table.ts': 'The table of operations',
  'react.ts': 'TanStack Query',
  'query-options.ts': 'Options of TanStack Query',
  'webhooks.ts': 'Webhooks',
};

/** The entry points of the client. */
export const PACKAGE_ENTRIES = ['index.ts', 'react.ts', 'webhooks.ts'];

/** The entry point beside the main one that exports what a file declares. */
const ENTRY_OF: Record<string, string> = {
  'react.ts': 'react',
  'query-options.ts': 'react',
  'webhooks.ts': 'webhooks',
};

const WRAPPER = /(?:Result|Item|Body)$/;
const RAW = /^(?:Parameter|Response|Header|\$defs$|webhooks$|Schemas$)/;

/** The sources of the client, as it stands in this repository. */
export function clientSources(): string {
  const manifest = createRequire(import.meta.url).resolve('@service-desk/client/package.json');
  return path.join(path.dirname(manifest), 'src');
}

/** The reference of the client, from the doc comments of its sources. */
export function clientReference(sources: string): ClientReference {
  const declarations = declarationsOf(sources, PACKAGE_ENTRIES);
  const { types, queries, methods } = generatedOf(path.join(sources, 'generated'));
  const raw = types.filter(({ name }) => RAW.test(name));
  const wrappers = types.filter(({ name }) => WRAPPER.test(name));
  const named = types
    .filter((type) => !raw.includes(type) && !wrappers.includes(type))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const urls = new Map([
    ...declarations.map(({ name }) => [name, `client.html#${slug(name)}`] as const),
    ...[...types, ...queries].map(({ name }) => [name, `client-types.html#${slug(name)}`] as const),
    ['Operations', 'client-operations.html'],
    ['OperationId', 'client-operations.html'],
    ['Queries', 'client-operations.html'],
  ]);
  return {
    pages: [
      { name: 'client', markdown: exportsPage(declarations) },
      { name: 'client-operations', markdown: operationsPage(methods) },
      { name: 'client-types', markdown: typesPage(named, wrappers, queries, raw) },
    ],
    urls,
  };
}

function exportsPage(declarations: Declaration[]): string {
  const files = Map.groupBy(declarations, ({ file }) => file);
  for (const file of files.keys()) if (!SECTIONS[file]) throw new Error(`${file} has no section of its own`);
  const sections = Object.entries(SECTIONS).map(
    ([file, title]) =>
      `## ${title}\n\n${from(file)}${(files.get(file) ?? []).toSorted(creatingFirst).map(declaration).join('\n\n')}`,
  );
  return `# The TypeScript client

All that \`@service-desk/client\` exports, from its doc comments. Its methods are on a page of their own,
[one for each operation](client-operations.md), and so are [the types](client-types.md) of what they take and give.

\`\`\`ts
import { createServiceDesk } from '@service-desk/client';

const desk = createServiceDesk({ baseUrl: 'http://127.0.0.1:3000/v1', token: 'demo-dan' });
const { items, totalEntries } = await desk.incidents.list({ order: 'priority', limit: 20 });
\`\`\`

${sections.join('\n\n')}
`;
}

function from(file: string): string {
  const entry = ENTRY_OF[file];
  return entry ? `From \`@service-desk/client/${entry}\`.\n\n` : '';
}

/** What one begins with stands before what it takes. */
function creatingFirst(a: Declaration, b: Declaration): number {
  return Number(b.name.startsWith('create')) - Number(a.name.startsWith('create'));
}

function declaration({ name, signature, comment, members }: Declaration): string {
  return [
    `### ${name}`,
    `\`\`\`ts\n${signature}\n\`\`\``,
    comment.text,
    taken(comment),
    comment.returns && `**Returns** ${comment.returns}`,
    ...comment.throws.map((text) => `**Throws** ${text}`),
    memberTable(members),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function taken({ params }: Comment): string {
  return params.map(({ name, text }) => `- \`${name}\`: ${text}`).join('\n');
}

function memberTable(members: readonly (DeclaredMember | TypeField)[]): string {
  return table(
    ['name', 'type', 'meaning'],
    members.map(({ name, optional, type, text }) => [
      code(`${name}${optional ? '?' : ''}`),
      code(type),
      text,
    ]),
  );
}

function operationsPage(methods: ClientMethod[]): string {
  const resources = Map.groupBy(methods, ({ id }) => id.slice(0, id.indexOf('.')));
  const sections = [...resources].map(
    ([resource, own]) =>
      `## ${resource}\n\n${table(
        ['method', 'takes and gives', 'what it does'],
        own.map(({ id, signature, text }) => [
          code(id),
          code(shorter(signature)),
          text.split('\n\n')[0] ?? '',
        ]),
      )}`,
  );
  return `# Operations of the client

The ${methods.length} operations as methods of \`desk\`, such as \`desk.incidents.comments.create(13534, { note })\`. Each takes the
ids of its path, then its input, then \`CallOptions\`, which are left out below where they have no query. The name of a
method leads to its operation in the reference.

A \`CallPromise\` is awaited for the thing itself, a \`ListPromise\` for all of a list, a \`PagePromise\` for a page of one; both
lists can be iterated over. With TanStack Query the same names lead to options, such as
\`queries.incidents.list.queryOptions({ limit: 20 })\`: \`QueryOperation\` for what reads, \`PagedQueryOperation\` for what lists in
pages, \`MutationOperation\` for what writes.

${sections.join('\n\n')}
`;
}

function shorter(signature: string): string {
  return signature.replace(/(?:, )?options\?: CallOptions\)/, ')');
}

function typesPage(
  named: GeneratedType[],
  wrappers: GeneratedType[],
  queries: GeneratedType[],
  raw: GeneratedType[],
): string {
  return `# Types of the client

What the methods take and give, generated from the description, each by the name that its schema has there. What is
sent and what is read are types of their own: \`IncidentWrite\` is written, \`Incident\` read.

${named.map(({ name }) => code(name)).join(' · ')}

## Records and their fields

${named.map(typeSection).join('\n\n')}

## Wrappers

What v1 puts around a thing. The methods take it off and put it on; \`desk.raw\` has it.

${typeTable(wrappers)}

## Queries

What a call takes in its query, by the operation.

${typeTable(queries.map(withFields))}

## For the raw client

Parameters and answers that operations share, by the names of the description. \`paths\`, \`components\` and \`operations\` are
those of openapi-typescript.

${typeTable(raw.map((type) => (type.name === 'Schemas' ? { ...type, type: "components['schemas']" } : type)))}
`;
}

/** A query by its parameters, which have no types worth a name. */
function withFields(query: GeneratedType): GeneratedType {
  const fields = (query.fields ?? []).map(
    ({ name, optional, type }) => `${name}${optional ? '?' : ''}: ${type}`,
  );
  return { ...query, type: `{ ${fields.join('; ')} }` };
}

function typeSection({ name, type, text, fields }: GeneratedType): string {
  const definition = fields ? memberTable(fields) : `\`\`\`ts\ntype ${name} = ${type}\n\`\`\``;
  return [`### ${name}`, text, definition].filter(Boolean).join('\n\n');
}

function typeTable(types: GeneratedType[]): string {
  return table(
    ['name', 'type', 'meaning'],
    types.map(({ name, type, text }) => [code(name), code(type), text]),
  );
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A table of Markdown; a cell holds the first paragraph of a text, without its line breaks. */
function table(header: string[], rows: string[][]): string {
  if (rows.length === 0) return '';
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return (text.split(/\n\n/)[0] ?? '').replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
