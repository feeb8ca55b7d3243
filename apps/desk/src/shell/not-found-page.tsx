import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageHeading } from './page-heading.tsx';
import classes from './shell.module.css';

/** What an address shows that leads nowhere. */
export function NotFoundPage({
  what = 'page',
  hint,
  children = <Link to="/">Go to the home page</Link>,
}: {
  what?: string;
  hint?: string;
  /** The way on, to where such things are. */
  children?: ReactNode;
}) {
  return (
    <div className={classes.notFound}>
      <PageHeading documentTitle={`No such ${what}`}>{`There is no such ${what}`}</PageHeading>
      <p>{hint ?? 'The address may be mistyped, or what it led to has gone.'}</p>
      <div className={classes.wayOut}>{children}</div>
    </div>
  );
}
