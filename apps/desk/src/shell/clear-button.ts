import type { MouseEvent } from 'react';

/** The button that empties a search. Mantine keeps it for the mouse; here the keyboard and a screen reader reach it too. */
export function clearButton(label: string) {
  return { 'aria-label': label, 'aria-hidden': false, tabIndex: 0, onClick: focusSearch } as const;
}

/** The button is gone once there is nothing to empty, and the focus must not go with it. */
function focusSearch({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
  currentTarget.closest('.mantine-Input-wrapper')?.querySelector<HTMLElement>('[role="combobox"]')?.focus();
}
