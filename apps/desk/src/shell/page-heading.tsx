import { type ReactNode, useEffect, useRef } from 'react';
import { consumeHeadingFocus } from './heading-focus.ts';
import classes from './shell.module.css';

/** The heading of a page. It sets the document's title, and takes the focus after a navigation. */
export function PageHeading({ children, documentTitle }: { children: ReactNode; documentTitle: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (consumeHeadingFocus()) heading.current?.focus();
  }, []);
  useEffect(() => {
    document.title = `${documentTitle} – Service Desk`;
  }, [documentTitle]);
  return (
    <h1 ref={heading} tabIndex={-1} className={classes.heading}>
      {children}
    </h1>
  );
}
