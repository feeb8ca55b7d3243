import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure, type FailureProps, Stopped } from './failure.tsx';
import classes from './shell.module.css';

interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  /** What it brings, such as `the customers`. */
  what: string;
  back?: FailureProps['back'];
  children: (data: Data) => ReactNode;
}

/** What a query has brought. In place of it, that it is on its way, was stopped or failed. */
export function Loaded<Data>({ query, what, back, children }: LoadedProps<Data>) {
  const { data, error, isError, isEnabled, fetchStatus, refetch } = query;
  const known = data !== undefined;
  const stopped = !known && !isError && isEnabled && fetchStatus === 'idle';
  const failed = `${what.charAt(0).toUpperCase()}${what.slice(1)} could not be loaded`;
  return (
    <>
      {isError && (
        <Failure title={known ? 'This may be out of date' : failed} {...{ error, retry: refetch, back }} />
      )}
      {stopped && <Stopped what={what} retry={() => refetch()} />}
      {known ? children(data) : !isError && !stopped && <Loading what={what} />}
    </>
  );
}

/** In place of what is on its way. */
export function Loading({ what }: { what: string }) {
  return (
    <div className={classes.wait}>
      <p className="visually-hidden" role="status">
        {`Loading ${what}`}
      </p>
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={38} radius="sm" />
      ))}
    </div>
  );
}
