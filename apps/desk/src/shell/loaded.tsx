import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { capitalize } from '../format.ts';
import { Failure, type FailureProps, Stopped } from './failure.tsx';
import classes from './shell.module.css';

interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  /** The name of the content, such as `the customers`. */
  label: string;
  back?: FailureProps['back'];
  children: (data: Data) => ReactNode;
}

/** The content of a query, or its loading, cancelled or error state. */
export function Loaded<Data>({ query, label, back, children }: LoadedProps<Data>) {
  const { data, error, isError, isEnabled, isPlaceholderData, fetchStatus, refetch } = query;
  const known = data !== undefined;
  const stopped = (!known || isPlaceholderData) && !isError && isEnabled && fetchStatus === 'idle';
  return (
    <>
      {isError && (
        <Failure
          title={known ? 'This may be out of date' : `${capitalize(label)} could not be loaded`}
          {...{ error, retry: refetch, back }}
        />
      )}
      {stopped && <Stopped label={label} retry={() => refetch()} />}
      {known ? children(data) : !isError && !stopped && <Loading label={label} />}
    </>
  );
}

/** A placeholder for content that is loading. */
export function Loading({ label }: { label: string }) {
  return (
    <div className={classes.wait}>
      <p className="visually-hidden" role="status">
        {`Loading ${label}`}
      </p>
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={38} radius="sm" />
      ))}
    </div>
  );
}
