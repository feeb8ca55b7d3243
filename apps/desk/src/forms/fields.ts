import type {
  ActivityType,
  Category,
  CompanyRef,
  ConfigTypeRef,
  CustomerRef,
  Id,
  Person,
  Priority,
  ServiceRef,
} from '@service-desk/client';
import { customerName, formatMoment, fromLocalInput, priorityLabel, toLocalInput } from '../format.ts';
import type { FieldValue } from './three-way.ts';

/** What fields hold, by what they are filled in with, each as the API prints it. */
interface Printed {
  text: string | number | null;
  area: string;
  /** What time is spent on. */
  entry: string;
  number: number | null;
  moment: string | null;
  flag: boolean | 0 | 1 | string | null;
  /** One of `choices`. */
  choice: string | number | null;
  /** One of `choices`, all of them in view. */
  radio: string | number | null;
  service: ServiceRef | null;
  priority: Priority | number | null;
  type: ActivityType | string | null;
  category: Category | null;
  /** Any user or group. */
  person: PersonRef | null;
  /** A user or group with access to the service. */
  member: PersonRef | null;
  customer: CustomerRef | null;
  company: CompanyRef | null;
  configType: ConfigTypeRef | null;
  /** One that is found by its type. */
  configItem: { id: Id; name: string } | null;
  /** Names and values that the account itself has given out. */
  extras: Record<string, string>;
}

type PersonRef = Pick<Person, 'id' | 'full_name' | 'group_link'>;

export type InputKind = keyof Printed;

export interface Choice {
  value: string;
  label: string;
}

interface FieldOptions<Thing> {
  hint?: string;
  required?: boolean;
  /** Over the whole width of a form. */
  wide?: boolean;
  choices?: readonly Choice[];
  /** The text of the blank choice; a field whose choices include none has none. */
  blank?: string;
  /** Why it may stay blank for a thing, where it is mandatory otherwise. */
  optional?: (thing: Thing) => string | undefined;
}

/** A field of a thing: its label, what it is filled in with, and where it is read. */
export interface Field<Thing> extends FieldOptions<Thing> {
  by: InputKind;
  label: string;
  read: (thing: Thing) => Printed[InputKind] | undefined;
}

/** Fields by the names under which the API takes them. */
export type Fields<Thing> = Record<string, Field<Thing>>;

export type Values = Record<string, FieldValue>;

/** Describes a field that `read` finds in a thing. */
export function field<By extends InputKind, Thing>(
  by: By,
  label: string,
  read: (thing: Thing) => Printed[By] | undefined,
  options: FieldOptions<Thing> = {},
): Field<Thing> {
  return { by, label, read, ...options };
}

/** What a form looks up of what is loaded: names for ids, and ids for names. */
export interface Lookup {
  name(by: InputKind, id: string): string | undefined;
  priorities(): Priority[];
  types(): ActivityType[];
}

interface Conversion<Value> {
  /** What its input holds. */
  value(printed: Value): FieldValue;
  /** What the API takes; a blank clears. */
  wire(value: FieldValue, lookup: Lookup, opened: FieldValue): unknown;
  /** What is read of it. */
  text(printed: Value, choices: readonly Choice[]): string;
}

const plain: Conversion<string | number | null> = {
  value: (printed) => String(printed ?? ''),
  wire: (value) => value ?? '',
  text: (printed) => String(printed ?? ''),
};

const chosen: Conversion<string | number | null> = {
  ...plain,
  text: (printed, choices) =>
    choices.find(({ value }) => value === String(printed))?.label ??
    (printed === '' || printed === null ? '' : `Code ${printed}`),
};

// A search holds null for nothing, a list of choices `""`.
const searched = {
  value: (printed: { id: Id } | null) => (printed ? String(printed.id) : null),
  wire: (value: FieldValue) => value ?? '',
};
const listed = {
  ...searched,
  value: (printed: { id: Id } | null) => (printed ? String(printed.id) : ''),
};

const person: Conversion<PersonRef | null> = { ...searched, text: (printed) => printed?.full_name ?? '' };
const nameText = (printed: { name: string } | null) => printed?.name ?? '';

/** How each kind of field is converted. Priorities and types go by their names, as problems print nothing else. */
const conversions: { [By in InputKind]: Conversion<Printed[By]> } = {
  text: plain,
  area: plain,
  entry: plain,
  number: plain,
  choice: chosen,
  radio: chosen,
  moment: {
    value: toLocalInput,
    wire: (value) => fromLocalInput(String(value ?? '')),
    text: formatMoment,
  },
  flag: {
    value: (printed) => printed === 1 || printed === true || (typeof printed === 'string' && printed !== ''),
    wire: (value) => (value ? 1 : 0),
    text: (printed) => (printed ? 'Yes' : 'No'),
  },
  service: { ...listed, text: nameText },
  priority: {
    value: (printed) =>
      printed === null ? '' : typeof printed === 'number' ? String(printed) : priorityLabel(printed),
    wire: (value, lookup) =>
      lookup.priorities().find((known) => value === priorityLabel(known) || value === String(known.level))
        ?.id ?? '',
    text: (printed) =>
      printed === null ? '' : typeof printed === 'number' ? `Level ${printed}` : priorityLabel(printed),
  },
  type: {
    value: (printed) => (typeof printed === 'string' ? printed : (printed?.name ?? '')),
    wire: (value, lookup) => lookup.types().find(({ name }) => name === value)?.id ?? '',
    text: (printed) => (typeof printed === 'string' ? printed : (printed?.name ?? '')),
  },
  category: { ...listed, text: nameText },
  person,
  member: person,
  customer: { ...searched, text: (printed) => (printed ? customerName(printed) : '') },
  company: { ...searched, text: nameText },
  configType: { ...listed, text: nameText },
  configItem: { ...listed, text: nameText },
  extras: {
    value: (printed) => JSON.stringify(printed),
    wire: (value, _, opened) => changedExtras(extrasOf(opened), extrasOf(value)),
    text: (printed) => extrasText(printed),
  },
};

function conversionOf(by: InputKind): Conversion<Printed[InputKind]> {
  return conversions[by] as Conversion<Printed[InputKind]>;
}

/** What is known by its id, with what stands for none. */
const references = new Map<InputKind, '' | null>([
  ...(['person', 'member', 'customer', 'company'] as const).map((by) => [by, null] as const),
  ...(['service', 'category', 'configType', 'configItem'] as const).map((by) => [by, ''] as const),
]);

function blankOf(by: InputKind): FieldValue {
  if (by === 'flag') return false;
  if (by === 'extras') return '{}';
  return references.get(by) === null ? null : '';
}

/** What the inputs of a form hold, for a thing or for none. */
export function valuesOf<Thing>(fields: Fields<Thing>, thing?: Thing): Values {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { by, read }]) => {
      const printed = thing === undefined ? undefined : read(thing);
      return [name, printed === undefined ? blankOf(by) : conversionOf(by).value(printed)];
    }),
  );
}

/** The input of the API for values, by the fields that they are of. */
export function inputOf<Thing>(
  fields: Fields<Thing>,
  values: Partial<Values>,
  lookup: Lookup,
  opened: Values = {},
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const known = fields[name];
      if (!known || value === undefined) return [];
      return [[name, conversionOf(known.by).wire(value, lookup, opened[name] ?? null)]];
    }),
  );
}

/** What a field of a thing reads as; `""` for a blank. */
export function textOf<Thing>({ by, read, choices = [] }: Field<Thing>, thing: Thing): string {
  const printed = read(thing);
  return printed === undefined ? '' : conversionOf(by).text(printed, choices);
}

/** What a value in a form reads as, such as a person's name for their id. */
export function valueText<Thing>({ by, choices = [] }: Field<Thing>, value: string, lookup: Lookup): string {
  if (by === 'moment') return formatMoment(fromLocalInput(value));
  if (by === 'extras') return extrasText(extrasOf(value)) || 'nothing';
  if (by === 'choice' || by === 'radio') return chosen.text(value, choices);
  return references.has(by) ? (lookup.name(by, value) ?? `#${value}`) : value;
}

export function extrasOf(value: FieldValue): Record<string, string> {
  return value === null || value === '' ? {} : JSON.parse(String(value));
}

function extrasText(extras: Record<string, string>): string {
  return Object.entries(extras)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

/** Puts two changes of names and values together; undefined where both changed the same name. */
export function mergeExtras(base: FieldValue, mine: FieldValue, now: FieldValue): FieldValue | undefined {
  const [from, own, theirs] = [extrasOf(base), extrasOf(mine), extrasOf(now)];
  const changed = Object.entries(changedExtras(from, own));
  const both = changedExtras(from, theirs);
  if (changed.some(([name, value]) => name in both && both[name] !== value)) return undefined;
  return JSON.stringify({ ...theirs, ...Object.fromEntries(changed) });
}

/** v1 merges names and values by name, and a blank takes a name out. */
function changedExtras(from: Record<string, string>, to: Record<string, string>): Record<string, string> {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return Object.fromEntries(
    names.filter((name) => (from[name] ?? '') !== (to[name] ?? '')).map((name) => [name, to[name] ?? '']),
  );
}

/** Whether a thing may be what was sent: its texts are the same, but for ends of lines and blanks around them. */
export function says<Thing>(fields: Fields<Thing>, thing: Thing, input: Record<string, unknown>): boolean {
  const plain = (text: unknown) =>
    String(text ?? '')
      .replaceAll('\r\n', '\n')
      .trim();
  return Object.entries(fields)
    .filter(([name, { by }]) => (by === 'text' || by === 'area') && name in input)
    .every(([name, { read }]) => plain(read(thing)) === plain(input[name]));
}

/** The labels of fields, by name. */
export function labelsOf<Thing>(fields: Fields<Thing>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, { label }]) => [name, label]));
}

/** Which field the API's words for something missing are about, such as a user. */
export function nounsOf<Thing>(fields: Fields<Thing>): Record<string, string> {
  const nouns: Record<string, string> = {};
  for (const [name, { by }] of Object.entries(fields)) {
    if (by === 'person' || by === 'member') nouns.user ??= name;
    if (by === 'company') nouns.company ??= name;
    if (by === 'entry') Object.assign(nouns, { record: name, service: name });
  }
  return nouns;
}

/** Some of a table's fields, in the order of the names. */
export function pick<Thing>(fields: Fields<Thing>, names: readonly string[]): Fields<Thing> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const known = fields[name];
      return known ? [[name, known]] : [];
    }),
  );
}
