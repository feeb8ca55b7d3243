import type { Id } from '@service-desk/client';
import { parseId } from '../search-params.ts';
import { parseWeek } from './weeks.ts';

/** Whose time sheet of which week; what is absent is the caller's, and of this week. */
export type TimeSearch = { week?: string | undefined; user?: Id | undefined };

export function parseTimeSearch(raw: Record<string, unknown>): TimeSearch {
  return { week: parseWeek(raw.week), user: parseId(raw.user) };
}
