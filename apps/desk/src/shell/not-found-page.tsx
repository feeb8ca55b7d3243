import { Link } from '@tanstack/react-router';
import { PageHeading } from './page-heading.tsx';
import classes from './shell.module.css';

/** What an address shows that leads nowhere. */
export function NotFoundPage({ what = 'page', hint }: { what?: string; hint?: string }) {
  return (
    <div className={classes.notFound}>
      <PageHeading documentTitle={`No such ${what}`}>{`There is no such ${what}`}</PageHeading>
      <p>{hint ?? 'The address may be mistyped, or what it led to has gone.'}</p>
      <Link to="/" className={classes.wayOut}>
        Go to the queue
      </Link>
    </div>
  );
}
