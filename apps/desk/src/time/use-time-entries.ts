import type { Id } from '@service-desk/client';
import { useQuery } from '@tanstack/react-query';
import { toTimestamp } from '../format.ts';
import { live } from '../live/pace.ts';
import { useApi } from '../session.tsx';

/** How many entries of a week are read at most. */
const MOST = 500;

/** A person's time entries between two moments, the second of which is not included. */
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
    queryFn: ({ signal }) => desk.timeEntries.list(query, { signal }).toArray({ max: MOST }),
    ...live,
  });
}
