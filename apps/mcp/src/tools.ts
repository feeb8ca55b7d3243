import type { ArgumentSchema } from './arguments.ts';
import { FINDABLE, FOUND_BY_DEFAULT, findRecords } from './find.ts';
import { rows } from './generated/resources.ts';
import { DEFAULT_LIMIT, DETAILED, LARGEST_PAGE, listRecords, SCANNED } from './lists.ts';
import { addNote, createRecord, deleteRecord, getRecord, updateRecord } from './records.ts';
import { describeResource, searchReference } from './reference.ts';
import { noted, noteKinds, resourcesWith } from './resources.ts';
import type { FilterRow, Verb } from './rows.ts';
import { COLUMN_NAMES, ID, PARENTS, READS, type Tool, tool } from './tool.ts';

function resourceWith(verb: Verb): ArgumentSchema {
  return { type: 'string', enum: resourcesWith(verb) };
}

function object(properties: Record<string, ArgumentSchema>, ...required: string[]) {
  return { type: 'object', properties, required, additionalProperties: false } as const;
}

/** The types of filters, as an agent writes them. */
const FILTER_TYPES: Record<FilterRow['type'], ArgumentSchema> = {
  id: ID,
  ids: { type: 'array', items: ID },
  boolean: { type: 'boolean' },
  string: { type: 'string' },
};

/** The filters of all lists, each with the lists that have it. */
function filters(): ArgumentSchema {
  const lists = resourcesWith('list').map((name) => [name, rows[name].filters] as const);
  const names = [...new Set(lists.flatMap(([, own]) => Object.keys(own)))];
  const properties = names.map((name): [string, ArgumentSchema] => {
    const own = lists.filter(([, all]) => all[name]);
    const [{ type, values }] = own.map(([, all]) => all[name]) as [FilterRow];
    const where = own.map(([resource]) => resource).join(', ');
    return [name, { ...FILTER_TYPES[type], ...(values && { enum: values }), description: `of ${where}` }];
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

const CONDITION = object(
  {
    field: { type: 'string', description: 'name, or name.inner: priority.level' },
    is: {
      type: 'string',
      description: 'equals, ignoring case; a person or thing by id or name; empty: not set',
    },
    contains: { type: 'string' },
    before: { type: 'string', description: 'a date, or now' },
    after: { type: 'string' },
  },
  'field',
);

const FIELDS: ArgumentSchema = { type: 'object', description: 'values by field name, see describe_resource' };

const KEY: ArgumentSchema = {
  type: 'string',
  maxLength: 255,
  description: 'a repeated call with the same key changes nothing more, if the provider supports it',
};

const LIMIT: ArgumentSchema = { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: DEFAULT_LIMIT };
const PAGE: ArgumentSchema = { type: 'integer', minimum: 1, default: 1 };

/** Tools that only read. */
const reading: Tool[] = [
  tool({
    name: 'find_records',
    title: 'Find by number or name',
    description: `Finds what a person calls by its number or by a part of its name, and returns resource and id. Start here if you have a name but need an id, for example of a customer. Looks through ${FOUND_BY_DEFAULT.join(', ')}; name resources to search fewer, or config items and types.`,
    annotations: READS,
    inputSchema: object(
      {
        query: { type: 'string', description: 'a number such as 13534, or words of a title or name' },
        resources: { type: 'array', items: { type: 'string', enum: FINDABLE }, minItems: 1 },
        limit: LIMIT,
      },
      'query',
    ),
    run: findRecords,
  }),
  tool({
    name: 'list_records',
    title: 'List records',
    description: `Lists records of a resource, a page at a time. Lists of incidents, problems, changes and releases have open records assigned to the token's user, or to selected_user_id; with an account-wide token, all open ones. where checks any fields, also those that v1 has no filter for: at most ${SCANNED} records are looked through, and ${DETAILED} read in detail for fields that lists lack, such as customer. The links of a record are links with parents {"record_type": "incidents", "record_id": "33"}.`,
    annotations: READS,
    inputSchema: object(
      {
        resource: resourceWith('list'),
        parents: PARENTS,
        filters: filters(),
        where: { type: 'array', items: CONDITION, maxItems: 10, description: 'conditions that all hold' },
        columns: { ...COLUMN_NAMES, description: 'fields to show instead of the usual ones' },
        limit: LIMIT,
        page: PAGE,
      },
      'resource',
    ),
    run: listRecords,
  }),
  tool({
    name: 'get_record',
    title: 'Get a record',
    description:
      'Reads one record with its notes, watches and links, open or closed. Fields that are not set are left out. Long texts are cut; name columns to get these fields in full. The caller is users with id "me". beetils is a record of any type by number. The items of a config type come in pages.',
    annotations: READS,
    inputSchema: object(
      {
        resource: resourceWith('get'),
        id: ID,
        parents: PARENTS,
        columns: { ...COLUMN_NAMES, description: 'only these fields, in full' },
        page: PAGE,
      },
      'resource',
      'id',
    ),
    run: getRecord,
  }),
  tool({
    name: 'describe_resource',
    title: 'Describe a resource',
    description:
      'Describes a resource: its fields, which are required, the meaning of codes, its filters, and its rules, such as how to close an incident. Read it before you create or update.',
    annotations: { ...READS, openWorldHint: false },
    inputSchema: object({ resource: { type: 'string', description: 'as in the other tools' } }, 'resource'),
    run: describeResource,
  }),
  tool({
    name: 'search_reference',
    title: 'Search the reference',
    description:
      'Searches the documentation of the API: operations, rules, formats, errors. Give words, or the id of a passage for its whole text. It does not search records.',
    annotations: { ...READS, openWorldHint: false },
    inputSchema: object({ query: { type: 'string' }, id: { type: 'string' } }),
    run: searchReference,
  }),
];

/** Tools that change data, which the person who starts the server has to permit. */
const writing: Tool[] = [
  tool({
    name: 'create_record',
    title: 'Create a record',
    description:
      'Creates a record, a part of one, a watch (incidents.watches), a link (links), or time spent (timeEntries). Returns it with its id.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    inputSchema: object(
      { resource: resourceWith('create'), parents: PARENTS, fields: FIELDS, idempotency_key: KEY },
      'resource',
      'fields',
    ),
    run: createRecord,
  }),
  tool({
    name: 'update_record',
    title: 'Update a record',
    description:
      'Changes the given fields of a record and returns it. A blank value clears a field. This also resolves, closes, re-opens, approves: see describe_resource.',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    inputSchema: object(
      { resource: resourceWith('update'), id: ID, parents: PARENTS, fields: FIELDS },
      'resource',
      'id',
      'fields',
    ),
    run: updateRecord,
  }),
  tool({
    name: 'add_note',
    title: 'Add a note',
    description: 'Writes a note of a record: a comment unless kind says otherwise.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    inputSchema: object(
      {
        resource: { type: 'string', enum: noted, description: 'what the note is about' },
        id: ID,
        parents: PARENTS,
        kind: { type: 'string', enum: noteKinds, default: 'comments' },
        note: { type: 'string' },
        idempotency_key: KEY,
      },
      'resource',
      'id',
      'note',
    ),
    run: addNote,
  }),
  tool({
    name: 'delete_record',
    title: 'Delete a record',
    description:
      'Deletes a note, watch, tester, review user, time entry or link for good. Incidents and the like cannot be deleted, only closed.',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    inputSchema: object({ resource: resourceWith('delete'), id: ID, parents: PARENTS }, 'resource', 'id'),
    run: deleteRecord,
  }),
];

/** All tools, those that only read first. */
export const tools: readonly Tool[] = [...reading, ...writing];
