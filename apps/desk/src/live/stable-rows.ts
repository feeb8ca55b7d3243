import type { Id } from '@service-desk/client';
import { useState } from 'react';

interface Identified {
  id: Id;
}

/** The rows of a list that is refetched while the user reads it. */
export interface StableRows<Row> {
  /** The rows to show: those of the snapshot, in its order, with their current content. */
  rows: Row[];
  /** The ids of shown rows that are no longer in the list. */
  gone: ReadonlySet<string>;
  /** The number of rows that are not shown yet. */
  newCount: number;
  /** Whether the current list has other rows or another order. */
  hasChanges: boolean;
  /** Shows the current list. */
  show(): void;
}

interface Snapshot<Row> {
  of: string;
  rows: Row[] | undefined;
  settled: boolean;
}

/**
 * Keeps the rows of a list in place. `of` identifies the list; another list is shown immediately, and so are all rows
 * until the list is first `settled`, that is, fetched during this visit.
 */
export function useStableRows<Row extends Identified>(
  latest: Row[] | undefined,
  of: string,
  settled: boolean,
): StableRows<Row> {
  const [snapshot, setSnapshot] = useState<Snapshot<Row>>({ of, rows: latest, settled });
  const held =
    snapshot.of === of && snapshot.settled && snapshot.rows !== undefined && snapshot.rows.length > 0;
  if (!held && (snapshot.of !== of || snapshot.rows !== latest || snapshot.settled !== settled)) {
    setSnapshot({ of, rows: latest, settled });
  }
  return {
    ...compareRows(held ? (snapshot.rows ?? []) : (latest ?? []), latest ?? []),
    // The next render takes the rows, which may have been fetched since this one.
    show: () => setSnapshot({ of, rows: undefined, settled: true }),
  };
}

/** Compares the current rows of a list with a snapshot. */
export function compareRows<Row extends Identified>(snapshot: Row[], latest: Row[]) {
  const now = byId(latest);
  const before = byId(snapshot);
  return {
    rows: snapshot.map((row) => now.get(String(row.id)) ?? row),
    gone: new Set([...before.keys()].filter((id) => !now.has(id))),
    newCount: [...now.keys()].filter((id) => !before.has(id)).length,
    hasChanges: [...now.keys()].join() !== [...before.keys()].join(),
  };
}

function byId<Row extends Identified>(rows: Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [String(row.id), row]));
}
