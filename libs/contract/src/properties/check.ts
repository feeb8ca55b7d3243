import type { OperationId } from '@service-desk/client';
import type { Finding } from '../report/report.ts';
import { resourceOf } from '../v1/calls.ts';
import type { Bundle, Conformance } from '../v1/conformance.ts';
import type { Resource } from './model.ts';
import type { Pools } from './pools.ts';
import type { Answer, Session, Thing } from './session.ts';
import { isUnset } from './values.ts';

/** What holds for every operation and field, because the description says what these are. */
export const PROPERTIES = {
  echo: { promise: 'what was written is what is read', row: 'blank.5', writes: true },
  agreement: { promise: 'a thing reads the same wherever it appears', row: 'lists.14', writes: false },
  frame: { promise: 'a write changes what it names, and nothing else', row: 'blank.5', writes: true },
  absence: { promise: 'what is not sent is left alone, and blank clears', row: 'blank.5', writes: true },
  refusal: {
    promise: 'what cannot be taken is refused by its text, and writes nothing',
    row: 'envelope.5',
    writes: true,
  },
  spelling: {
    promise: 'each accepted spelling of a request gives one answer',
    row: 'formats.1',
    writes: false,
  },
  lists: {
    promise: 'pages, filters, orders and totals agree with the records',
    row: 'lists.7',
    writes: false,
  },
  whoAndWhen: { promise: 'authors and times are those of the call', row: 'writes.9', writes: true },
  lives: {
    promise: 'records move as their life cycle allows, and set and clear what goes with it',
    row: 'envelope.13',
    writes: true,
  },
  wire: {
    promise: 'status, headers and envelope are as described, whatever is sent',
    row: 'envelope.3',
    writes: false,
  },
  isolation: { promise: 'nothing of this account is shown to another', row: 'envelope.11', writes: false },
} as const;

export type Property = keyof typeof PROPERTIES;

/** Where a property does not hold. */
export interface Fault {
  property: Property;
  row: string;
  /** Whose it is, such as `incidents.update title`. */
  place: string;
  /** What is wrong, in words that are the same for all places that have one cause. */
  text: string;
  /** The request, what was promised, and what was seen. */
  seen: string[];
}

/** What a property looks with. */
export interface Check {
  session: Session;
  /** That of a caller of another account, where one is known. */
  other: Session | undefined;
  bundle: Bundle;
  conformance: Conformance;
  model: readonly Resource[];
  pools: Pools;
  only: (operation: OperationId) => boolean;
  /** Whether anything may be written. */
  write: boolean;
  /** Notes that a property was looked at, for an operation and one of its fields. */
  held(property: Property, operation: OperationId, field?: string): void;
  /** Notes that it does not hold. */
  fault(
    property: Property,
    place: string,
    text: string,
    answer: Answer,
    lines?: string[],
    row?: string,
  ): void;
  /** Runs a part; what it throws is a finding with a name. */
  part(property: Property, place: string, run: () => Promise<void>): Promise<void>;
}

/** What holds of two things: a line for each of these fields that differs. */
export function differences(promised: Thing, seen: Thing, fields: Iterable<string>): string[] {
  const lines: string[] = [];
  for (const field of fields) {
    if (!isUnset(promised[field], seen[field]))
      lines.push(`${field}: promised ${shown(promised[field])}, seen ${shown(seen[field])}`);
  }
  return lines;
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 100)}…${text.slice(-15)}` : text;
}

/** How many places and examples of one cause are printed. */
const PLACES = 12;

/** Faults as findings: those of one property that say the same are one, with the list of its places. */
export function findingsOfFaults(faults: readonly Fault[]): Finding[] {
  const groups = Map.groupBy(faults, ({ property, text }) => `${property}: ${text}`);
  return [...groups].map(([promise, group]): Finding => {
    const [first] = group as [Fault, ...Fault[]];
    const resources = new Set(group.map(({ place }) => resourceOf(place.split(' ')[0] as string)));
    const places = [...new Set(group.map(({ place }) => place))];
    const more = places.length > PLACES ? [`and ${places.length - PLACES} more places`] : [];
    return {
      resource: resources.size === 1 ? ([...resources][0] as string) : 'several resources',
      promise,
      reference: first.row,
      outcome: 'broken',
      seen: [...first.seen, `at ${places.slice(0, PLACES).join(', ')}`, ...more],
    };
  });
}
