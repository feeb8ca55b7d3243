import type { OperationId } from '@service-desk/client';
import type { Bundle } from '../v1/bundle.ts';
import { entriesOf } from '../v1/calls.ts';
import { type Shape, shapesOf } from '../v1/shapes.ts';
import { type FaultName, type Faults, shown } from './check.ts';
import type { Answer, Thing } from './session.ts';
import { isUnset } from './values.ts';

/** An object that an answer shows, where in it, and of which kind it is. */
interface Sight {
  kind: string | undefined;
  thing: Thing;
  at: string;
}

/** A field of a thing, as an answer of an operation showed it. */
interface Sighting {
  value: unknown;
  at: string;
  operation: OperationId;
  answer: Answer;
}

/** What answers have shown of things since something was last written. */
export interface Sightings {
  /**
   * Looks where the links of an answer lead, and compares its things with what other answers showed of them. What differs is
   * requested once more on both sides, since others may write meanwhile; `fault` is called with what differs still.
   */
  see(operation: OperationId, answer: Answer): Promise<void>;
  /** Something was written: what was seen may be otherwise now. */
  forget(): void;
}

/** How often it is looked at a difference. */
const ATTEMPTS = 3;

/** Sightings by the description, which says of each id what it names. */
export function sightingsOf(bundle: Bundle, fault: Faults['fault']): Sightings {
  const shapes = shapesOf(bundle);
  let known = new Map<string, Sighting>();
  const reported = new Set<string>();

  const sightsIn = (operation: OperationId, answer: Answer) =>
    sightsOf(answer.body?.result, shapes.answer(operation).field('result'));

  /** What the answers to the same two requests show of a field now; where others write all the while, when they agree. */
  async function lookAgain(key: string, sightings: readonly [Sighting, Sighting]): Promise<unknown[]> {
    let values: unknown[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      values = [];
      for (const { operation, answer, at } of sightings) {
        // A write is not sent twice.
        const sights = sightsIn(operation, answer.asked.method === 'GET' ? await answer.repeat() : answer);
        values.push(new Map(sights.filter((sight) => sight.at === at).flatMap(fieldsOf)).get(key));
      }
      if (values.includes(undefined)) return [];
      if (agree(values[0], values[1])) break;
    }
    return values;
  }

  return {
    forget() {
      known = new Map();
    },
    async see(operation, answer) {
      for (const sight of sightsIn(operation, answer)) {
        const place = `${operation} ${sight.at}`;
        for (const [name, line] of linkFaults(sight, shapes.kindAfter)) fault(name, place, answer, [line]);
        const twice = standingTwice(sight.thing);
        if (twice.length > 0) fault('standsTwice', place, answer, twice);
        for (const [key, value] of fieldsOf(sight)) {
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
          fault('readOtherwise', place, answer, [
            `${name} of ${kind} ${id}: ${shown(there)} by ${before.operation} ${before.at}, ${shown(here)} here`,
            before.answer.curl,
          ]);
        }
      }
    },
  };
}

/** The objects inside a value with the names that lead to them, and the kind that the description says they are of. */
export function sightsOf(value: unknown, shape?: Shape, at = ''): Sight[] {
  if (Array.isArray(value)) return value.flatMap((each) => sightsOf(each, shape?.items(), at));
  if (typeof value !== 'object' || value === null) return [];
  const thing = value as Thing;
  const inside = Object.entries(thing).flatMap(([name, each]) =>
    sightsOf(each, shape?.field(name), at ? `${at}.${name}` : name),
  );
  return [{ kind: shape?.kind, thing, at }, ...inside];
}

/** The entries that stand twice in a list of a thing, which are none where the entries name nothing. */
function standingTwice(thing: Thing): string[] {
  return Object.entries(thing).flatMap(([name, list]) => {
    if (!Array.isArray(list)) return [];
    const named = list.map((each) => JSON.stringify(each)).filter((each) => each.includes('_link":'));
    return named.filter((each, index) => named.indexOf(each) !== index).map((each) => `${name}: ${each}`);
  });
}

/** Each link is an address of v1 without an extension; of what stands beside an id, or is of the thing's own kind, by that id. */
function linkFaults({ kind, thing }: Sight, kindAfter: (word: string) => string | undefined) {
  return Object.entries(thing).flatMap(([name, link]): [FaultName, string][] => {
    if (!name.endsWith('_link')) return [];
    const words = String(link).split('/');
    const [, ...own] = words.splice(0, 3);
    const [word = '', last] = words.slice(-2);
    if (own.join('/') !== 'external_api/v1' || words.length === 0 || /\.(json|js|xml)$/.test(String(link)))
      return [['linkForm', `${name}: ${link}`]];
    const id = thing[name.replace(/_link$/, '_id')] ?? (kind === kindAfter(word) ? thing.id : undefined);
    if (!kindAfter(word) || id === undefined || String(id) === last) return [];
    return [['linkElsewhere', `${name}: ${link} of ${id}`]];
  });
}

/** The fields of a thing with an id that can be compared, each with its name after kind and id. */
function fieldsOf({ kind, thing }: Sight): [string, unknown][] {
  if (!kind || thing.id === undefined) return [];
  return Object.entries(thing).flatMap(([name, value]): [string, unknown][] => {
    return name === 'id' ? [] : [[`${kind} ${thing.id} ${name}`, value]];
  });
}

/** Whether two values may be those of one field: of objects, the fields that both have are compared. */
function agree(a: unknown, b: unknown): boolean {
  const [one, other] = [a, b].map(outlineOf);
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) {
    // A person is a name in one answer and an object in another.
    const isObject = [one, other].map((each) => typeof each === 'object' && each !== null);
    return (isObject[0] !== isObject[1] && Boolean(one) && Boolean(other)) || isUnset(one, other);
  }
  return Object.keys(one)
    .filter((name) => name in other)
    .every((name) => agree(one[name as never], other[name as never]));
}

/** Of an object that has an id, the id, and of a list those of its entries: what else they say is compared on its own. */
function outlineOf(value: unknown): unknown {
  if (Array.isArray(value))
    return entriesOf(value)
      .map(({ id }) => String(id))
      .join();
  const { id } = (value ?? {}) as Thing;
  return typeof value === 'object' && id !== undefined ? { id: String(id) } : value;
}
