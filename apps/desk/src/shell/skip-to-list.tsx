import type { RefObject } from 'react';
import classes from './shell.module.css';

/** Leads past what stands before a list to its first row, for the keyboard. Rows' links are marked `data-row`. */
export function SkipToList({ list }: { list: RefObject<HTMLElement | null> }) {
  return (
    <button
      type="button"
      className={classes.skip}
      onClick={() => list.current?.querySelector<HTMLElement>('[data-row]')?.focus()}
    >
      Skip to the first row
    </button>
  );
}
