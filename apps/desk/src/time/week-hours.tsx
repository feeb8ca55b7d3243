import type { Id } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import { useNow } from '../live/clock.ts';
import { useTimeEntries } from './use-time-entries.ts';
import { daysOf, sumOf, weekOf } from './weeks.ts';

/** A link to the time sheet with the hours of this week. */
export function WeekHours({
  user,
  className,
  number,
}: {
  user: Id;
  className?: string | undefined;
  number?: string | undefined;
}) {
  const days = daysOf(weekOf(new Date(useNow())));
  const { data, isError } = useTimeEntries(user, days[0] as Date, days[7] as Date);
  return (
    <Link to="/time" className={className}>
      <span className={number}>
        {data ? `${sumOf(data.map(({ hours }) => hours))} h` : isError ? '?' : '…'}
      </span>
      This week
    </Link>
  );
}
