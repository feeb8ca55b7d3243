import { isDeepStrictEqual } from 'node:util';
import { type ChangeKind, heaviest, type Side } from './change.ts';
import {
  allTypesOf,
  type FlatSchema,
  flatten,
  isCovered,
  membersOf,
  namesOf,
  paired,
  takes,
  typesOf,
  unionOf,
  WORDS,
} from './flat.ts';
import { follow, isJsonObject, type JsonObject, keysOf } from './json.ts';
import { alternatives, demanded, listed, newness, quoted, reworded, typeWords, worded } from './words.ts';

/** Takes down a difference. */
export type NoteChange = (kind: ChangeKind, place: string, text: string, side?: Side) => void;

/** What it takes to compare the schemas of one side of an operation. */
export interface SchemaComparison {
  base: JsonObject;
  head: JsonObject;
  side: Side;
  same: (one: unknown, other: unknown) => boolean;
  note: NoteChange;
  /** The pairs of components that were compared. */
  seen: Set<string>;
}

/** A schema of both descriptions. */
interface SchemaPair {
  base: FlatSchema;
  head: FlatSchema;
  place: string;
}

/** Bounds that ask for more the greater they are, and the smaller. */
const BOUNDS = {
  lower: ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'],
  upper: ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'],
};

const HANDLED = new Set([
  ...['type', 'enum', 'const', 'anyOf', 'oneOf', 'properties', 'required', 'additionalProperties', 'items'],
  ...[
    'description',
    'deprecated',
    'default',
    'discriminator',
    'xml',
    ...WORDS,
    ...BOUNDS.lower,
    ...BOUNDS.upper,
  ],
]);

/**
 * Notes how two schemas differ. What both call a component is reported under its name only; everything
 * else under the place that it has.
 */
export function compareSchemas(
  walk: SchemaComparison,
  base: JsonObject,
  head: JsonObject,
  place: string,
): void {
  if (walk.same(base, head) || isSeen(walk, base, head, place)) return;
  const names = namesOf(walk.base, base);
  const shared = new Set(namesOf(walk.head, head).filter((name) => names.includes(name)));
  const pair: SchemaPair = {
    base: flatten(walk.base, base, place, shared),
    head: flatten(walk.head, head, place, shared),
    place,
  };
  compareWords(walk, pair);
  const unions = [unionOf(pair.base), unionOf(pair.head)];
  if (unions.some(Boolean)) compareUnions(walk, base, head, pair);
  if (unions.some(Boolean) !== unions.every(Boolean) || !compareTypes(walk, pair)) return;
  compareValues(walk, pair);
  compareBounds(walk, pair);
  compareFields(walk, pair);
  compareParts(walk, pair);
  compareOthers(walk, pair);
}

/** Whether two references were compared before: components may refer to each other in circles. */
function isSeen({ seen }: SchemaComparison, base: JsonObject, head: JsonObject, place: string): boolean {
  if (typeof base.$ref !== 'string' || typeof head.$ref !== 'string') return false;
  // What stands beside a reference belongs to the place.
  const beside = base.$ref === head.$ref && !isDeepStrictEqual(base, head) ? place : '';
  const pair = JSON.stringify([base, head, beside]);
  if (seen.has(pair)) return true;
  seen.add(pair);
  return false;
}

function placeOf({ base, head, place }: SchemaPair, keyword: string): string {
  const [was = place, is = was] = [
    base.places.get(keyword) ?? head.places.get(keyword),
    head.places.get(keyword),
  ];
  // Where one says it beside a reference and the other behind it, it is said of the place alone.
  return was === is ? was : place;
}

/** What takes more values than before is harmless where it is sent, and a surprise where it is read. */
function widened(side: Side): ChangeKind {
  return side === 'sent' ? 'additive' : 'breaking';
}

/** What takes fewer is harmless where it is read. */
function narrowed(side: Side): ChangeKind {
  return side === 'sent' ? 'breaking' : 'additive';
}

function compareWords(walk: SchemaComparison, pair: SchemaPair): void {
  const [before, after] = [pair.base.keywords, pair.head.keywords];
  for (const keyword of keysOf(before, after)) {
    const [was, is] = [before[keyword], after[keyword]];
    if (isDeepStrictEqual(was, is)) continue;
    const place = placeOf(pair, keyword);
    if (keyword === 'description') compareDescriptions(walk, pair);
    else if (keyword === 'deprecated') compareDeprecation(walk.note, is === true, place);
    else if (keyword === 'default')
      walk.note('breaking', place, `defaults to ${quoted(is)}, it was ${quoted(was)}`);
    else if (keyword === 'discriminator') compareDiscriminators(walk, was, is, place);
    else if (keyword === 'xml')
      walk.note('breaking', place, `has the XML object ${quoted(is)}, it was ${quoted(was)}`);
    else if (WORDS.includes(keyword) || keyword.startsWith('x-'))
      walk.note('editorial', place, reworded(keyword, was, is));
  }
}

/** A new discriminator repeats what the schemas say of its field, so nothing that is sent or read changes. */
function compareDiscriminators({ note }: SchemaComparison, was: unknown, is: unknown, place: string): void {
  if (was !== undefined)
    note('breaking', place, `has a discriminator of ${quoted(is)}, it was ${quoted(was)}`);
  else
    note(
      'additive',
      'alternatives',
      `are distinguished by \`${(is as { propertyName: string }).propertyName}\``,
    );
}

/** That something is on its way out, which a minor version says, or no longer. */
export function compareDeprecation(note: NoteChange, deprecated: boolean, place: string, side?: Side): void {
  if (deprecated) note('additive', place, 'is deprecated', side);
  else note('editorial', place, 'is no longer deprecated', side);
}

/** A code in a table of codes. A table without an enum is open: readers expect other codes too. */
const CODE = /^\| *(\S+) *\|/gm;
/** What ends the head of a table. */
const HEAD = /^\|[-:| ]+\|$/m;

function compareDescriptions(walk: SchemaComparison, pair: SchemaPair): void {
  const [before, after] = [codesOf(pair.base), codesOf(pair.head)];
  const gone = before.filter((code) => !after.includes(code));
  const come = after.filter((code) => !before.includes(code));
  const place = placeOf(pair, 'description');
  if (gone.length > 0) walk.note('breaking', place, `no longer lists ${listed(gone)} in its open table`);
  if (come.length > 0) walk.note('additive', place, `lists ${listed(come)} in its open table`);
  if (gone.length + come.length === 0)
    walk.note(
      'editorial',
      place,
      reworded('description', pair.base.keywords.description, pair.head.keywords.description),
    );
}

function codesOf({ keywords: { description, enum: closed } }: FlatSchema): string[] {
  const [, ...tables] = closed ? [] : String(description).split(HEAD);
  return tables.flatMap((rows) => [...rows.matchAll(CODE)].map(([, code = '']) => code));
}

/** Notes what a value may be that it was not, and what it may be no more, and how those that stayed differ. */
function compareUnions(walk: SchemaComparison, base: JsonObject, head: JsonObject, pair: SchemaPair): void {
  const before = membersOf(base, pair.base);
  const after = membersOf(head, pair.head);
  const pairs = paired(walk.base, before, walk.head, after);
  const gone = before.filter((member) => !pairs.some(([one]) => one === member));
  const come = after.filter((member) => !pairs.some(([, other]) => other === member));
  const text = `was ${unionWords(walk.base, before)}, is ${unionWords(walk.head, after)}`;
  const widens = come.some((member) => !isCovered(walk.head, member, walk.base, before));
  const narrows = gone.some((member) => !isCovered(walk.base, member, walk.head, after));
  const keyword = [pair.base, pair.head].some(({ keywords }) => 'anyOf' in keywords) ? 'anyOf' : 'oneOf';
  if (widens || narrows)
    noteBoth(walk, placeOf(pair, keyword), widens || isEmptied(walk, pair), narrows, text);
  else if (gone.length + come.length > 0) walk.note('additive', placeOf(pair, keyword), text);
  for (const [one, other] of pairs) {
    const [document, own, members] =
      walk.side === 'sent' ? [walk.head, other, after] : [walk.base, one, before];
    const rest = members.filter((member) => member !== own);
    compareSchemas(isCovered(document, own, document, rest) ? lenient(walk) : walk, one, other, pair.place);
  }
}

function unionWords(document: JsonObject, members: JsonObject[]): string {
  return alternatives(members.map((member) => worded(document, member)));
}

/** Beside a member of a union that takes any such value, nothing that another takes or refuses is a surprise. */
function lenient(walk: SchemaComparison): SchemaComparison {
  const note: NoteChange = (kind, place, text) =>
    walk.note(kind === 'breaking' ? 'additive' : kind, place, text);
  // What is compared leniently here may be compared strictly elsewhere.
  return { ...walk, note, seen: new Set(walk.seen) };
}

/** Notes another type; false where nothing else can be compared. */
function compareTypes(walk: SchemaComparison, pair: SchemaPair): boolean {
  const isSaid = [pair.base, pair.head].some((flat) => typesOf(flat).length > 0);
  const [before, after] = isSaid ? [typesIn(walk.base, pair.base), typesIn(walk.head, pair.head)] : [[], []];
  const any = { before: before.length === 0, after: after.length === 0 };
  const widens = any.after ? !any.before : !any.before && after.some((type) => !takes(before, type));
  const narrows = any.before ? !any.after : !any.after && before.some((type) => !takes(after, type));
  const emptied = isEmptied(walk, pair);
  noteBoth(
    walk,
    placeOf(pair, 'type'),
    widens || emptied,
    narrows,
    `was ${typeWords(before)}, is ${typeWords(after)}`,
  );
  return any.before || any.after || before.some((type) => takes(after, type)) || !narrows;
}

/** The types that a schema says itself, which narrow those of a union beside them; else those of the union. */
function typesIn(document: JsonObject, flat: FlatSchema): string[] {
  const own = typesOf(flat);
  return own.length > 0 ? own : [...new Set(allTypesOf(document, flat.keywords))];
}

/** Whether nothing but null is left to read: less than was promised, though no reader is surprised by it. */
function isEmptied({ side, base, head }: SchemaComparison, pair: SchemaPair): boolean {
  return side === 'read' && isNull(head, pair.head) && !isNull(base, pair.base);
}

function isNull(document: JsonObject, { keywords }: FlatSchema): boolean {
  const types = allTypesOf(document, keywords);
  return types.length > 0 && types.every((type) => type === 'null');
}

/** Notes what takes some values more, some less, or both. */
function noteBoth(
  walk: SchemaComparison,
  place: string,
  widens: boolean,
  narrows: boolean,
  text: string,
): void {
  const kinds = [...(widens ? [widened(walk.side)] : []), ...(narrows ? [narrowed(walk.side)] : [])];
  const kind = heaviest(kinds);
  if (kind) walk.note(kind, place, text);
}

/** Notes another set of values. */
function compareValues(walk: SchemaComparison, pair: SchemaPair): void {
  const [before, after] = [valuesOf(pair.base), valuesOf(pair.head)];
  if (!before && !after) return;
  const widens = before !== undefined && (!after || after.some((value) => !before.includes(value)));
  const narrows = after !== undefined && (!before || before.some((value) => !after.includes(value)));
  const words = (values: string[] | undefined) => alternatives((values ?? []).map((value) => `\`${value}\``));
  const place = placeOf(pair, before && 'const' in pair.base.keywords ? 'const' : 'enum');
  noteBoth(walk, place, widens, narrows, `was ${words(before)}, is ${words(after)}`);
}

/** The values that a schema names, in JSON. */
function valuesOf({ keywords }: FlatSchema): string[] | undefined {
  if ('const' in keywords) return [JSON.stringify(keywords.const)];
  return Array.isArray(keywords.enum) ? keywords.enum.map((value) => JSON.stringify(value)) : undefined;
}

function compareBounds(walk: SchemaComparison, pair: SchemaPair): void {
  for (const keyword of [...BOUNDS.lower, ...BOUNDS.upper]) {
    const [was, is] = [pair.base.keywords[keyword], pair.head.keywords[keyword]];
    if (was === is) continue;
    const rises = Number(is) > Number(was);
    const narrows = was === undefined || (is !== undefined && rises === BOUNDS.lower.includes(keyword));
    walk.note(
      narrows ? narrowed(walk.side) : widened(walk.side),
      placeOf(pair, keyword),
      demanded(keyword, was, is),
    );
  }
}

function compareFields(walk: SchemaComparison, { base, head, place }: SchemaPair): void {
  const maps = [base.properties, head.properties, base.required, head.required];
  for (const name of new Set(maps.flatMap((map) => [...map.keys()]))) {
    const [was, is] = [base.properties.get(name), head.properties.get(name)];
    if (was && !is) {
      walk.note('breaking', was.place, `was removed; it was ${worded(walk.base, was.schema)}`);
    } else if (is && !was) {
      // What is ignored where it is sent is nothing new to send.
      if (walk.side === 'sent' && follow(walk.head, is.schema).readOnly === true) continue;
      const mandatory = walk.side === 'sent' && head.required.has(name);
      const text = `${newness(mandatory)}: ${worded(walk.head, is.schema)}`;
      walk.note(mandatory ? 'breaking' : 'additive', is.place, text);
    } else {
      const at = was?.place ?? `${place}.${name}`;
      compareRequired(walk, base.required.get(name), head.required.get(name), at);
      if (was && is) compareSchemas(walk, was.schema, is.schema, at);
    }
  }
}

/** Notes who has to send a field, or may count on it; `was` and `is` are the places that ask for it. */
function compareRequired(
  walk: SchemaComparison,
  was: string | undefined,
  is: string | undefined,
  place: string,
): void {
  if ((was === undefined) === (is === undefined)) return;
  noteRequired(walk.note, walk.side === 'sent' ? (is ?? was ?? place) : place, walk.side, is !== undefined);
}

/** Notes that a thing has to be sent, or is always there to be read, or no longer. */
export function noteRequired(note: NoteChange, place: string, side: Side, required: boolean): void {
  const [now, no] =
    side === 'sent'
      ? ['is mandatory, it was optional', 'is optional, it was mandatory']
      : ['is always there', 'may be absent'];
  note(required ? narrowed(side) : widened(side), place, required ? now : no, side);
}

/** Notes what a list's entries are, and what fields have that are named nowhere. */
function compareParts(walk: SchemaComparison, pair: SchemaPair): void {
  const { items: wasItems, additionalProperties: wasOthers = true } = pair.base.keywords;
  const { items: isItems, additionalProperties: isOthers = true } = pair.head.keywords;
  const entries = `${placeOf(pair, 'items')}[]`;
  if (isJsonObject(wasItems) || isJsonObject(isItems))
    compareSchemas(walk, asSchema(wasItems), asSchema(isItems), entries);
  if (isDeepStrictEqual(wasOthers, isOthers)) return;
  const place = placeOf(pair, 'additionalProperties');
  if (isJsonObject(wasOthers) && isJsonObject(isOthers))
    compareSchemas(walk, wasOthers, isOthers, `${place}.*`);
  else compareClosing(walk, wasOthers, isOthers, place);
}

function asSchema(schema: unknown): JsonObject {
  return isJsonObject(schema) ? schema : {};
}

function compareClosing(walk: SchemaComparison, was: unknown, is: unknown, place: string): void {
  // More fields than are named are no surprise to a reader; those of a map are its content.
  const loses = is === false && (walk.side === 'sent' || isJsonObject(was));
  const binds = is !== true && was === true && walk.side === 'sent';
  walk.note(
    loses || binds ? 'breaking' : 'additive',
    place,
    `${fieldsOf(was, 'took')}, ${fieldsOf(is, 'takes')}`,
  );
}

function fieldsOf(others: unknown, verb: string): string {
  if (others === false) return `${verb} no other field`;
  return isJsonObject(others) ? `${verb} any field of a kind` : `${verb} any field`;
}

/** Keywords that ask for something, whatever it is. */
const DEMANDS = ['format', 'pattern', 'multipleOf', 'uniqueItems'];

/** Notes every other keyword: what cannot be judged counts as breaking. */
function compareOthers(walk: SchemaComparison, pair: SchemaPair): void {
  const [before, after] = [pair.base.keywords, pair.head.keywords];
  for (const keyword of keysOf(before, after)) {
    const [was, is] = [before[keyword], after[keyword]];
    if (HANDLED.has(keyword) || keyword.startsWith('x-') || walk.same(was, is)) continue;
    const text = demanded(keyword, was, is);
    const eases = DEMANDS.includes(keyword) && (was === undefined || is === undefined);
    const kind = was === undefined ? narrowed(walk.side) : widened(walk.side);
    walk.note(eases ? kind : 'breaking', placeOf(pair, keyword), text);
  }
}
