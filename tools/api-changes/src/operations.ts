import { isDeepStrictEqual } from 'node:util';
import { componentOf } from '@service-desk/description/description';
import type { Side } from './change.ts';
import { METHODS, type OperationEntry, waysIn } from './description.ts';
import { follow, isJsonObject, type JsonObject, keysOf, nodeAt, nodesAt } from './json.ts';
import {
  compareDeprecation,
  compareSchemas,
  type NoteChange,
  noteRequired,
  type SchemaComparison,
} from './schemas.ts';
import { demanded, listed, newness, quoted, reworded, worded } from './words.ts';

/** What it takes to compare an operation of two descriptions. */
export interface Visit {
  base: JsonObject;
  head: JsonObject;
  same: (one: unknown, other: unknown) => boolean;
  note: NoteChange;
}

type Compare = (visit: Visit, id: string, before: OperationEntry, after: OperationEntry) => void;

/** Which side of a request a caller of the API is on, and which of a response. The provider calls webhooks. */
export function sidesOf({ isWebhook }: OperationEntry): { request: Side; response: Side } {
  return isWebhook ? { request: 'read', response: 'sent' } : { request: 'sent', response: 'read' };
}

const WORDS = ['summary', 'description', 'tags', 'externalDocs', 'example'];

/** Notes how an operation that both descriptions have differs. */
export function compareOperations(visit: Visit, before: OperationEntry, after: OperationEntry): void {
  const parts: Compare[] = [
    compareAddress,
    compareSecurity,
    compareParameters,
    compareBodies,
    compareResponses,
  ];
  for (const compare of parts) compare(visit, before.id, before, after);
  compareRest(visit, before.item, after.item, before.path, [...METHODS, 'parameters']);
  const done = ['operationId', 'security', 'parameters', 'requestBody', 'responses'];
  compareRest(visit, before.node, after.node, before.id, done);
}

function compareAddress({ note }: Visit, id: string, before: OperationEntry, after: OperationEntry): void {
  if (after.id !== id) note('breaking', id, `was renamed to \`${after.id}\``);
  if (after.method !== before.method) note('breaking', id, `uses ${after.method}, it was ${before.method}`);
  if (after.path !== before.path)
    note('breaking', id, `is at \`${after.path}\`, it was at \`${before.path}\``);
}

function compareSecurity(
  { base, head, note }: Visit,
  _: string,
  before: OperationEntry,
  after: OperationEntry,
): void {
  const [was, is] = [waysIn(base, before), waysIn(head, after)];
  if (isDeepStrictEqual(was.toSorted(), is.toSorted())) return;
  const open = is.length === 0 || is.includes('[]');
  const kept = was.length > 0 && was.every((way) => is.includes(way));
  note(open || kept ? 'additive' : 'breaking', 'security', kept ? 'accepts another scheme' : openness(open));
}

function openness(open: boolean): string {
  return open ? 'no longer requires authentication' : 'no longer accepts the previous schemes';
}

const PLACES: Record<string, string> = { query: '?', path: '/', header: ' header ', cookie: ' cookie ' };

function compareParameters(visit: Visit, id: string, before: OperationEntry, after: OperationEntry): void {
  const { note, base, head } = visit;
  const side = sidesOf(before).request;
  for (const key of new Set([...before.parameters.keys(), ...after.parameters.keys()])) {
    const [was, is] = [before.parameters.get(key), after.parameters.get(key)];
    const { in: where, name } = was ?? is ?? {};
    const place = `${PLACES[String(where)]}${name}`;
    if (!was) {
      const mandatory = side === 'sent' && is?.required === true;
      const text = `${newness(mandatory)}: ${worded(head, nodeAt(is ?? {}, 'schema'))}`;
      // A header that may be sent is often new in many operations, and reported once for all of them.
      const isShared = where === 'header' && side === 'sent' && !mandatory;
      note(mandatory ? 'breaking' : 'additive', isShared ? place.trim() : id + place, text, side);
    } else if (!is) {
      note('breaking', id + place, `was removed; it was ${worded(base, nodeAt(was, 'schema'))}`, side);
    } else {
      // What several operations share is reported once, for all of them.
      compareParameter(visit, was, is, place.trim(), side);
    }
  }
}

function compareParameter(visit: Visit, was: JsonObject, is: JsonObject, place: string, side: Side): void {
  compareRequired(visit, was, is, place, side);
  compareSchemas(walkOf(visit, side), nodeAt(was, 'schema'), nodeAt(is, 'schema'), place);
  compareRest(visit, was, is, place, ['in', 'name', 'required', 'schema', 'examples'], side);
  compareExamples(visit, was, is, place);
}

/** Notes what has to be sent now, or may be left out; of what is read, what is always there, or may be absent. */
function compareRequired({ note }: Visit, was: JsonObject, is: JsonObject, place: string, side: Side): void {
  if ((was.required === true) !== (is.required === true))
    noteRequired(note, place, side, is.required === true);
}

function walkOf({ base, head, same, note }: Visit, side: Side): SchemaComparison {
  return {
    base,
    head,
    side,
    same,
    seen: new Set(),
    note: (kind, place, text) => note(kind, place, text, side),
  };
}

function compareBodies(visit: Visit, id: string, before: OperationEntry, after: OperationEntry): void {
  const was = follow(visit.base, nodeAt(before.node, 'requestBody'));
  const is = follow(visit.head, nodeAt(after.node, 'requestBody'));
  const place = `${id} body`;
  const side = sidesOf(before).request;
  if (visit.same(was, is)) return;
  if (!was.content || !is.content) {
    const mandatory = side === 'sent' && is.required === true;
    const text = was.content ? 'was removed' : newness(mandatory);
    visit.note(was.content || mandatory ? 'breaking' : 'additive', place, text, side);
    return;
  }
  compareRequired(visit, was, is, place, side);
  compareContents(visit, was, is, place, side);
  compareRest(visit, was, is, place, ['required', 'content'], side);
}

function compareContents(visit: Visit, was: JsonObject, is: JsonObject, place: string, side: Side): void {
  const walk = walkOf(visit, side);
  const [before, after] = [nodeAt(was, 'content'), nodeAt(is, 'content')];
  for (const type of keysOf(before, after)) {
    const [one, other] = [before[type], after[type]];
    if (isJsonObject(one) && isJsonObject(other)) {
      compareSchemas(walk, nodeAt(one, 'schema'), nodeAt(other, 'schema'), place);
      compareExamples(visit, one, other, place);
      compareRest(visit, one, other, place, ['schema', 'examples'], side);
    } else if (isJsonObject(one)) visit.note('breaking', place, `is no longer available as ${type}`, side);
    else visit.note('additive', place, `is also available as ${type}`, side);
  }
}

function compareResponses(visit: Visit, id: string, before: OperationEntry, after: OperationEntry): void {
  const [was, is] = [nodeAt(before.node, 'responses'), nodeAt(after.node, 'responses')];
  const side = sidesOf(before).response;
  for (const status of keysOf(was, is)) {
    const place = placeOf(was[status], is[status]) ?? `${id} ${status}`;
    // Answers without a status of their own always came: what is new is that they are described.
    if (!was[status] && status === 'default')
      visit.note('additive', 'responses without an operation', 'are described', side);
    else if (!was[status] && side === 'sent') visit.note('additive', place, 'is also accepted', side);
    else if (!was[status])
      visit.note('breaking', place, 'is a new response, which callers do not expect', side);
    else if (!is[status]) visit.note('breaking', place, 'is no longer a response', side);
    else {
      const [one, other] = [follow(visit.base, nodeAt(was, status)), follow(visit.head, nodeAt(is, status))];
      compareContents(visit, one, other, place, side);
      compareHeaders(visit, one, other, placeOf(was[status], is[status]) ?? status);
      compareRest(visit, one, other, place, ['content', 'headers'], side);
    }
  }
}

/** The name of a component that both descriptions refer to: its changes are reported once. */
function placeOf(was: unknown, is: unknown): string | undefined {
  const ref = isJsonObject(was) && isJsonObject(is) && was.$ref === is.$ref ? was.$ref : undefined;
  return typeof ref === 'string' ? componentOf(ref) : undefined;
}

function compareHeaders(visit: Visit, was: JsonObject, is: JsonObject, place: string): void {
  const [before, after] = [nodeAt(was, 'headers'), nodeAt(is, 'headers')];
  for (const name of keysOf(before, after)) {
    const at = placeOf(before[name], after[name]) ?? `${place} header ${name}`;
    if (!before[name]) visit.note('additive', at, 'is new', 'read');
    else if (!after[name]) visit.note('breaking', at, 'was removed', 'read');
    else {
      const one = follow(visit.base, nodeAt(before, name));
      const other = follow(visit.head, nodeAt(after, name));
      compareRequired(visit, one, other, at, 'read');
      compareSchemas(walkOf(visit, 'read'), nodeAt(one, 'schema'), nodeAt(other, 'schema'), at);
      compareExamples(visit, one, other, at);
      compareRest(visit, one, other, at, ['required', 'schema', 'examples'], 'read');
    }
  }
}

/** Notes examples that came, went or changed. Where a documented failure has another code, callers that test for it break. */
function compareExamples(visit: Visit, was: JsonObject, is: JsonObject, place: string): void {
  const [before, after] = [nodeAt(was, 'examples'), nodeAt(is, 'examples')];
  for (const name of keysOf(before, after)) {
    const one = follow(visit.base, nodeAt(before, name));
    const other = follow(visit.head, nodeAt(after, name));
    if (isDeepStrictEqual(one, other)) continue;
    const at = `${place} example ${name}`;
    // Of what only shows, one line says enough for all operations.
    if (!before[name]) visit.note('editorial', 'examples', 'are new');
    else if (!after[name]) visit.note('editorial', 'examples', 'were removed');
    else compareAnswers(visit, one, other, at);
  }
}

function compareAnswers({ note }: Visit, one: JsonObject, other: JsonObject, place: string): void {
  const [texts, newTexts] = [failuresOf(one), failuresOf(other)];
  const [was, is] = [codesOf(texts), codesOf(newTexts)];
  // Another call may well be answered otherwise.
  const comparable = isDeepStrictEqual(one['x-request'], other['x-request']);
  if (comparable && was.length > 0 && !isDeepStrictEqual(was, is))
    note('breaking', place, `fails with ${listed(is) || 'no code'}, it was ${listed(was)}`);
  else if (comparable && !isDeepStrictEqual(texts, newTexts))
    note('editorial', place, `says ${listed(newTexts.map(quoted))}, it was ${listed(texts.map(quoted))}`);
  else note('editorial', 'examples', 'changed');
}

/** What an example says went wrong. */
function failuresOf({ value }: JsonObject): string[] {
  return isJsonObject(value) ? nodesAt(value, 'errors').map(({ error }) => String(error)) : [];
}

function codesOf(texts: string[]): string[] {
  return texts.map((text) => /^\[(E\d+)\]/.exec(text)?.[1] ?? 'no code');
}

/** Notes what else differs: words are editorial, everything that is not known counts as breaking. */
export function compareRest(
  { same, note }: Pick<Visit, 'same' | 'note'>,
  was: JsonObject,
  is: JsonObject,
  place: string,
  done: string[],
  side?: Side,
): void {
  for (const key of keysOf(was, is)) {
    if (done.includes(key) || same(was[key], is[key])) continue;
    if (key === 'deprecated') compareDeprecation(note, is[key] === true, place, side);
    else if (WORDS.includes(key) || key.startsWith('x-'))
      note('editorial', place, reworded(key, was[key], is[key]), side);
    else note('breaking', place, demanded(key, was[key], is[key]), side);
  }
}
