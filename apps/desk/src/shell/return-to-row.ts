import { useLocation } from '@tanstack/react-router';
import { type MouseEvent, type RefObject, useEffect } from 'react';

/** The row that was opened last, by the entry of the browser's history that it was opened from. */
const left = new Map<string, string>();

/**
 * Takes whoever comes back to a list to the row that they left it by. Its rows' links are marked `data-row` with their
 * ids.
 *
 * @param ready whether the rows are there
 * @returns for the list's `onClickCapture`
 */
export function useReturnToRow(list: RefObject<HTMLElement | null>, ready: boolean) {
  const entry = useLocation({ select: ({ state }) => state.__TSR_key ?? '' });
  useEffect(() => {
    const row = ready ? left.get(entry) : undefined;
    if (row === undefined) return;
    left.delete(entry);
    // Not away from what somebody has turned to meanwhile.
    if (document.activeElement?.matches('body, h1'))
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`)?.focus();
  }, [list, ready, entry]);
  return ({ target }: MouseEvent) => {
    const row = (target as Element).closest<HTMLElement>('[data-row]')?.dataset.row;
    if (row !== undefined) left.set(entry, row);
  };
}
