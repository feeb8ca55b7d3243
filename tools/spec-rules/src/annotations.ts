import type { Context, Location, Schema, Visitor } from './redocly.ts';

type Fields = Record<string, Schema>;

/** What is wrong about an annotation's value, beside these fields; undefined where nothing is. */
type AnnotationCheck = (value: unknown, fields: Fields) => string | undefined;

const is = (isRight: (value: unknown) => boolean, expected: string): AnnotationCheck => {
  return (value) => (isRight(value) ? undefined : `must be ${expected}`);
};
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmptied = (value: unknown) => ['kept', 'computed', 'cleared'].includes(value as string);
const isRefused = (value: unknown) =>
  isMap(value) && Object.keys(value).join() === 'refused' && isText(value.refused);

/** One field or several that stand beside the annotated one. */
const beside: AnnotationCheck = (value, fields) => {
  const names = [value].flat();
  const unknown = names.find((name) => !(String(name) in fields));
  if (names.length > 0 && unknown === undefined) return undefined;
  return `names ${unknown ?? 'nothing'}, which is not a field next to it`;
};

/** A map with no other keys than these, whose values are checked. */
const map =
  (checks: Record<string, AnnotationCheck>): AnnotationCheck =>
  (value, fields) => {
    if (!isMap(value)) return 'is a map';
    return faultsIn(value, (key) => checks[key], fields);
  };

/** A map from fields beside it to values of one form. */
const mapOfFields =
  (check: AnnotationCheck): AnnotationCheck =>
  (value, fields) => {
    if (!isMap(value)) return 'is a map';
    return beside(Object.keys(value), fields) ?? faultsIn(value, () => check, fields);
  };

function faultsIn(
  value: Record<string, unknown>,
  checkOf: (key: string) => AnnotationCheck | undefined,
  fields: Fields,
): string | undefined {
  for (const [key, each] of Object.entries(value)) {
    const check = checkOf(key);
    if (!check) return `has the unknown key ${key}`;
    const fault = check(each, fields);
    if (fault) return `${key} ${fault}`;
  }
  return undefined;
}

const anything = is(() => true, 'anything');
const moves = is(
  (value) => isMap(value) && Object.values(value).every((each) => Array.isArray(each)),
  'a map of lists',
);
const date = map({
  ...{ status: anything, reaches: anything },
  ...{ by: beside, needs: beside, with: beside, clears: beside, from: beside },
});
const flag = map({ sets: beside, fills: mapOfFields(anything) });

/** What may stand beside a schema or a field; `.github/CONTRIBUTING.md` says what each means. */
const OF_SCHEMAS: Readonly<Record<string, AnnotationCheck>> = {
  'x-read-as': beside,
  'x-makes': beside,
  'x-stamps': beside,
  'x-same-as': beside,
  'x-changes': beside,
  'x-blank': is(
    (value) => isEmptied(value) || isRefused(value),
    'kept, computed, cleared or { refused: text }',
  ),
  'x-default': is((value) => value !== null && typeof value !== 'object', 'a value, caller, now or any'),
  'x-kept': is((value) => value === false, 'false'),
  'x-life': map({ status: beside, new: anything, moves, dates: mapOfFields(date), flags: mapOfFields(flag) }),
  'x-kind': is(isText, 'a string'),
  'x-kinds': is(isMap, 'a map'),
  'x-enumDescriptions': is(isMap, 'a map'),
  'x-guide-print': is((value) => value === true, 'true'),
};

const isOrder = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isText);
const order = is(isOrder, 'a list of fields');
const orders = is((value) => isMap(value) && Object.values(value).every(isOrder), 'a map of lists of fields');

/** The annotations of other nodes. */
const OF_NODES: Readonly<Record<string, Readonly<Record<string, AnnotationCheck>>>> = {
  Root: { 'x-tagGroups': anything },
  Example: { 'x-state': anything, 'x-request': anything },
  MediaType: { 'x-refused-examples': anything },
  Parameter: { 'x-kind': is(isText, 'a string'), 'x-order': orders },
  Operation: { 'x-order': order },
};

/** An annotation is one that something reads, and names fields that there are. */
export function annotations(): Visitor {
  function check(
    node: object,
    fields: Fields,
    { report }: Context,
    location: Location,
    known: Readonly<Record<string, AnnotationCheck>> = OF_SCHEMAS,
  ): void {
    for (const [key, value] of Object.entries(node).filter(([each]) => each.startsWith('x-'))) {
      const fault = known[key] ? known[key](value, fields) : 'is not a known annotation';
      if (fault) report({ message: `${key} ${fault}.`, location: location.child([key]).key() });
    }
  }
  return {
    any: {
      enter(node: unknown, context: Context) {
        const { name } = context.type;
        if (name !== 'Schema' && isMap(node))
          check(node, {}, context, context.location, OF_NODES[name] ?? {});
      },
    },
    Schema: {
      enter(node: Schema, context: Context) {
        const { properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = node;
        const { location } = context;
        // A field is looked at where its neighbours are known.
        if (!/\/properties\/[^/]+$/.test(location.pointer)) check(node, properties, context, location);
        for (const [name, field] of Object.entries(properties))
          check(field, properties, context, location.child(['properties', name]));
        // What stands beside a reference is not visited.
        for (const each of [items, ...anyOf, ...oneOf, ...allOf])
          if (each?.$ref) check(each, {}, context, location);
      },
    },
  };
}
