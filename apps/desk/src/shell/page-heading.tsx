import { type ReactNode, useEffect, useRef } from 'react';
import { takeHeading } from './heading-focus.ts';
import classes from './shell.module.css';

/** The heading of a page, which names the document and takes the focus when somebody comes from another page. */
export function PageHeading({ children, documentTitle }: { children: ReactNode; documentTitle: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeHeading()) heading.current?.focus();
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
