import type { Id } from '@service-desk/client';
import { useEffect } from 'react';
import { useUserStorage } from './user-storage.ts';

/** A recently opened record; `kind` is as in the address, such as `incidents`. */
export interface RecentRecord {
  kind: string;
  id: Id;
  title: string;
}

export const RECENT_RECORDS = 'recent';
const MOST = 20;

/** The records that the user opened last, newest first. */
export function useRecentRecords(): RecentRecord[] {
  return useUserStorage<RecentRecord>(RECENT_RECORDS).items;
}

/** Adds a record to the recent ones, once it is loaded. */
export function useAddRecent(record: RecentRecord | undefined): void {
  const { change } = useUserStorage<RecentRecord>(RECENT_RECORDS);
  const known = change !== undefined;
  const text = record && JSON.stringify(record);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per record, when the user is loaded.
  useEffect(() => {
    if (record) change?.((before) => addRecent(before, record));
  }, [text, known]);
}

export function addRecent(before: readonly RecentRecord[], record: RecentRecord): RecentRecord[] {
  const others = before.filter(({ id }) => String(id) !== String(record.id));
  return [record, ...others].slice(0, MOST);
}
