import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ChangeKind } from './change.ts';

/** The sources of a small description of v1's kind. */
export const fixture = path.resolve(import.meta.dirname, '../fixture');

/** What it has in the file; each change below is made in it. */
export const SOUND = readFileSync(path.join(fixture, 'spec/openapi.yaml'), 'utf8');

/** A change: what it means, what it is, the text that becomes another, and what is said of it. */
export type FixtureRow = [
  kind: ChangeKind,
  title: string,
  text: string | RegExp,
  becomes: string,
  sentence: string,
];

/** The first of what follows a mark. */
function after(mark: string, text: string): RegExp {
  return new RegExp(`(?<=${mark}[\\s\\S]*?)${text}`);
}

// biome-ignore format: a row per change
export const EDITS: FixtureRow[] = [
  ['breaking', 'an operation goes', / {4}delete:[\s\S]*?(?=components:)/, '', 'incidents.delete was removed'],
  ['breaking', 'an operation has another name', 'operationId: incidents.list', 'operationId: incidents.all', 'incidents.list was renamed to `incidents.all`'],
  ['breaking', 'an operation moves', '/incidents/{id}.{format}', '/records/{id}.{format}', 'incidents.update is at `/records/{id}.{format}`'],
  ['breaking', 'an operation has another method', ' put:', ' patch:', 'incidents.update uses PATCH, it was PUT'],
  ['breaking', 'a field that is read goes', after('Incident:', 'title: .*\n {8}'), '', 'Incident.title was removed; it was text'],
  ['breaking', 'a field that is read has another name', after('Incident:', 'opened_at: \\{'), 'began_at: {', 'Incident.opened_at was removed'],
  ['breaking', 'a field that is read has another type', after('IncidentSummary:', 'title: \\{ type: string'), 'title: { type: [integer, string]', 'IncidentSummary.title was text, is a whole number or text'],
  ['breaking', 'a field that is read may be null', after('Person:', 'name: \\{ type: string'), "name: { type: [string, 'null']", 'Person.name was text, is text or null'],
  ['breaking', 'a record that is read may be null', "owner: { $ref: '#/components/schemas/Person' }", "owner: { anyOf: [{ $ref: '#/components/schemas/Person' }, { type: 'null' }] }", 'IncidentSummary.owner was `Person`, is `Person` or null'],
  ['breaking', 'nothing but null is read any more', "anyOf: [{ $ref: '#/components/schemas/Person' }, { type: 'null' }]", "type: 'null'", 'Incident.owner was `Person` or null, is null'],
  ['breaking', 'a field that is read may be absent', '[id, title, status,', '[id, status,', 'Incident.title may be absent'],
  ['breaking', 'a closed set that is read gets a value', 'enum: [Open, Closed]', 'enum: [Open, Resolved, Closed]', 'Incident.status was `"Open"` or `"Closed"`, is'],
  ['breaking', 'the form of what is read changes', "pattern: '^\\d{4}-'", "pattern: '^\\d{2}/'", 'Timestamp has a `pattern`'],
  ['breaking', 'a discriminating word changes', 'const: Failed', 'const: Failure', 'Failed.status was `"Failed"`, is `"Failure"`'],
  ['breaking', 'an open table loses a code', / {12}\| 1 \| Permanently Fixed \|\n/, '', 'Incident.closure_code no longer lists 1 in its open table'],
  ['breaking', 'a map that is read has no more fields of its own', 'additionalProperties: { type: string }', 'additionalProperties: false', 'Incident.additional_values took any field of a kind'],
  ['breaking', 'the wrapper of a list changes', after('IncidentListResult:', 'incidents:'), 'records:', 'IncidentListResult.result.incidents was removed'],
  ['breaking', 'the wrapper of a body changes', / {16}incident:(?=\n {18}allOf)/, '                record:', 'incidents.create body.incident was removed'],
  ['breaking', 'XML has another root', 'xml: { name: hash }', 'xml: { name: result }', 'IncidentListResult has the XML object'],
  ['breaking', 'a field that is sent becomes mandatory', 'required: [title]\n', 'required: [title, service_id]\n', 'incidents.create body.incident.service_id is mandatory'],
  ['breaking', 'a new field has to be sent', /(required: \[title)(\][\s\S]*)(opened_at: \{ type: string \})/, '$1, caller_id$2$3\n        caller_id: { type: integer }', 'IncidentWrite.caller_id is new and mandatory'],
  ['breaking', 'a field can be sent no more', /\n {8}opened_at: \{ type: string \}/, '', 'IncidentWrite.opened_at was removed'],
  ['breaking', 'a code can be sent no more', 'enum: [0, 1, 2]', 'enum: [0, 1]', 'IncidentWrite.closure_code was `0`, `1` or `2`, is `0` or `1`'],
  ['breaking', 'an id can be sent in digits no more', ", { type: string, pattern: '^\\d+$' }]", ']', 'IncidentWrite.service_id was a whole number or text, is a whole number'],
  ['breaking', 'a text that is sent may be null no more', "{ $ref: '#/components/schemas/Text' }", "{ $ref: '#/components/schemas/Text', type: string }", 'IncidentWrite.comment was text or null, is text'],
  ['breaking', 'an id that is sent may be null no more', "{ $ref: '#/components/schemas/IdInput' }", "{ $ref: '#/components/schemas/IdInput', type: [integer, string] }", 'IncidentWrite.owner_id was a whole number, text or null, is a whole number or text'],
  ['breaking', 'a text has to have a long form', 'maxLength: 255', `pattern: '^${'[A-Z]'.repeat(30)}'`, 'IncidentWrite.title has a different `pattern`'],
  ['breaking', 'less text can be sent', 'maxLength: 255', 'maxLength: 80', 'IncidentWrite.title has a `maxLength` of `80`, it was `255`'],
  ['breaking', 'a parameter goes', / {8}- \{ name: order.*\n/, '', 'incidents.list?order was removed'],
  ['breaking', 'a parameter has another default', 'default: 10', 'default: 20', '?limit defaults to `20`, it was `10`'],
  ['breaking', 'a documented failure has another code', '[E906] Invalid token', '[E901] Invalid token', 'Unauthorized example wrongToken fails with E901, it was E906'],
  ['breaking', 'a status goes', / {8}'401'.*\n {4}post/, '    post', 'incidents.list 401 is no longer a response'],
  ['breaking', 'a failure comes under a status of its own', after('incidents.delete', 'responses:\n'), "responses:\n        '404': { description: No incident. }\n", 'incidents.delete 404 is a new response'],
  ['breaking', 'a header goes', / {10}headers:\n.*\n/, '', '200 header X-RateLimit-Limit was removed'],
  ['breaking', 'a format goes', / {10}application\/xml:\n {12}schema: \{ \$ref: .*IncidentWrite' \}\n/, '', 'incidents.create body is no longer available as application/xml'],
  ['breaking', 'another way of saying who one is', 'scheme: basic', 'scheme: bearer', 'security no longer accepts the previous schemes'],
  ['breaking', 'an address of the service goes', /.*deskapi.*\n/, '', 'server https://deskapi.gotoassist.com/v1 was removed'],
  ['breaking', 'a webhook goes', / {2}incident\.created:[\s\S]*?(?=components:)/, '', 'webhooks.incident.created was removed; it was the webhook `incident.created`'],
  ['breaking', 'a webhook has another name', ' incident.created:', ' incident.opened:', 'webhooks.incident.created is at `incident.opened`'],
  ['breaking', 'a field that a webhook brings may be absent', 'required: [type, data]', 'required: [type]', 'webhooks.incident.created body.data may be absent'],
  ['breaking', 'a header that a webhook brings goes', / {8}- \{ name: webhook-id.*\n/, '', 'webhooks.incident.created header webhook-id was removed'],
  ['breaking', 'a response to a webhook is no success any more', '2XX:', '204:', 'webhooks.incident.created 2XX is no longer a response'],

  ['additive', 'a webhook comes', 'webhooks:\n', 'webhooks:\n  incident.closed: { post: { operationId: webhooks.incident.closed, responses: {} } }\n', 'webhooks.incident.closed is new: the webhook `incident.closed`'],
  ['additive', 'a webhook brings a field more', 'data: { $ref', 'at: { type: string }\n                data: { $ref', 'webhooks.incident.created body.at is new: text'],
  ['additive', 'an operation takes a header more', /( {6}parameters:\n)/, '$1        - { name: X-Key, in: header, schema: { type: string } }\n', 'header X-Key is new'],
  ['additive', 'a webhook always brings a header more', '- { name: webhook-id', '- { name: webhook-try, in: header, required: true, schema: { type: string } }\n        - { name: webhook-id', 'webhooks.incident.created header webhook-try is new'],
  ['additive', 'an operation comes', '    delete:', '    get: { operationId: incidents.get, responses: {} }\n    delete:', 'incidents.get is new: `GET /incidents/{id}.{format}`'],
  ['additive', 'a field more is read', after('Person:', 'id: \\{ type: integer \\}'), 'id: { type: integer }\n        phone: { type: string }', 'Person.phone is new: text'],
  ['additive', 'a field more can be sent', /opened_at: \{ type: string \}/, 'opened_at: { type: string }\n        symptom: { type: string }', 'IncidentWrite.symptom is new: text'],
  ['additive', 'a code more can be sent', 'enum: [0, 1, 2]', 'enum: [0, 1, 2, 3]', 'IncidentWrite.closure_code was `0`, `1` or `2`, is `0`, `1`, `2` or `3`'],
  ['additive', 'an open table gets a code', '| 1 | Permanently Fixed |', '| 1 | Permanently Fixed |\n            | 2 | Other Reason |', 'Incident.closure_code lists 2 in its open table'],
  ['additive', 'a set that stands open gets a value', 'enum: [1, 2, 3] }, { type: integer }', 'enum: [1, 2, 3, 4] }, { type: integer }', 'Incident.priority was `1`, `2` or `3`, is'],
  ['additive', 'a field is null no more', ", { type: 'null' }]", ']', 'Incident.owner was `Person` or null, is `Person`'],
  ['additive', 'a field that is read is always there', 'required: [incidents]', 'required: [incidents, total_entries]', 'IncidentListResult.result.total_entries is always there'],
  ['additive', 'a field that is sent is mandatory no more', /\n {20}- required: \[title\]/, '', 'incidents.create body.incident.title is optional, it was mandatory'],
  ['additive', 'more text can be sent', 'maxLength: 255', 'maxLength: 1000', 'IncidentWrite.title has a `maxLength` of `1000`'],
  ['additive', 'a parameter comes', '- { name: order', '- { name: page, in: query, schema: { type: integer } }\n        - { name: order', 'incidents.list?page is new: a whole number'],
  ['additive', 'a format comes', after('incidents.update', 'content:\n'), "content:\n          text/csv: { schema: { type: string } }\n", 'incidents.update body is also available as text/csv'],
  ['additive', 'a header comes', 'X-RateLimit-Limit: {', 'X-RateLimit-Reset: { schema: { type: integer } }\n            X-RateLimit-Limit: {', '200 header X-RateLimit-Reset is new'],
  ['additive', 'another way in comes', 'security:\n  - token: []', 'security:\n  - token: []\n  - key: []', 'security accepts another scheme'],
  ['additive', 'other answers are described', "'401': {", "default: { description: Anything else. }\n        '401': {", 'responses without an operation are described'],
  ['additive', 'success and failure get a discriminator', "                  - $ref: '#/components/schemas/Failed'\n", "                  - $ref: '#/components/schemas/Failed'\n                discriminator: { propertyName: status }\n", 'alternatives are distinguished by `status`'],
  ['additive', 'an operation is on its way out', 'operationId: incidents.delete', 'operationId: incidents.delete\n      deprecated: true', 'incidents.delete is deprecated'],

  ['editorial', 'an operation is described', 'summary: List incidents', 'summary: List incidents\n      description: The open ones.', 'incidents.list has `description` now'],
  ['editorial', 'an operation has another summary', 'summary: List incidents', 'summary: List the incidents', 'incidents.list has a different `summary`: `"List the incidents"`, it was `"List incidents"`'],
  ['editorial', 'a field is described otherwise', 'What it is about.', 'What it is all about.', 'Incident.title has a different `description`'],
  ['editorial', 'a parameter is described otherwise', 'How many.', 'How many entries.', '?limit has a different `description`'],
  ['editorial', 'an answer is described otherwise', 'A page of incidents.', 'A page.', 'incidents.list 200 has a different `description`'],
  ['editorial', 'a failure has another text', 'order is not included', 'order is not', 'incidents.list 200 example unknownOrder says'],
  ['editorial', 'an example comes', 'examples:\n                unknownOrder', 'examples:\n                empty: { value: { status: Success } }\n                unknownOrder', 'examples are new'],
  ['editorial', 'a field has an example', "Timestamp: { type: string,", "Timestamp: { type: string, examples: ['2010-01-31'],", 'Timestamp has `examples` now'],
  ['editorial', 'the introduction reads otherwise', 'Incidents and little else.', 'Incidents.', 'info has a different `description`'],
  ['editorial', 'a tag is described otherwise', 'Something does not work.', 'It does not work.', 'tag Incidents has a different description'],
  ['editorial', 'a way in is described otherwise', 'The token is the password.', 'The token is all of the password.', 'security token has a different description'],
  ['editorial', 'a server is described otherwise', 'description: Here', 'description: This machine', 'server http://127.0.0.1:3000/v1 has a different `description`'],
  ['editorial', 'a row of an open table has another meaning', '| Permanently Fixed |', '| Fixed for good |', 'Incident.closure_code has a different `description`'],
];

/** The sources with a text in them changed. */
export function edited(text: string | RegExp, becomes: string): string {
  const changed = SOUND.replace(text, becomes);
  if (changed === SOUND) throw new Error(`the description has nothing like ${text}`);
  return changed;
}
