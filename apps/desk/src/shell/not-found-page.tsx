import { Link } from '@tanstack/react-router';
import type { PropsWithChildren } from 'react';
import { PageHeading } from './page-heading.tsx';
import classes from './shell.module.css';

type NotFoundProps = PropsWithChildren<{ what?: string; hint?: string }>;

/** What an address shows that leads nowhere. Its children lead to where such things are. */
export function NotFoundPage({ what = 'page', hint, children }: NotFoundProps) {
  return (
    <div className={classes.notFound}>
      <PageHeading documentTitle={`No such ${what}`}>{`There is no such ${what}`}</PageHeading>
      <p>{hint ?? 'The address may be mistyped, or what it led to has gone.'}</p>
      <div className={classes.wayOut}>{children ?? <Link to="/">Go to the home page</Link>}</div>
    </div>
  );
}
