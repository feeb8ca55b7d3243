import { createAjv } from '@service-desk/description/validators';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { heaviest, type Side } from './change.ts';
import { changesBetween } from './compare.ts';
import { operationsOf } from './description.ts';
import { EDITS, edited, SOUND } from './fixtures.ts';
import { follow, isJsonObject, type JsonObject, nodeAt } from './json.ts';
import { sidesOf } from './operations.ts';
import { editedBy, editsOf } from './test-support/edits.ts';
import { samplesOf } from './test-support/samples.ts';

const sound: JsonObject = parse(SOUND);

/** What an operation takes or answers, and what says whether a value is that. */
interface Traffic {
  side: Side;
  schema: JsonObject;
  isValid: ValidateFunction;
}

/** Everything that operations send and read, by operation, status and format. */
function trafficOf(
  description: JsonObject,
  operations: (id: string) => boolean = () => true,
): Map<string, Traffic> {
  const ajv = createAjv({ logger: false });
  const found = new Map<string, Traffic>();
  for (const operation of operationsOf(description).filter(({ id }) => operations(id))) {
    const { id, node } = operation;
    const { request, response: answered } = sidesOf(operation);
    const add = (side: Side, name: string, container: unknown) => {
      const { content } = follow(description, isJsonObject(container) ? container : {});
      for (const [type, media] of Object.entries(isJsonObject(content) ? content : {})) {
        const schema = isJsonObject(media) ? nodeAt(media, 'schema') : {};
        const isValid = ajv.compile({ ...schema, components: description.components });
        found.set(`${id} ${name} ${type}`, { side, schema, isValid });
      }
    };
    add(request, 'body', node.requestBody);
    for (const [status, response] of Object.entries(nodeAt(node, 'responses')))
      add(answered, status, response);
  }
  return found;
}

/** A description as its readers take it, who look past fields that they do not know. */
function lenient<Part>(part: Part): Part {
  return JSON.parse(JSON.stringify(part), (key, value) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  ) as Part;
}

const [before, readers] = [trafficOf(sound), trafficOf(lenient(sound))];

/** The values that went through before and do no more, or come now and could not be read before. */
function brokenBy(head: JsonObject, touched: string[]): { tried: number; broken: string[] } {
  let tried = 0;
  const broken: string[] = [];
  for (const [name, after] of trafficOf(head, (id) => touched.includes(id))) {
    const known = before.get(name);
    if (!known) continue;
    const sent = after.side === 'sent';
    const [source, from] = sent ? [sound, known] : [head, after];
    const taker = sent ? after : readers.get(name);
    const samples = samplesOf(source, from.schema).filter((value) => from.isValid(value));
    tried += samples.length;
    const lost = samples.find((value) => !taker?.isValid(value));
    if (lost !== undefined) broken.push(`${name}: ${JSON.stringify(lost)}`);
  }
  return { tried, broken };
}

test('what is not called breaking breaks no caller', () => {
  const fixtures = EDITS.map(([, name, text, becomes]) => ({
    name,
    head: parse(edited(text, becomes)) as JsonObject,
  }));
  const edits = [...editsOf(sound)].flatMap((edit) => {
    const head = editedBy(sound, edit);
    return head ? [{ name: `${edit.keys.join('/')} ${JSON.stringify(edit.value)}`, head }] : [];
  });
  let tried = 0;
  const broken = [...fixtures, ...edits].flatMap(({ name, head }) => {
    const changes = changesBetween(sound, head);
    if (heaviest(changes.map(({ kind }) => kind)) === 'breaking') return [];
    const result = brokenBy(
      head,
      changes.flatMap(({ operations }) => operations),
    );
    tried += result.tried;
    return result.broken.map((value) => `${name}: ${value}`);
  });
  expect(broken).toEqual([]);
  expect(tried).toBeGreaterThan(10_000);
});
