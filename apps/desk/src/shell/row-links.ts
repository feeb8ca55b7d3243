import { useLocation } from '@tanstack/react-router';
import { type MouseEvent, type RefObject, useEffect } from 'react';

/** The last opened row by entry of the browser's history. */
const openedRows = new Map<string, string>();

/** The link of the row, marked `data-row`, that an element is in. */
export function rowLinkOf(element: Element | null): HTMLAnchorElement | null {
  return element?.closest('tr, li')?.querySelector<HTMLAnchorElement>('[data-row]') ?? null;
}

/**
 * Makes the rows of a list clickable by their links, which are marked `data-row` with an id. On the way back to the list,
 * the opened row gets the focus.
 *
 * @param ready whether the rows are rendered
 * @returns the `onClickCapture` handler of the list
 */
export function useRowLinks(list: RefObject<HTMLElement | null>, ready: boolean) {
  const entry = useLocation({ select: ({ state }) => state.__TSR_key ?? '' });
  useEffect(() => {
    const row = ready ? openedRows.get(entry) : undefined;
    if (row === undefined) return;
    openedRows.delete(entry);
    // The user may have moved the focus in the meantime.
    if (document.activeElement?.matches('body, h1'))
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`)?.focus();
  }, [list, ready, entry]);

  return ({ target, ctrlKey, metaKey }: MouseEvent) => {
    if (!(target instanceof Element)) return;
    const link = rowLinkOf(target);
    if (!link?.dataset.row) return;
    const onControl = target.closest('a, button, input, label') !== null;
    // Ignore the end of a text selection.
    if (!onControl && getSelection()?.isCollapsed === false) return;
    if (!onControl && (ctrlKey || metaKey)) window.open(link.href, '_blank', 'noopener');
    else {
      openedRows.set(entry, link.dataset.row);
      if (!onControl) link.click();
    }
  };
}
