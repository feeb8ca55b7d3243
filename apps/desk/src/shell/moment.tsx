import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { clockOf, formatMoment, isBlank } from '../format.ts';
import { meOf } from '../people/account.ts';
import { useApi } from '../session.tsx';

interface MomentProps {
  at: string | null;
  className?: string | undefined;
  /** What is read in place of the date, such as `2 days ago`. */
  children?: ReactNode;
}

/** A moment by the reader's clock; on hover also by that of the time zone in their account. */
export function Moment({ at, className, children }: MomentProps) {
  const { queries } = useApi();
  // A list shows hundreds of moments, so none of them subscribes. Until the account is known, UTC is read.
  const me = useQueryClient().getQueryData(meOf(queries).queryKey());
  if (isBlank(at)) return null;
  const there = clockOf(me?.time_zone ?? '')(at);
  return (
    <time dateTime={at} className={className} title={children ? `${formatMoment(at)}\n${there}` : there}>
      {children ?? formatMoment(at)}
    </time>
  );
}
