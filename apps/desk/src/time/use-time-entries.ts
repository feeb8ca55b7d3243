import type { Id } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { toTimestamp } from '../format.ts';
import { polling } from '../live/rate-limit.ts';
import { useApi } from '../session.tsx';

/** The maximum number of entries of a week. */
const LIMIT = 500;

/** The time entries of a person from one date until before another. */
export function useTimeEntries(user: Id, from: Date, until: Date) {
  const { desk, queries } = useApi();
  const query = {
    start_date: toTimestamp(from),
    // v1 includes the end.
    end_date: toTimestamp(new Date(until.getTime() - 1000)),
    limit: 100,
    selected_user_id: user,
  };
  return useQuery({
    queryKey: [...queries.timeEntries.list.queryKey(query), 'week'],
    queryFn: ({ signal }) => desk.timeEntries.list(query, { signal }).toArray({ max: LIMIT }),
    ...polling,
  });
}
