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
import { customerName, formatTimestamp, fromLocalInput, priorityLabel, toLocalInput } from '../format.ts';
import type { FieldValue, FormValues } from './three-way-merge.ts';

/** The value of each field type in a response of the API. */
interface StoredValues {
  text: string | number | null;
  area: string;
  /** The text of a time entry. */
  entry: string;
  number: number | null;
  timestamp: string | null;
  flag: boolean | 0 | 1 | string | null;
  /** One of `choices`, in a drop-down list. */
  choice: string | number | null;
  /** One of `choices`, as radio buttons. */
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
  /** An item, selected by its type. */
  configItem: { id: Id; name: string } | null;
  /** Custom values by name. */
  keyValues: Record<string, string>;
}

type PersonRef = Pick<Person, 'id' | 'full_name' | 'group_link'>;

export type FieldType = keyof StoredValues;

export interface Choice {
  value: string;
  label: string;
}

interface FieldOptions<Entity> {
  hint?: string;
  required?: boolean;
  /** Whether the control takes a whole row. */
  wide?: boolean;
  choices?: readonly Choice[];
  /** The label of the blank choice; without it, a choice is mandatory. */
  blank?: string;
  /** The reason why a required field may be blank for a resource; undefined if it may not. */
  optional?: (entity: Entity) => string | undefined;
}

/** A field: its type, its label, and how to read it from a response. */
export interface Field<Entity> extends FieldOptions<Entity> {
  type: FieldType;
  label: string;
  read: (entity: Entity) => StoredValues[FieldType] | undefined;
}

/** Fields by their names in write requests. */
export type Fields<Entity> = Record<string, Field<Entity>>;

export function field<Type extends FieldType, Entity>(
  type: Type,
  label: string,
  read: (entity: Entity) => StoredValues[Type] | undefined,
  options: FieldOptions<Entity> = {},
): Field<Entity> {
  return { type, label, read, ...options };
}

/** Looks up names and ids in the cached responses. */
export interface Lookup {
  name(type: FieldType, id: string): string | undefined;
  priorities(): Priority[];
  types(): ActivityType[];
}

interface Conversion<Value> {
  /** The value of the input. */
  toInput(stored: Value): FieldValue;
  /** The value to send; a blank clears the field. */
  toRequest(value: FieldValue, lookup: Lookup, opened: FieldValue): unknown;
  /** The text to show. */
  toText(stored: Value, choices: readonly Choice[]): string;
}

const plain: Conversion<string | number | null> = {
  toInput: (stored) => String(stored ?? ''),
  toRequest: (value) => value ?? '',
  toText: (stored) => String(stored ?? ''),
};

const decimal: Conversion<number | null> = {
  ...plain,
  // A decimal comma; before three digits, it may also separate thousands.
  toRequest: (value) => String(value ?? '').replace(/^\s*(\d*),(\d{1,2})\s*$/, '$1.$2'),
};

const chosen: Conversion<string | number | null> = {
  ...plain,
  toText: (stored, choices) =>
    choices.find(({ value }) => value === String(stored))?.label ??
    (stored === '' || stored === null ? '' : `Code ${stored}`),
};

// A blank is null in a searchable list, and `""` in a drop-down list.
const searched = {
  toInput: (stored: { id: Id } | null) => (stored ? String(stored.id) : null),
  toRequest: (value: FieldValue) => value ?? '',
};
const listed = {
  ...searched,
  toInput: (stored: { id: Id } | null) => (stored ? String(stored.id) : ''),
};

const person: Conversion<PersonRef | null> = { ...searched, toText: (stored) => stored?.full_name ?? '' };
const nameText = (stored: { name: string } | null) => stored?.name ?? '';

/** The conversions of each field type. Priorities and types are identified by name, since problems have no ids of them. */
const conversions: { [Type in FieldType]: Conversion<StoredValues[Type]> } = {
  text: plain,
  area: plain,
  entry: plain,
  number: decimal,
  choice: chosen,
  radio: chosen,
  timestamp: {
    toInput: toLocalInput,
    toRequest: (value) => fromLocalInput(String(value ?? '')),
    toText: formatTimestamp,
  },
  flag: {
    toInput: (stored) => stored === 1 || stored === true || (typeof stored === 'string' && stored !== ''),
    toRequest: (value) => (value ? 1 : 0),
    toText: (stored) => (stored ? 'Yes' : 'No'),
  },
  service: { ...listed, toText: nameText },
  priority: {
    toInput: (stored) =>
      stored === null ? '' : typeof stored === 'number' ? String(stored) : priorityLabel(stored),
    toRequest: (value, lookup) =>
      lookup.priorities().find((known) => value === priorityLabel(known) || value === String(known.level))
        ?.id ?? '',
    toText: (stored) =>
      stored === null ? '' : typeof stored === 'number' ? `Level ${stored}` : priorityLabel(stored),
  },
  type: {
    toInput: (stored) => (typeof stored === 'string' ? stored : (stored?.name ?? '')),
    toRequest: (value, lookup) => lookup.types().find(({ name }) => name === value)?.id ?? '',
    toText: (stored) => (typeof stored === 'string' ? stored : (stored?.name ?? '')),
  },
  category: { ...listed, toText: nameText },
  person,
  member: person,
  customer: { ...searched, toText: (stored) => (stored ? customerName(stored) : '') },
  company: { ...searched, toText: nameText },
  configType: { ...listed, toText: nameText },
  configItem: { ...listed, toText: nameText },
  keyValues: {
    toInput: (stored) => JSON.stringify(stored),
    toRequest: (value, _, opened) => changedKeyValues(parseKeyValues(opened), parseKeyValues(value)),
    toText: (stored) => keyValuesText(stored),
  },
};

function conversionOf(type: FieldType): Conversion<StoredValues[FieldType]> {
  return conversions[type] as Conversion<StoredValues[FieldType]>;
}

/** The field types whose value is an id, with their blank. */
const references = new Map<FieldType, '' | null>([
  ...(['person', 'member', 'customer', 'company'] as const).map((type) => [type, null] as const),
  ...(['service', 'category', 'configType', 'configItem'] as const).map((type) => [type, ''] as const),
]);

function blankOf(type: FieldType): FieldValue {
  if (type === 'flag') return false;
  if (type === 'keyValues') return '{}';
  return references.get(type) === null ? null : '';
}

/** The input values for a resource, or blanks. */
export function valuesOf<Entity>(fields: Fields<Entity>, entity?: Entity): FormValues {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { type, read }]) => {
      const stored = entity === undefined ? undefined : read(entity);
      return [name, stored === undefined ? blankOf(type) : conversionOf(type).toInput(stored)];
    }),
  );
}

/** The write request for input values. */
export function requestOf<Entity>(
  fields: Fields<Entity>,
  values: Partial<FormValues>,
  lookup: Lookup,
  opened: FormValues = {},
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const known = fields[name];
      if (!known || value === undefined) return [];
      return [[name, conversionOf(known.type).toRequest(value, lookup, opened[name] ?? null)]];
    }),
  );
}

/** The text of a field of a resource; `""` for a blank. */
export function textOf<Entity>({ type, read, choices = [] }: Field<Entity>, entity: Entity): string {
  const stored = read(entity);
  return stored === undefined ? '' : conversionOf(type).toText(stored, choices);
}

/** The text of an input value, such as a person's name for their id. */
export function valueText<Entity>(
  { type, choices = [] }: Field<Entity>,
  value: string,
  lookup: Lookup,
): string {
  if (type === 'timestamp') return formatTimestamp(fromLocalInput(value));
  if (type === 'keyValues') return keyValuesText(parseKeyValues(value)) || 'nothing';
  if (type === 'choice' || type === 'radio') return chosen.toText(value, choices);
  return references.has(type) ? (lookup.name(type, value) ?? `#${value}`) : value;
}

export function parseKeyValues(value: FieldValue): Record<string, string> {
  return value === null || value === '' ? {} : JSON.parse(String(value));
}

function keyValuesText(extras: Record<string, string>): string {
  return Object.entries(extras)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

/** Merges two changes of custom values; undefined if both changed the same name differently. */
export function mergeKeyValues(base: FieldValue, mine: FieldValue, now: FieldValue): FieldValue | undefined {
  const [from, own, theirs] = [parseKeyValues(base), parseKeyValues(mine), parseKeyValues(now)];
  const changed = Object.entries(changedKeyValues(from, own));
  const both = changedKeyValues(from, theirs);
  if (changed.some(([name, value]) => name in both && both[name] !== value)) return undefined;
  return JSON.stringify({ ...theirs, ...Object.fromEntries(changed) });
}

/** The changed values only: v1 merges by name, and a blank removes a name. */
function changedKeyValues(from: Record<string, string>, to: Record<string, string>): Record<string, string> {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return Object.fromEntries(
    names.filter((name) => (from[name] ?? '') !== (to[name] ?? '')).map((name) => [name, to[name] ?? '']),
  );
}

/** Whether the texts of a resource equal those of a write request. */
export function hasSameTexts<Entity>(
  fields: Fields<Entity>,
  entity: Entity,
  input: Record<string, unknown>,
): boolean {
  return Object.entries(fields)
    .filter(([name, { type }]) => (type === 'text' || type === 'area') && name in input)
    .every(([name, { read }]) => sameText(read(entity), input[name]));
}

/** Whether two texts are equal, except for line endings and surrounding blanks, which a server may change. */
export function sameText(stored: unknown, sent: unknown): boolean {
  const [a, b] = [stored, sent].map((text) =>
    String(text ?? '')
      .replaceAll('\r\n', '\n')
      .trim(),
  );
  return a === b;
}

/** The labels of fields, by name. */
export function labelsOf<Entity>(fields: Fields<Entity>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, { label }]) => [name, label]));
}

/** The fields by the nouns in the API's messages about missing records, such as `user`. */
export function nounsOf<Entity>(fields: Fields<Entity>): Record<string, string> {
  const nouns: Record<string, string> = {};
  for (const [name, { type }] of Object.entries(fields)) {
    if (type === 'person' || type === 'member') nouns.user ??= name;
    if (type === 'company') nouns.company ??= name;
    if (type === 'entry') Object.assign(nouns, { record: name, service: name });
  }
  return nouns;
}

/** The named fields, in the order of the names. */
export function pick<Entity>(fields: Fields<Entity>, names: readonly string[]): Fields<Entity> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const known = fields[name];
      return known ? [[name, known]] : [];
    }),
  );
}
