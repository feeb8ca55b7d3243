import type { Id, TimeEntrySummary } from '@service-desk/client';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { rowsOf } from '../live/row-seed.ts';
import { staleTime } from '../people/queries.ts';
import { type AnyRecord, allKinds } from '../records/kinds/index.ts';
import { useApi } from '../session.tsx';
import { useRecentRecords } from '../shell/recent.ts';

/** How many entries are read in detail at most: each costs a request. */
const MOST_IN_DETAIL = 50;

/** Entries each with its day, which not every provider's list says. */
export function useEntryDetails(entries: readonly TimeEntrySummary[]): TimeEntrySummary[] {
  const { queries } = useApi();
  const unknown = entries.filter(({ performed_at }) => performed_at === undefined);
  const details = useQueries({
    queries: unknown
      .slice(0, MOST_IN_DETAIL)
      .map(({ id }) => ({ ...queries.timeEntries.get.queryOptions(id), staleTime })),
  });
  const known = new Map(details.map(({ data }, at) => [unknown[at], data]));
  // What the list says is newer.
  return entries.map((entry) => ({ ...known.get(entry), ...entry }));
}

/** Reads a person's entries again, after one of them was written. */
export function useForgetEntries(): () => Promise<unknown> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: queries.timeEntries.list.pathKey() });
}

/** Records that this person has seen: those opened last, and what lists have shown. */
export function useSeenRecords(): { id: Id; title: string }[] {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const recent = useRecentRecords();
  const listed = allKinds.flatMap(({ name }) => rowsOf<AnyRecord>(queryClient, queries[name].list.pathKey()));
  const records = [...recent, ...listed].map((record) => [String(record.id), record] as const);
  // The first of a number is the most recent one.
  return [...new Map(records.toReversed()).values()].toReversed();
}
