import type { OperationId } from '@service-desk/client';
import type { Description, Schema } from '#description/description';
import { fieldsAlwaysShown } from '#description/results';
import { type Shape, shapesOf } from '#description/shapes';
import { shown } from '../v1/bodies.ts';
import { entriesOf } from '../v1/calls.ts';
import type { FaultName, Faults } from './check.ts';
import type { Answer, Thing } from './session.ts';
import { isSame } from './values.ts';

/** An object in a response, with its shape and its place in the response. */
interface Sight {
  shape: Shape | undefined;
  thing: Thing;
  at: string;
}

/** The value of a field in the response of an operation. */
interface Sighting {
  value: unknown;
  at: string;
  operation: OperationId;
  answer: Answer;
}

/** What responses have shown of resources since the last write. */
export interface Sightings {
  /**
   * Checks the links of a response, and compares its resources with what other responses showed of them. If a field
   * differs, both requests are repeated, since others may write in the meantime; a difference that remains is a fault.
   */
  see(operation: OperationId, answer: Answer): Promise<void>;
  /** Forgets all values that a write may have changed. After a delete, an id may come to belong to something new. */
  forget(by: 'write' | 'delete'): void;
}

/** The key of a field that no write changes. */
const NEVER_CHANGES = / created_at$/;

/** How often a difference is checked again. */
const ATTEMPTS = 3;

/** Sightings by the kinds of ids in the description. */
export function sightingsOf(bundle: Description, { expectNone }: Faults): Sightings {
  const shapes = shapesOf(bundle);
  const alwaysShown = fieldsAlwaysShown(bundle);
  const changing = new Map<string, Sighting>();
  const lasting = new Map<string, Sighting>();
  const reported = new Set<string>();

  const sightsIn = (operation: OperationId, answer: Answer) =>
    sightsOf(answer.body?.result, shapes.answer(operation).field('result'));

  /** Repeats two requests until they agree on a field, since others may write in the meantime. */
  async function lookAgain(key: string, sightings: readonly [Sighting, Sighting]): Promise<unknown[]> {
    let values: unknown[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      values = [];
      for (const { operation, answer, at } of sightings) {
        // A write is not repeated.
        const sights = sightsIn(operation, answer.request.method === 'GET' ? await answer.repeat() : answer);
        values.push(new Map(sights.filter((sight) => sight.at === at).flatMap(fieldsOf)).get(key));
      }
      if (values.includes(undefined)) return [];
      if (agree(values[0], values[1])) break;
    }
    return values;
  }

  return {
    forget(by) {
      changing.clear();
      if (by === 'delete') lasting.clear();
    },
    async see(operation, answer) {
      for (const sight of sightsIn(operation, answer)) {
        const place = `${operation} ${sight.at}`;
        for (const [name, line] of linkFaults(sight, shapes.kindAfter))
          expectNone(name, place, answer, [line]);
        expectNone('standsTwice', place, answer, standingTwice(sight.thing));
        expectNone('doubledField', place, answer, doubledIn(sight));
        expectNone('fieldMissing', place, answer, missingIn(sight, alwaysShown));
        for (const [key, value] of fieldsOf(sight)) {
          const known = NEVER_CHANGES.test(key) ? lasting : changing;
          const before = known.get(key);
          const now = { value, at: sight.at, operation, answer };
          if (!before) known.set(key, now);
          if (!before || agree(before.value, value)) continue;
          const cause = `${place} ${key.split(' ')[2]}`;
          if (reported.has(cause)) continue;
          const [there, here] = await lookAgain(key, [before, now]);
          if (agree(there, here)) continue;
          reported.add(cause);
          const [kind, id, name] = key.split(' ');
          expectNone('readOtherwise', place, answer, [
            `${name} of ${kind} ${id}: ${shown(there)} in ${before.operation} ${before.at}, ${shown(here)} here`,
            before.answer.curl,
          ]);
        }
      }
    },
  };
}

/** The objects inside a value, with their path and the kind that the description gives them. */
export function sightsOf(value: unknown, shape?: Shape, at = ''): Sight[] {
  if (Array.isArray(value)) return value.flatMap((each) => sightsOf(each, shape?.items(), at));
  if (typeof value !== 'object' || value === null) return [];
  const thing = value as Thing;
  const inside = Object.entries(thing).flatMap(([name, each]) =>
    sightsOf(each, shape?.field(name), at ? `${at}.${name}` : name),
  );
  return [{ shape, thing, at }, ...inside];
}

/** The links of people, who are users or groups. */
const PERSON_LINK = /^(user|group)_link$/;

/** The fields that a resource lacks although every example has them. */
function missingIn({ shape, thing }: Sight, alwaysShown: ReadonlySet<Schema>): string[] {
  const parts = shape?.nodes.map(({ properties = {} }) => properties) ?? [];
  const names = new Set(
    parts.flatMap((each) => Object.keys(each)).filter((name) => !(name in thing || PERSON_LINK.test(name))),
  );
  return [...names].filter((name) => parts.every((each) => !each[name] || alwaysShown.has(each[name])));
}

/** The fields of a resource that differ from the field that they double. */
function doubledIn({ shape, thing }: Sight): string[] {
  const fields = shape?.nodes.flatMap(({ properties = {} }) => Object.entries(properties)) ?? [];
  return fields.flatMap(([name, { 'x-same-as': other }]) =>
    other === undefined || !(name in thing) || agree(thing[other], thing[name])
      ? []
      : [`${name}: expected ${shown(thing[other])}, as ${other}, received ${shown(thing[name])}`],
  );
}

/** The duplicate entries of the lists in a resource. Entries without ids are not compared. */
function standingTwice(thing: Thing): string[] {
  return Object.entries(thing).flatMap(([name, list]) => {
    if (!Array.isArray(list)) return [];
    const named = list.map((each) => JSON.stringify(each)).filter((each) => each.includes('_link":'));
    return named.filter((each, index) => named.indexOf(each) !== index).map((each) => `${name}: ${each}`);
  });
}

/** Checks that each link is a path of v1 without an extension, with the id that it belongs to. */
function linkFaults({ shape, thing }: Sight, kindAfter: (word: string) => string | undefined) {
  return Object.entries(thing).flatMap(([name, link]): [FaultName, string][] => {
    if (!name.endsWith('_link')) return [];
    const words = String(link).split('/');
    const [, ...own] = words.splice(0, 3);
    const [word = '', last] = words.slice(-2);
    if (own.join('/') !== 'external_api/v1' || words.length === 0 || /\.(json|js|xml)$/.test(String(link)))
      return [['linkForm', `${name}: ${link}`]];
    const id =
      thing[name.replace(/_link$/, '_id')] ?? (shape?.kind === kindAfter(word) ? thing.id : undefined);
    if (!kindAfter(word) || id === undefined || String(id) === last) return [];
    return [['linkElsewhere', `${name}: ${link} of ${id}`]];
  });
}

/** Stands for a blank value of a field that may be null in one response and `""` in another. */
const BLANK = Symbol('blank');

/** The fields of a resource that can be compared, by kind, id and name. */
function fieldsOf({ shape, thing }: Sight): [string, unknown][] {
  const kind = shape?.kind;
  if (!kind || thing.id === undefined) return [];
  return Object.entries(thing).flatMap(([name, value]): [string, unknown][] => {
    if (name === 'id') return [];
    const isBlank = (value === '' || value === null) && !isTextOrNull(shape.field(name));
    return [[`${kind} ${thing.id} ${name}`, isBlank ? BLANK : value]];
  });
}

/** Whether null and `""` differ. The avatar of a person is blank in records, and null in lists of users. */
function isTextOrNull({ nodes }: Shape): boolean {
  const types = nodes.flatMap(({ type = [] }) => type);
  return types.includes('string') && types.includes('null') && !types.includes('object');
}

/** Whether two values of one field agree. Of objects, only the fields that both have are compared. */
function agree(a: unknown, b: unknown): boolean {
  const [one, other] = [a, b].map(outlineOf);
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) {
    // A person may be a name in one response and an object in another.
    const isObject = [one, other].map((each) => typeof each === 'object' && each !== null);
    if (one === BLANK || other === BLANK)
      return [BLANK, '', null].includes((one === BLANK ? other : one) as null);
    return (isObject[0] !== isObject[1] && Boolean(one) && Boolean(other)) || isSame(one, other);
  }
  return Object.keys(one)
    .filter((name) => name in other)
    .every((name) => agree(one[name as never], other[name as never]));
}

/** Reduces objects with an id to that id, since their other fields are compared separately. */
function outlineOf(value: unknown): unknown {
  if (Array.isArray(value))
    return entriesOf(value)
      .map(({ id }) => String(id))
      .join();
  const { id } = (value ?? {}) as Thing;
  return typeof value === 'object' && id !== undefined ? { id: String(id) } : value;
}
