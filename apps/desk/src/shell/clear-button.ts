import type { MouseEvent } from 'react';

/** Props of the clear button of a select, which Mantine hides from the keyboard and from screen readers. */
export function clearButton(label: string) {
  return { 'aria-label': label, 'aria-hidden': false, tabIndex: 0, onClick: focusSearch } as const;
}

/** The button disappears when it is pressed, so the focus has to move. */
function focusSearch({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
  currentTarget.closest('.mantine-Input-wrapper')?.querySelector<HTMLElement>('[role="combobox"]')?.focus();
}
