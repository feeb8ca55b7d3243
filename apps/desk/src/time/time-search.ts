import type { Id } from '@service-desk/client';
import { parseId } from '../search-params.ts';
import { parseWeek } from './weeks.ts';

/** The week and person of a time sheet; the current week and the user by default. */
export type TimeSearch = { week?: string | undefined; user?: Id | undefined };

export function parseTimeSearch(raw: Record<string, unknown>): TimeSearch {
  return { week: parseWeek(raw.week), user: parseId(raw.user) };
}
