import type { Value } from './body.ts';
import type { FieldTarget, ValueKind } from './model.ts';
import { atPlace, GONE, isBlank, type Operator, operators, type Seen, type ValueEdit } from './operator.ts';
import { DATE_CHANGES, emptied, next, retyped, shifted, TEXT_CHANGES } from './values.ts';

/** What an operator does to a field of answers: to which fields, how it reads, and the change, made for each trial. */
type Row = readonly [
  applies: (place: FieldTarget) => boolean,
  says: string,
  edit: (place: FieldTarget) => ValueEdit,
];

/** Faults in what answers say of a field. */
export const contentOperators: readonly Operator[] = [
  ...content('field dropped', [
    [isRequired, 'is missing', () => () => GONE],
    [isRequired, 'is missing where it is blank', () => (value) => (isBlank(value) ? GONE : value)],
    [isRequired, 'is missing in the first entry', firstOnly(() => GONE)],
  ]),
  ...content('field renamed', [
    [isRequired, 'is written in camel case', ({ name }) => renamed(name, camel(name))],
    [isRequired, 'is named in the plural', ({ name }) => renamed(name, `${name}s`)],
  ]),
  ...content('field retyped', [
    [anything, 'has another type', () => retyped],
    [typed('boolean'), 'is a number', () => (value) => (typeof value === 'boolean' ? Number(value) : value)],
    [
      kinds('list'),
      'is an object where one entry is in it',
      () => (value) => (value?.length === 1 ? value[0] : value),
    ],
    [kinds('object'), 'is the id alone', () => (value) => value?.id ?? value],
  ]),
  ...content('field emptied', [
    [anything, 'is empty', () => (value) => (isBlank(value) ? value : emptied(value))],
    [
      kinds('text', 'number', 'code'),
      'is empty where it is long',
      () => (value) => (String(value).length > 30 ? '' : value),
    ],
    [
      kinds('number', 'flag', 'code'),
      'is empty where it is 0',
      () => (value) => (value === 0 || value === false ? '' : value),
    ],
  ]),
  ...content('field nulled', [
    [anything, 'is null', () => (value) => (isBlank(value) ? value : null)],
    [isOftenBlank, 'is null where it is blank', () => (value) => (isBlank(value) ? null : value)],
    [typed('null'), 'is blank where it is null', () => (value) => (value === null ? '' : value)],
  ]),
  ...content('field swapped', [
    [hasSibling, 'is swapped with another', ({ name, sibling }) => swapped(name, String(sibling))],
  ]),
  ...content('field copied', [
    [
      hasSibling,
      'says what another says',
      ({ sibling }) =>
        (_value, parent) =>
          parent[String(sibling)] ?? '',
    ],
  ]),
  ...TEXT_CHANGES.flatMap(({ kind, says, change }) =>
    content(kind, [[isWritable, says, () => (value) => (typeof value === 'string' ? change(value) : value)]]),
  ),
  ...content('date changed', [
    ...DATE_CHANGES.filter(({ written }) => !written).map(
      ({ says, change }): Row => [
        kinds('date'),
        says,
        () => (value) => (typeof value === 'string' ? change(value) : value),
      ],
    ),
    [
      kinds('date'),
      'is the time of the call',
      () => (value) => (isBlank(value) ? value : new Date().toISOString().replace(/\.\d+/, '')),
    ],
    [
      kinds('date'),
      'is written with a blank for the T',
      () => (value) => String(value ?? '').replace('T', ' '),
    ],
  ]),
  ...content('number changed', [
    [kinds('number', 'id'), 'is one more', () => next],
    [typed('number'), 'is rounded', () => (value) => (typeof value === 'number' ? Math.round(value) : value)],
    [
      kinds('id'),
      'has no more than 31 bits',
      () => (value) => (Number(value) > 2 ** 31 ? Number(BigInt(value) & 0x7fffffffn) : value),
    ],
  ]),
  ...content('link changed', [
    [
      kinds('link'),
      'leads to the next record',
      () => (value) => (typeof value === 'string' ? value.replace(/\d+(?=\D*$)/, next) : value),
    ],
    [
      kinds('link'),
      'has no prefix',
      () => (value) => (typeof value === 'string' ? value.replace('/external_api', '') : value),
    ],
    [kinds('link'), 'has an extension', () => (value) => (isBlank(value) ? value : `${value}.json`)],
    [
      kinds('link'),
      'names another resource',
      () => (value) => (typeof value === 'string' ? value.replace(/(\w)(?=\/[\w-]+$)/, '$1_') : value),
    ],
  ]),
  ...content('flag or code changed', [
    [
      kinds('flag'),
      'says the opposite',
      () => (value) => (typeof value === 'boolean' ? !value : value === 0 || value === 1 ? 1 - value : value),
    ],
    [
      kinds('flag'),
      'is always off',
      () => (value) => (typeof value === 'boolean' ? false : value === 1 ? 0 : value),
    ],
    [
      kinds('code'),
      'is another of its table',
      ({ codes }) =>
        (value) =>
          otherCode(codes, value),
    ],
    [
      kinds('code'),
      'is the first of its table',
      ({ codes }) =>
        (value) =>
          codes.length > 1 && !isBlank(value) ? codes[0] : value,
    ],
  ]),
  ...content('inner list changed', [
    [kinds('list'), 'has its first entry twice', () => inList((list) => [list[0], ...list])],
    [kinds('list'), 'lacks its first entry', () => inList((list) => list.slice(1))],
    [kinds('list'), 'lacks its last entry', () => inList((list) => list.slice(0, -1))],
    [kinds('list'), 'stands in reverse', () => inList((list) => list.toReversed())],
    [kinds('list'), 'has no more than two entries', () => inList((list) => list.slice(0, 2))],
  ]),
  ...content('field stale', [
    [anything, 'stays as it was first read', frozen],
    [anything, 'is that of the record that was answered before', previous],
    [anything, 'is as it was before the last write', oneBehind],
  ]),
  ...content('author changed', [
    [isPerson, 'is null', () => (value) => (isBlank(value) ? value : null)],
    [isPerson, 'is the person of the response before', previous],
    [isPerson, 'is the first who was named', firstSeen],
  ]),
  ...content('XML alone differs', [
    [
      isWritable,
      'is escaped twice in XML',
      () =>
        inXml((value) =>
          typeof value === 'string' ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : value,
        ),
    ],
    [
      isWritable,
      'has one line in XML',
      () => inXml((value) => (typeof value === 'string' ? value.replaceAll(/[\r\n]+/g, ' ') : value)),
    ],
    [isRequired, 'is missing in XML', () => inXml(() => GONE)],
    [anything, 'is empty in XML', () => inXml((value) => (isBlank(value) ? value : emptied(value)))],
    [kinds('number', 'id', 'flag'), 'has no type in XML', () => inXml(retyped)],
    [anything, 'is blank for null in XML', () => inXml((value) => value ?? '')],
    [
      kinds('list'),
      'is no array in XML',
      () => inXml((value) => (Array.isArray(value) ? { ...value.map(String) } : value)),
    ],
    [
      kinds('date'),
      'is an hour late in XML',
      () => inXml((value) => (typeof value === 'string' ? shifted(value, 3600) : value)),
    ],
  ]),
];

function content(kind: string, rows: readonly Row[]): Operator[] {
  return operators(
    'place',
    kind,
    rows.map(([applies, says, edit]) => [
      applies,
      (place) => `${where(place)} ${says}`,
      (place) => atPlace(place, edit(place)),
    ]),
  );
}

function where({ operations, resource, paths }: FieldTarget): string {
  const [[operation, path = []] = []] = paths;
  return operations.length === 1
    ? `${operation} answers: ${path.join('.')}`
    : `all of ${resource} answer: ${path.join('.')}`;
}

function anything({ name, paths }: FieldTarget): boolean {
  return name !== 'xml' && paths.size > 0;
}

function isRequired({ required }: FieldTarget): boolean {
  return required;
}

/** A text that a client can have written. */
function isWritable({ kind, writable }: FieldTarget): boolean {
  return kind === 'text' && writable;
}

function isOftenBlank({ types, kind }: FieldTarget): boolean {
  return !types.has('null') && ['text', 'date', 'list', 'code'].includes(kind);
}

function hasSibling({ sibling }: FieldTarget): boolean {
  return sibling !== undefined;
}

function isPerson({ name, kind }: FieldTarget): boolean {
  return kind === 'object' && /user|owner|received_by|assigned|watched_by|author|customer/.test(name);
}

function typed(type: string): (place: FieldTarget) => boolean {
  return ({ types }) => types.has(type);
}

function kinds(...all: ValueKind[]): (place: FieldTarget) => boolean {
  return ({ kind }) => all.includes(kind);
}

function camel(name: string): string {
  return name.includes('_')
    ? name.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase())
    : name[0]?.toUpperCase() + name.slice(1);
}

function renamed(name: string, other: string): ValueEdit {
  return (value, parent) => {
    parent[other] = value;
    return parent[name] === value ? GONE : value;
  };
}

function swapped(name: string, sibling: string): ValueEdit {
  return (value, parent) => {
    if (!(sibling in parent)) return value;
    const other = parent[sibling];
    parent[sibling] = value;
    return name in parent ? other : value;
  };
}

/** In each answer, the first place only. */
function firstOnly(edit: ValueEdit): () => ValueEdit {
  return () => {
    let last: Seen | undefined;
    return (value, parent, seen) => {
      if (seen === last) return value;
      last = seen;
      return edit(value, parent, seen);
    };
  };
}

function otherCode(codes: readonly unknown[], value: Value): Value {
  const at = codes.indexOf(value);
  if (at >= 0 && codes.length > 1) return codes[(at + 1) % codes.length];
  return typeof value === 'number' ? value + 1 : value;
}

function inList(change: (list: Value[]) => Value[]): ValueEdit {
  return (value) => (Array.isArray(value) && value.length > 1 ? change(value) : value);
}

function inXml(edit: ValueEdit): ValueEdit {
  return (value, parent, seen) => (seen.format === 'xml' ? edit(value, parent, seen) : value);
}

/** Whose field it is: by the id beside it, or by the request. */
function ownerOf(parent: Value, { request }: Seen): string {
  return parent.id === undefined ? request.url.replace(/\?.*/, '') : String(parent.id);
}

function frozen(): ValueEdit {
  const first = new Map<string, Value>();
  return (value, parent, seen) => {
    const owner = ownerOf(parent, seen);
    if (!first.has(owner)) first.set(owner, structuredClone(value));
    return structuredClone(first.get(owner));
  };
}

function oneBehind(): ValueEdit {
  const known = new Map<string, { now: Value; before: Value }>();
  return (value, parent, seen) => {
    const owner = ownerOf(parent, seen);
    const last = known.get(owner) ?? { now: value, before: value };
    const isNew = JSON.stringify(last.now, String) !== JSON.stringify(value, String);
    known.set(owner, isNew ? { now: structuredClone(value), before: last.now } : last);
    return isNew ? structuredClone(last.now) : value;
  };
}

function previous(): ValueEdit {
  let before: Value;
  return (value) => {
    const answered = before === undefined || isBlank(value) || isBlank(before) ? value : before;
    before = structuredClone(value);
    return answered;
  };
}

function firstSeen(): ValueEdit {
  let first: Value;
  return (value) => {
    if (isBlank(value)) return value;
    first ??= structuredClone(value);
    return structuredClone(first);
  };
}
