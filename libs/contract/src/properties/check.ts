import type { OperationId } from '@service-desk/client';
import type { Finding } from '../report/report.ts';
import { resourceOf } from '../v1/calls.ts';
import type { Bundle, Conformance } from '../v1/conformance.ts';
import type { Resource } from './model.ts';
import type { Pools } from './pools.ts';
import type { Answer, Session, Thing } from './session.ts';
import { isUnset } from './values.ts';

/** What holds for every operation and field, because the description says what these are; the rows that say so, the first one unless a fault names another. */
export const PROPERTIES = {
  echo: {
    promise: 'what was written is what is read',
    rows: [
      'blank.5',
      'blank.1',
      'blank.2',
      'blank.3',
      'changes.7',
      'changes.15',
      'formats.6',
      'notes.2',
      'notes.5',
      'people.2',
      'people.5',
      'problems.4',
      'problems.5',
      'releases.8',
      'releases.10',
      'writes.3',
      'writes.7',
      'writes.10',
      'formats.5',
      'blank.6',
      'people.4',
      'records.3',
      'config.10',
      'config.12',
      'issues.5',
    ],
    writes: true,
  },
  agreement: {
    promise: 'a thing reads the same wherever it appears',
    rows: ['lists.14', 'beetils.1', 'dates.3', 'formats.2', 'lists.12'],
    writes: false,
  },
  frame: { promise: 'a write changes what it names, and nothing else', rows: ['blank.5'], writes: true },
  absence: {
    promise: 'what is not sent is left alone, and blank clears',
    rows: ['blank.5', 'writes.8'],
    writes: true,
  },
  refusal: {
    promise: 'what cannot be taken is refused by its text, and writes nothing',
    rows: ['envelope.5', 'envelope.6', 'envelope.8', 'envelope.10', 'issues.1', 'people.3', 'records.1'],
    writes: true,
  },
  spelling: {
    promise: 'each accepted spelling of a request gives one answer',
    rows: ['formats.1', 'callers.5', 'dates.1', 'formats.2', 'formats.3', 'notes.1'],
    writes: false,
  },
  lists: {
    promise: 'pages, filters, orders and totals agree with the records',
    rows: [
      'lists.7',
      'callers.1',
      'lists.1',
      'lists.2',
      'lists.3',
      'lists.4',
      'lists.6',
      'lists.8',
      'lists.11',
      'lists.13',
      'people.1',
      'time.4',
    ],
    writes: false,
  },
  whoAndWhen: {
    promise: 'authors and times are those of the call',
    rows: [
      'writes.9',
      'writes.4',
      'writes.1',
      'notes.6',
      'changes.2',
      'changes.13',
      'releases.2',
      'issues.3',
      'time.2',
    ],
    writes: true,
  },
  lives: {
    promise: 'records move as their life cycle allows, and set and clear what goes with it',
    rows: [
      'envelope.13',
      'incidents.3',
      'lists.1',
      'notes.1',
      'notes.7',
      'incidents.1',
      'incidents.2',
      'incidents.4',
      'incidents.5',
      'changes.3',
      'changes.4',
      'changes.6',
      'changes.9',
      'changes.12',
      'problems.1',
      'problems.2',
      'problems.6',
      'problems.7',
      'releases.3',
      'releases.4',
      'releases.5',
      'releases.6',
      'releases.9',
      'releases.11',
    ],
    writes: true,
  },
  wire: {
    promise: 'status, headers and envelope are as described, whatever is sent',
    rows: ['envelope.3', 'envelope.1', 'envelope.2', 'envelope.4', 'envelope.6', 'envelope.7', 'envelope.12'],
    writes: false,
  },
  isolation: { promise: 'nothing of this account is shown to another', rows: ['envelope.11'], writes: false },
} as const;

export type Property = keyof typeof PROPERTIES;

/** A row of docs/limitations.md that properties hold. */
export type Row = (typeof PROPERTIES)[Property]['rows'][number];

/** Where a property does not hold. */
export interface Fault {
  property: Property;
  row: Row;
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
  /** That of another person of the caller's account, where one is known. */
  colleague: Session | undefined;
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
  fault(property: Property, place: string, text: string, answer: Answer, lines?: string[], row?: Row): void;
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
