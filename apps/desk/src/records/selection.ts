import { useRef, useState } from 'react';

export interface Selection {
  selected: ReadonlySet<string>;
  /** Selects a row, or with `range` all rows from the one that was selected or cleared before. */
  select: (id: string, on: boolean, range?: boolean) => void;
  selectAll: (on: boolean) => void;
  /** Selects these rows, and no others. */
  selectOnly: (ids: readonly string[]) => void;
}

/** The rows from one to another in the order of the list, both included; only the second if the first is missing. */
export function rangeOf(rows: readonly string[], from: string | undefined, to: string): string[] {
  const ends = [from ?? to, to].map((id) => rows.indexOf(id));
  return ends.includes(-1) ? [to] : rows.slice(Math.min(...ends), Math.max(...ends) + 1);
}

/** The selected rows of a list, which is identified by `list`; another list starts without any. */
export function useSelection(list: string, rows: readonly string[]): Selection {
  const [selection, setSelection] = useState<{ list: string; ids: ReadonlySet<string> }>();
  const last = useRef<string>(undefined);
  const selected = selection?.list === list ? selection.ids : new Set<string>();
  function put(ids: readonly string[], on: boolean): void {
    const changed = new Set(ids);
    const others = [...selected].filter((id) => !changed.has(id));
    setSelection({ list, ids: new Set(on ? [...others, ...ids] : others) });
  }
  return {
    selected,
    select(id, on, range = false) {
      put(range ? rangeOf(rows, last.current, id) : [id], on);
      last.current = id;
    },
    selectAll: (on) => put(rows, on),
    selectOnly: (ids) => setSelection({ list, ids: new Set(ids) }),
  };
}
