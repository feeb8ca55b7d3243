import { useLocation } from '@tanstack/react-router';
import { type MouseEvent, type RefObject, useEffect } from 'react';

/** The row that was opened last, by the entry of the browser's history that it was opened from. */
const left = new Map<string, string>();

/**
 * Makes rows of a list lead where their links do, which are marked `data-row` with their ids, and takes whoever comes
 * back to the list to the row that they left it by.
 *
 * @param ready whether the rows are there
 * @returns for the list's `onClickCapture`
 */
export function useRowLinks(list: RefObject<HTMLElement | null>, ready: boolean) {
  const entry = useLocation({ select: ({ state }) => state.__TSR_key ?? '' });
  useEffect(() => {
    const row = ready ? left.get(entry) : undefined;
    if (row === undefined) return;
    left.delete(entry);
    // The focus stays if the person has moved it in the meantime.
    if (document.activeElement?.matches('body, h1'))
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`)?.focus();
  }, [list, ready, entry]);

  return ({ target, ctrlKey, metaKey }: MouseEvent) => {
    if (!(target instanceof Element)) return;
    const link = target.closest('tr, li')?.querySelector<HTMLAnchorElement>('[data-row]');
    if (!link?.dataset.row) return;
    const onControl = target.closest('a, button, input') !== null;
    // A selection of text is no click.
    if (!onControl && getSelection()?.isCollapsed === false) return;
    if (!onControl && (ctrlKey || metaKey)) window.open(link.href, '_blank', 'noopener');
    else {
      left.set(entry, link.dataset.row);
      if (!onControl) link.click();
    }
  };
}
