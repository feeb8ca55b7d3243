import { type RefObject, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import classes from './shell.module.css';

/** The id of the element at the start of every page that contains the skip links. */
export const SKIP_LINKS_ID = 'skips';

/** A skip link to the first row of a list. Links of rows are marked `data-row`. */
export function SkipToList({ list }: { list: RefObject<HTMLElement | null> }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(() => setPlace(document.getElementById(SKIP_LINKS_ID)), []);
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
