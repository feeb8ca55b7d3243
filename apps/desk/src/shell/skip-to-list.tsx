import { type RefObject, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import classes from './shell.module.css';

/** The id of the element at the start of every page that holds the ways past its header. */
export const SKIPS = 'skips';

/** Leads past what stands before a list to its first row, for the keyboard. Rows' links are marked `data-row`. */
export function SkipToList({ list }: { list: RefObject<HTMLElement | null> }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById(SKIPS)), []);
  return (
    place &&
    createPortal(
      <button
        type="button"
        className={classes.skip}
        onClick={() => list.current?.querySelector<HTMLElement>('[data-row]')?.focus()}
      >
        Skip to the first row
      </button>,
      place,
    )
  );
}
