import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rules, shortForms, switchedOn } from './plugin.ts';

/** A fault put into the sound description of `fixture/`: in this file, that text becomes another. */
type FaultRow = [
  rule: string,
  title: string,
  file: string,
  text: string | RegExp,
  becomes: string,
  message: string,
];

const LIST = 'resources/notes/paths/notes.yaml';
const ITEM = 'resources/notes/paths/notes_{id}.yaml';
const CURRENT = 'resources/users/paths/users_current_user.yaml';
const REFUSAL = 'shared/responses/RateLimited.yaml';
const NOTE_ID = 'shared/parameters/NoteId.yaml';
const LETTER = 'resources/letters/paths/letters_{id}.yaml';
const TEMPLATE = 'shared/templates/record.yaml';
const LIMIT = 'resources/notes/parameters/Limit.yaml';
const OWN_SCHEMAS = ['NoteListResult', 'NoteBody', 'NoteWrite', 'Urgency'];
const LISTED = 'resources/notes/examples/NotesListed.yaml';
const CREATED = 'shared/examples/NoteCreated.yaml';
const schema = (name: string) =>
  `${OWN_SCHEMAS.includes(name) ? 'resources/notes' : 'shared'}/schemas/${name}.yaml`;

// biome-ignore format: a fault a line
const faults: FaultRow[] = [
  ['operation-id', 'another resource', LIST, 'notes.list', 'note.list', 'must be notes.list'],
  ['operation-id', 'another verb', LIST, 'notes.create', 'notes.add', 'must be notes.create'],
  ['operation-id', 'an item that is a list', ITEM, 'notes.get', 'notes.list', 'must be notes.get'],
  ['operation-id', 'a singleton by its path', CURRENT, 'users.current', 'users.currentUser.list', 'must be users.current'],
  ['operation-key-order', 'tags before the description', ITEM, /( {2}description: One note.\n)/, '  tags: [Notes]\n$1', 'operationId, summary, description, tags, responses'],
  ['operation-answers', 'no 429', ITEM, /\n {4}'429'.*/, '', 'The response 429 is missing'],
  ['operation-answers', 'no default', ITEM, /\n {4}default.*/, '', 'The response default is missing'],
  ['operation-answers', 'a 404', ITEM, /( {4})'429'(.*)/, "$1'429'$2\n$1'404'$2", 'never 404'],
  ['operation-answers', 'a 302 that leads nowhere', ITEM, /( {4})'429'(.*)/, "$1'429'$2\n$1'302': { description: Elsewhere. }", 'must have links'],
  ['operation-answers', 'no word of the hour', REFUSAL, / {2}X-RateLimit-Reset.*\n/, '', 'The response 429 lacks X-RateLimit-Reset'],
  ['operation-answers', 'an answer that forgets the hour', LIST, '      headers: *hour\n', '', 'The response 200 lacks X-RateLimit-Limit'],
  ['operation-failures', 'an id that always leads somewhere', ITEM, 'no note found', 'it is a Sunday', 'No example has an unknown {id}'],
  ['operation-failures', 'a mandatory field that is never blank', LIST, "text can't be blank", 'text is too long', 'No example has a blank text'],
  ['success-or-failure', 'a success and a failure that nothing tells apart', ITEM, / {12}discriminator:[\s\S]*?(?= {10}examples)/, '', 'A discriminator'],
  ['success-or-failure', 'a failure under another name', ITEM, 'Failed: ../', 'Refused: ../', 'A discriminator'],
  ['path-files', 'a file of another name', 'openapi.yaml', './resources/notes/paths/notes_{id}.yaml', './resources/notes/paths/note.yaml', 'paths/notes_{id}.yaml, not resources/notes/paths/note.yaml'],
  ['path-files', 'a file in the folder of another resource', 'openapi.yaml', './resources/users/paths/users_current_user.yaml', './resources/notes/paths/users_current_user.yaml', 'must be resources/users/paths/'],
  ['path-files', 'methods out of order', LIST, /^(parameters:[\s\S]*?)(get:[\s\S]*)$/, '$2$1', 'parameters, get, post'],
  ['component-files', 'a name with a small letter', ITEM, '../../../shared/parameters/NoteId.yaml', '../../../shared/parameters/noteId.yaml', 'parameters/PascalCase.yaml'],
  ['component-files', 'a schema among the examples', NOTE_ID, '../schemas/Id.yaml', '../examples/Id.yaml', 'schemas/PascalCase.yaml'],
  ['component-files', 'a component of another resource', CURRENT, '../../../shared/examples/NoteCreated.yaml', '../../notes/examples/NoteCreated.yaml', 'Move it to shared/examples/'],
  ['component-files', 'a component in the root file', 'openapi.yaml', /$/, 'components: { schemas: { Id: { type: integer } } }\n', 'in a folder schemas/'],
  ['tag-groups', 'a tag without a group', 'openapi.yaml', 'tags: [Notes]', 'tags: []', 'The tag Notes must be in one'],
  ['tag-groups', 'a tag in two groups', 'openapi.yaml', 'tags: [Notes]', 'tags: [Notes, Notes]', 'not in 2'],
  ['tag-groups', 'a group of a tag that is none', 'openapi.yaml', 'tags: [Notes]', 'tags: [Notes, Letters]', 'There is no tag Letters'],
  ['described-fields', 'a field without a word', schema('Note'), '    description: What was written.\n', '', 'The field text'],
  ['described-fields', 'a reference to nothing described', schema('Id'), /description.*\n/, '', 'The field id'],
  ['telling-descriptions', 'a field whose name is its description', schema('Note'), 'What was written.', 'The text.', 'text only repeats'],
  ['telling-descriptions', 'a parameter whose name is its description', LIMIT, 'How many notes a page holds.', 'Limit', 'limit only repeats'],
  ['closed-writes', 'an open schema', schema('NoteWrite'), 'additionalProperties: false\n', '', 'additionalProperties: false'],
  ['closed-writes', 'a schema that says it is open', schema('NoteBody'), 'additionalProperties: false\n', 'additionalProperties: true\n', 'additionalProperties: false'],
  ['closed-writes', 'what adds to an open schema', schema('NoteBody'), /allOf:[\s\S]*/, "properties: { text: { type: string, description: More. } }\n    allOf: [{ type: object }]\n", 'additionalProperties: false'],
  ['code-meanings', 'a code without a meaning', schema('Urgency'), "  '2': Some day\n", '', 'must describe 2'],
  ['deprecated-aliases', 'a second name that looks like the first', schema('NoteWrite'), '    deprecated: true\n', '', 'body is an alias'],
  ['deprecated-aliases', 'a second name of nothing', schema('NoteWrite'), 'name of `text`', 'name of `words`', 'body must name the field'],
  ['annotations', 'one that nothing reads', schema('NoteWrite'), 'x-read-as', 'x-reads-as', 'x-reads-as is not a known annotation'],
  ['annotations', 'one of a parameter that nothing reads', LIMIT, 'in: query', 'in: query\nx-sort: up', 'x-sort is not a known annotation'],
  ['annotations', 'an order that is no map', LIMIT, 'in: query', 'in: query\nx-order: [id]', 'x-order must be a map of lists'],
  ['annotations', 'one that names no field', schema('NoteWrite'), '[text]\n', '[words]\n', 'x-read-as names words'],
  ['annotations', 'a blank that does something else', schema('NoteWrite'), 'x-blank: kept', 'x-blank: lost', 'x-blank must be kept, computed'],
  ['annotations', 'a default that is a list', schema('NoteWrite'), 'x-blank: kept', 'x-default: [1]', 'x-default must be a value'],
  ['annotations', 'a refusal without a text', schema('NoteWrite'), 'x-blank: kept', 'x-blank: { refused: true }', 'x-blank must be kept, computed'],
  ['annotations', 'a life by a date that is none', schema('NoteWrite'), '{ text: { status', '{ words: { status', 'x-life dates names words'],
  ['annotations', 'a life with a word of its own', schema('NoteWrite'), 'by: author', 'who: author', 'x-life dates text has the unknown key who'],
  ['annotations', 'a life by a person that is no field', schema('NoteWrite'), 'by: author', 'by: writer', 'x-life dates text by names writer'],
  ['annotations', 'a flag that fills no field', schema('NoteWrite'), 'fills: { author', 'fills: { writer', 'x-life flags body fills names writer'],
  ['named-examples', 'no example', REFUSAL, / {4}examples:[\s\S]*?(?= {2}application\/xml)/, '', 'needs an example'],
  ['named-examples', 'an example without a name', REFUSAL, / {4}examples:[\s\S]*?(?= {2}application\/xml)/, '    example: {}\n', 'must have names'],
  ['named-examples', 'an example without a summary', LISTED, /summary.*\n/, '', 'listed needs a summary'],
  ['example-states', 'an answer in no state', LISTED, /x-state.*\n/, '', 'listed needs an x-state'],
  ['example-states', 'a state without values', ITEM, 'x-state: an account', 'x-state: { name: an account }', 'notFound needs an x-state'],
  ['failures', 'a failure without quotes', ITEM, "'[E400] no note found'", "[E400, no note found, 1]", 'x-failed must be a text'],
  ['failures', 'a failure with a value', ITEM, "x-failed:", "value: {}\n              x-failed:", 'instead of a value'],
  ['bodies', 'a body with an answer', LIST, '  x-body:\n', '  x-body:\n    description: A note.\n', 'x-body has the unknown key description'],
  ['answers', 'an answer with a result', CURRENT, '    schema:', '    result: Note\n    schema:', 'x-answer has the unknown key result'],
  ['templates', 'a value that is missing', TEMPLATE, 'Show <a record>', 'Show <one>', 'x-values lacks one'],
  ['templates', 'a value that the template does not use', LETTER, '  operations:', '  words: letters\n  operations:', 'The template does not use words'],
  ['operation-failures', 'an id that always leads somewhere, in a template', TEMPLATE, 'no <record> found', 'it is a Sunday', 'No example has an unknown {id}'],
  ['beyond', 'a method that v1 does not have', 'openapi.yaml', '  post:\n    parameters', '  patch:\n    parameters', 'x-beyond has the unknown key patch'],
  ['webhooks', 'an event of a record that is none', 'webhooks/records.yaml', 'records: [note]', 'records: [note, letter]', 'There is no record letter'],
  ['webhooks', 'a value that a record lacks', 'webhooks/records.yaml', '<A record> was read', '<A record> was read by <a person>', 'There is no value for a person'],
  ['states', 'a state that is not defined', ITEM, 'x-state: an account', 'x-state: a bank', 'There is no state "a bank"'],
  ['states', 'a state that no example is in', 'shared/states.yaml', /$/, 'a bank: { token: x }\n', 'No example is in the state "a bank"'],
  ['paired-examples', 'a request without an answer', LIST, /( {6})created:/, '$1short: { summary: One letter, value: { note: { text: a } } }\n$1created:', 'request example short has no response'],
  ['paired-examples', 'an answer without a request', LIST, / {6}textBlank:[\s\S]*?(?= {2}responses)/, '', 'response example textBlank has no request'],
  ['safe-numbers', 'an id beyond 2^53 in an answer', CREATED, 'id: 1', 'id: 862260361677721612', 'beyond 2^53'],
  ['safe-numbers', 'a number beyond 2^53 in a state', 'shared/states.yaml', 'token: x', 'token: 9007199254740993', 'beyond 2^53'],
  ['unfinished', 'a text to be written', ITEM, 'description: One note.', 'description: TODO what it does.', 'description still contains a TODO'],
  ['xml-beside-json', 'an answer in JSON only', ITEM, / {8}application\/xml.*\n/, '', 'application/xml: { schema: *answer }'],
  ['xml-beside-json', 'an answer in XML only', REFUSAL, / {2}application\/json:[\s\S]*/, '  application/xml: { schema: { $ref: ../schemas/Failed.yaml } }\n', 'JSON is missing'],
  ['xml-beside-json', 'XML of another schema', ITEM, 'schema: *answer', 'schema: { $ref: ../../../shared/schemas/Failed.yaml }', 'the same schema'],
  ['xml-names', 'a root of another name', schema('NoteResult'), 'xml: { name: hash }\n', '', 'xml: { name: hash }'],
  ['xml-names', 'a list that is not wrapped', schema('NoteListResult'), '        xml: { wrapped: true }\n', '', 'The list notes'],
  ['xml-names', 'entries of another name', schema('Note'), 'name: reader', 'name: readers', 'xml: { name: reader }'],
];

interface Problem {
  ruleId: string;
  message: string;
}

const fixture = path.resolve(import.meta.dirname, '../fixture');
const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');

let folder: string;
/** What Redocly finds in the sound description, then in each faulty one. */
let found: Problem[][];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spec-rules-'));
  const cases = [undefined, ...faults].map((fault, index) => {
    const root = path.join(folder, `case-${index}`);
    cpSync(fixture, root, { recursive: true });
    if (fault) spoil(root, fault);
    return [`case-${index}`, { root: `./case-${index}/openapi.yaml` }];
  });
  const configuration = {
    telemetry: 'off',
    plugins: [path.resolve(import.meta.dirname, 'plugin.ts')],
    rules: switchedOn(rules),
    preprocessors: switchedOn(shortForms),
    apis: Object.fromEntries(cases),
  };
  // JSON is YAML.
  writeFileSync(path.join(folder, 'redocly.yaml'), JSON.stringify(configuration));
  found = lint(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function spoil(root: string, [, , name, text, becomes]: FaultRow): void {
  const file = path.join(root, name);
  const sound = readFileSync(file, 'utf8');
  const faulty = sound.replace(text, becomes);
  if (faulty === sound) throw new Error(`${name} has nothing like ${text}`);
  writeFileSync(file, faulty);
  // A reference to another place needs something there.
  if (/\.yaml$/.test(becomes) && typeof text === 'string')
    cpSync(path.resolve(file, '..', text), path.resolve(file, '..', becomes));
}

/** Lints every description that the folder's configuration names, in their order. */
function lint(cwd: string): Problem[][] {
  const { stdout, stderr } = spawnSync(process.execPath, [redocly, 'lint', '--format', 'json'], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    maxBuffer: 2 ** 26,
  });
  if (!stdout.startsWith('{')) throw new Error(stdout + stderr);
  return stdout
    .split(/(?<=^\})(?=\{)/m)
    .map((text) => (JSON.parse(text) as { problems: Problem[] }).problems);
}

test('a sound description is left alone', () => {
  expect(found).toHaveLength(faults.length + 1);
  expect(found[0]).toEqual([]);
});

test.each(faults.map((fault, index) => [...fault, index + 1] as const))(
  '%s finds %s',
  (rule, _title, _file, _text, _becomes, message, index) => {
    expect(found[index]).toContainEqual(
      expect.objectContaining({
        ruleId: `service-desk/${rule}`,
        message: expect.stringContaining(message) as string,
      }),
    );
    expect(new Set(found[index]?.map(({ ruleId }) => ruleId))).toEqual(new Set([`service-desk/${rule}`]));
  },
);

test('the short forms of the root are expanded', () => {
  const bundle = path.join(folder, 'bundle.json');
  const { stderr } = spawnSync(process.execPath, [redocly, 'bundle', 'case-0', '-o', bundle], {
    cwd: folder,
  });
  expect(stderr.toString()).toContain('Created a bundle');
  const { webhooks, paths } = JSON.parse(readFileSync(bundle, 'utf8'));
  const { get, post } = paths['/notes.{format}'];
  expect(post.parameters).toEqual([{ $ref: '#/components/parameters/Key' }]);
  expect(Object.keys(post)).toEqual([
    'operationId',
    'summary',
    'tags',
    'parameters',
    'requestBody',
    'responses',
  ]);
  expect(get.parameters).toEqual([{ $ref: '#/components/parameters/Limit' }]);
  for (const { responses } of [get, post])
    expect(responses['200'].headers.Lifetime).toEqual({ $ref: '#/components/headers/Lifetime' });
  expect(webhooks['note.created'].post.parameters).toBeUndefined();
  expect(Object.keys(webhooks)).toEqual(['note.created', 'note.read', 'body.created']);
  expect(webhooks['note.read'].post).toMatchObject({
    operationId: 'webhooks.note.read',
    summary: 'A note was read',
    requestBody: {
      content: { 'application/json': { schema: { required: ['note', 'reader'], properties: { note: {} } } } },
    },
  });
});

test('every rule has a fault that it finds', () => {
  expect(new Set(faults.map(([rule]) => rule))).toEqual(new Set(Object.keys({ ...rules, ...shortForms })));
});
