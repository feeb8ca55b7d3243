import { Link } from '@tanstack/react-router';
import type { PropsWithChildren } from 'react';
import { capitalize } from '../format.ts';
import { PageHeading } from './page-heading.tsx';
import classes from './shell.module.css';

type NotFoundProps = PropsWithChildren<{ noun?: string; hint?: string }>;

/** The page for an unknown address. Its children are links to continue with. */
export function NotFoundPage({ noun = 'page', hint, children }: NotFoundProps) {
  const title = `${capitalize(noun)} not found`;
  return (
    <div className={classes.notFound}>
      <PageHeading documentTitle={title}>{title}</PageHeading>
      <p>{hint ?? 'The address may be wrong, or the page no longer exists.'}</p>
      <div className={classes.links}>{children ?? <Link to="/">Go to the home page</Link>}</div>
    </div>
  );
}
