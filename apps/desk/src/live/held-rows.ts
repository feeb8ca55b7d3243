import type { Id } from '@service-desk/client';
import { useState } from 'react';

interface Identified {
  id: Id;
}

/** The rows of a list that is refetched while a person reads it. */
export interface HeldRows<Row> {
  /** What is shown: the rows that were there, in their order and place, each as it is now. */
  rows: Row[];
  /** The ids of shown rows that have left the list. */
  gone: ReadonlySet<string>;
  /** How many rows wait to be shown. */
  fresh: number;
  /** Whether there is anything to show: new rows, another order, or rows that have left. */
  changed: boolean;
  /** Shows the list as it is now. */
  show(): void;
}

interface Taken<Row> {
  of: string;
  rows: Row[] | undefined;
  settled: boolean;
}

/**
 * Keeps in place what a person reads. `of` says which list it is; another one is shown at once, and so is all that comes
 * before the list is first `settled`, that is answered for this visit.
 */
export function useHeldRows<Row extends Identified>(
  latest: Row[] | undefined,
  of: string,
  settled: boolean,
): HeldRows<Row> {
  const [taken, setTaken] = useState<Taken<Row>>({ of, rows: latest, settled });
  // In an empty list there is nothing to be kept in place.
  const held = taken.of === of && taken.settled && taken.rows !== undefined && taken.rows.length > 0;
  if (!held && (taken.of !== of || taken.rows !== latest || taken.settled !== settled)) {
    setTaken({ of, rows: latest, settled });
  }
  return {
    ...compareRows(held ? (taken.rows ?? []) : (latest ?? []), latest ?? []),
    show: () => setTaken({ of, rows: latest, settled: true }),
  };
}

/** What is shown of a list that has changed since its rows were taken. */
export function compareRows<Row extends Identified>(taken: Row[], latest: Row[]) {
  const now = byId(latest);
  const before = byId(taken);
  return {
    rows: taken.map((row) => now.get(String(row.id)) ?? row),
    gone: new Set([...before.keys()].filter((id) => !now.has(id))),
    fresh: [...now.keys()].filter((id) => !before.has(id)).length,
    changed: [...now.keys()].join() !== [...before.keys()].join(),
  };
}

function byId<Row extends Identified>(rows: Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [String(row.id), row]));
}
