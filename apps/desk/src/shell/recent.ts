import type { Id } from '@service-desk/client';
import { useEffect } from 'react';
import { usePersonal } from './personal.ts';

/** A record that was opened; `kind` as in its address, such as `incidents`. */
export interface RecentRecord {
  kind: string;
  id: Id;
  title: string;
}

export const RECENT = 'recent';
const MOST = 20;

/** The records that a person opened last, newest first. */
export function useRecentRecords(): RecentRecord[] {
  return usePersonal<RecentRecord>(RECENT).items;
}

/** Notes that a record is open, once it is loaded. */
export function useRecent(record: RecentRecord | undefined): void {
  const { change } = usePersonal<RecentRecord>(RECENT);
  const known = change !== undefined;
  const text = record && JSON.stringify(record);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each record, when it is known who is signed in.
  useEffect(() => {
    if (record) change?.((before) => withRecent(before, record));
  }, [text, known]);
}

export function withRecent(before: readonly RecentRecord[], record: RecentRecord): RecentRecord[] {
  const others = before.filter(({ id }) => String(id) !== String(record.id));
  return [record, ...others].slice(0, MOST);
}
