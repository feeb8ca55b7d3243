import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { clockOf, formatTimestamp, isBlank } from '../format.ts';
import { currentUserQuery } from '../people/account.ts';
import { useApi } from '../session.tsx';

interface TimestampProps {
  at: string | null;
  className?: string | undefined;
  /** Shown instead of the date, such as `2 days ago`. */
  children?: ReactNode;
}

/** A timestamp in local time; on hover also in the time zone of the user's account. */
export function Timestamp({ at, className, children }: TimestampProps) {
  const { queries } = useApi();
  // A list has hundreds of timestamps, so they do not subscribe to the query. The default is UTC.
  const me = useQueryClient().getQueryData(currentUserQuery(queries).queryKey());
  if (isBlank(at)) return null;
  const there = clockOf(me?.time_zone ?? '')(at);
  return (
    <time dateTime={at} className={className} title={children ? `${formatTimestamp(at)}\n${there}` : there}>
      {children ?? formatTimestamp(at)}
    </time>
  );
}
