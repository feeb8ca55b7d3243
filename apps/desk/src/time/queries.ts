import type { Id, TimeEntrySummary } from '@service-desk/client';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { cachedRows } from '../live/cached-rows.ts';
import { staleTime } from '../people/queries.ts';
import { type AnyRecord, allKinds } from '../records/kinds/index.ts';
import { useApi } from '../session.tsx';
import { useRecentRecords } from '../shell/recent-records.ts';

/** The maximum number of entries whose details are fetched, since each takes a request. */
const MAX_DETAILS = 50;

/** Adds the date to entries, which the lists of some servers leave out. */
export function useEntryDetails(entries: readonly TimeEntrySummary[]): TimeEntrySummary[] {
  const { queries } = useApi();
  const unknown = entries.filter(({ performed_at }) => performed_at === undefined);
  const details = useQueries({
    queries: unknown
      .slice(0, MAX_DETAILS)
      .map(({ id }) => ({ ...queries.timeEntries.get.queryOptions(id), staleTime })),
  });
  const known = new Map(details.map(({ data }, at) => [unknown[at], data]));
  // The list is more recent.
  return entries.map((entry) => ({ ...known.get(entry), ...entry }));
}

/** Refetches the lists of time entries. */
export function useInvalidateEntries(): () => Promise<unknown> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: queries.timeEntries.list.pathKey() });
}

/** The records that were opened recently or are in cached lists, the most recent first. */
export function useSeenRecords(): { id: Id; title: string }[] {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const recent = useRecentRecords();
  const listed = allKinds.flatMap(({ name }) =>
    cachedRows<AnyRecord>(queryClient, queries[name].list.pathKey()),
  );
  const records = [...recent, ...listed].map((record) => [String(record.id), record] as const);
  return [...new Map(records.toReversed()).values()].toReversed();
}
