import {
  componentOf,
  type Description,
  type Parameter,
  resolve,
  type Schema,
} from '@service-desk/description/description';
import { type Operation, operationsById, queryOf } from '@service-desk/description/operations';
import { resourcesOf } from '@service-desk/description/resources';
import { alternativesOf, fieldsOf } from '@service-desk/description/schemas';
import { shapesOf } from '@service-desk/description/shapes';
import { commentText } from './comment.ts';
import { banner } from './types.ts';

/** A field as an agent reads about it. */
interface FieldRow {
  kind: string;
  text?: string;
  required?: true;
  /** It is sent in the query, beside the body. */
  query?: true;
}

/** Parameters that are arguments of the tools, or that only old clients send. */
const NOT_FILTERS = new Set(['page', 'limit', 'per_page', 'note_type']);

/**
 * The resources of the MCP server: what they are about, how their lists are filtered, the fields that they accept, and
 * the fields that they return.
 */
export function generateMcpResources(description: Description): string {
  const operations = operationsById(description);
  const kinds = new Map<string, Schema>();
  const names = [...new Set([...operations.values()].map(({ resource }) => resource))];
  const rows = names.map((name) => [name, resourceRow(description, name, kinds)]);
  const texts = [...kinds].toSorted().map(([name, schema]) => [name, kindText(description, schema)]);
  return `${banner()}
import type { ResourceName, ResourceRow } from '../rows.ts';

/** Every resource of v1, with what the tools have to know of it. */
export const rows: Readonly<Record<ResourceName, ResourceRow>> = ${literal(rows)};

/** What a value of each kind looks like. */
export const kinds: Readonly<Record<string, string>> = ${literal(texts)};
`;
}

function literal(entries: unknown[][]): string {
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

function resourceRow(description: Description, name: string, kinds: Map<string, Schema>): object {
  const operations = operationsById(description);
  const [list, get, create, update] = ['list', 'get', 'create', 'update'].map((verb) =>
    operations.get(`${name}.${verb}`),
  );
  const fields = (operation: Operation | undefined) =>
    operation && Object.fromEntries(fieldRows(description, operation, kinds));
  const own = [...operations.values()].filter(({ resource }) => resource === name);
  return {
    about: own.map(({ summary, description: text }) => `${summary}. ${text}`.trim()).join('\n'),
    filters: Object.fromEntries(
      [...(list ? queryOf(list).values() : [])]
        .filter(({ name: filter }) => !NOT_FILTERS.has(filter))
        .map((filter) => [filter.name, filterRow(description, filter)]),
    ),
    create: fields(create),
    update: fields(update),
    summary: list ? columnsOf(description, list) : [],
    detail: get ? columnsOf(description, get) : [],
  };
}

/** Addresses and pictures are of no use to an agent. */
const IS_ADDRESS = /_link$|^avatar$/;

/** The fields of a resource, or of the entries of a list, without the object that only wraps an entry. */
function columnsOf(description: Description, { result }: Operation): string[] {
  const [whole] = alternativesOf(description, result.schema);
  const fields = (schema: Schema | undefined) => fieldsOf(alternativesOf(description, schema));
  const own = fields(result.list ? whole?.items : result.schema);
  const [[name, only] = [], ...others] = Object.entries(own);
  const inside = name !== undefined && others.length === 0 ? Object.keys(fields(only)) : [];
  return (inside.length > 0 ? inside : Object.keys(own)).filter((each) => !IS_ADDRESS.test(each));
}

/** The description of a filter is short, because the list of tools contains it. */
function filterRow(description: Description, { schema, description: text = '' }: Parameter): object {
  const target = resolve(description, schema);
  const [lead = ''] = text.split('\n\n');
  const isList = target.type === 'array';
  const isFlag = target.enum?.includes(true);
  const isCode = target.enum && !isFlag;
  const type = isFlag
    ? 'boolean'
    : isCode
      ? 'string'
      : isList
        ? 'ids'
        : schema.$ref?.includes('Id')
          ? 'id'
          : 'string';
  return { text: lead, type, ...(isCode && { values: target.enum }) };
}

function fieldRows(
  description: Description,
  operation: Operation,
  kinds: Map<string, Schema>,
): [string, FieldRow][] {
  const mandatory = resourcesOf(description).find(({ verbs }) => verbs.create === operation.id)?.mandatory;
  const body = [...shapesOf(description).writable(operation.id)].map(([name, { nodes }]) => {
    return [name, nodes] as const;
  });
  const query = [...queryOf(operation).values()]
    .filter(({ name }) => !NOT_FILTERS.has(name))
    .map(
      ({ name, schema, description: text }) => [name, [{ ...schema, description: text } as Schema]] as const,
    );
  return [...body, ...query].flatMap(([name, nodes]): [string, FieldRow][] => {
    // The guide's aliases and misprints are accepted, but there is a better name.
    if (nodes[0]?.deprecated) return [];
    const own = nodes.find(({ $ref, description: text }) => $ref && text) ?? nodes.find(({ $ref }) => $ref);
    const ref = own?.$ref;
    if (!ref) throw new Error(`${operation.id}: ${name} has no named schema`);
    const kind = componentOf(ref);
    kinds.set(kind, { $ref: ref });
    const text = own.description;
    const isQuery = query.some(([other]) => other === name);
    return [
      [
        name,
        {
          kind,
          ...(text && { text }),
          ...(mandatory?.includes(name) && { required: true as const }),
          ...(isQuery && { query: true as const }),
        },
      ],
    ];
  });
}

/** A kind of value in words: its types, what its schema says, the meaning of its codes, and the fields inside. */
function kindText(description: Description, schema: Schema): string {
  const target = resolve(description, schema);
  const alternatives = alternativesOf(description, target);
  const types = [...new Set(alternatives.map(({ type }) => type))].filter((type) => type !== 'null');
  const items = alternatives.find(({ type }) => type === 'array')?.items;
  const inside = Object.entries(fieldsOf(alternativesOf(description, items)));
  // The description states the pattern in words as well, and its remark on the calendar is of no use without it.
  const text = commentText(target).replace(/ The pattern covers[\s\S]*/, '');
  const fields = inside.map(([name, field]) => `- \`${name}\` ${field.description ?? ''}`.trim());
  const lead = [types.join(' or '), text].filter(Boolean).join(': ');
  return fields.length > 0 ? `${lead} Each entry has:\n${fields.join('\n')}` : lead;
}

/** Something that the search of the reference finds. */
interface Passage {
  id: string;
  title: string;
  text: string;
}

/** Pages for those who run a provider: a tool cannot do what they describe. */
const OF_OPERATORS = new Set([
  'changelog',
  'commands',
  'getting-started',
  'holding-a-provider',
  'operating',
  'sandbox',
]);

/**
 * What the search of the reference looks through: the operations, and the sections of the guide.
 *
 * @param pages the pages of the guide in Markdown, by name
 */
export function generateMcpReference(description: Description, pages: ReadonlyMap<string, string>): string {
  const operations = [...operationsById(description).values()].map((operation): Passage => {
    const { id, method, path, summary } = operation;
    return { id, title: summary, text: `${method} ${path}\n\n${operation.description}` };
  });
  const sections = [...pages].flatMap(([name, markdown]) =>
    OF_OPERATORS.has(name) ? [] : passagesOf(name, markdown),
  );
  return `${banner()}
/** What the search of the reference looks through: operations by name, sections of the guide as \`page#section\`. */
// As a text: the type checker need not look at it.
export const passages: readonly { id: string; title: string; text: string }[] = JSON.parse(
  ${JSON.stringify(JSON.stringify([...operations, ...sections]))},
);
`;
}

const HEADING = /^(#+) (.+)$/;
/** A row of a table that begins with the id of a decision, such as `paging.2`. */
const DECISION = /^\| *`?([a-z]+\.\d+)`? *\|(.*)\|$/;

/** The head of a table whose rows have become passages. */
const EMPTY_TABLE = /^\|.*\|\n\|[-|]+\|\n(?!\|)/gm;

/** The sections of a page. A decision is one of its own. */
function passagesOf(page: string, markdown: string): Passage[] {
  const passages: Passage[] = [];
  let isCode = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    const [, marks, title] = (!isCode && HEADING.exec(line)) || [];
    const [, decision, text] = DECISION.exec(line) ?? [];
    if (marks && title) {
      const isPage = marks.length === 1;
      const anchor = title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-');
      passages.push({ id: isPage ? page : `${page}#${anchor}`, title, text: '' });
    } else if (decision && text) {
      passages.push({
        id: `${page}#${decision}`,
        title: decision,
        text: text.replaceAll(/ *\| */g, ' — ').trim(),
      });
    } else if (passages.length > 0) {
      // What follows the decisions of a table belongs to its section.
      const last = passages.findLast(({ title: each }) => !DECISION.test(`|${each}|-|`)) as Passage;
      last.text += `${line}\n`;
    }
  }
  return passages
    .map((passage) => ({ ...passage, text: passage.text.replaceAll(EMPTY_TABLE, '').trim() }))
    .filter(({ text }) => text);
}
