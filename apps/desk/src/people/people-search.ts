import type { Id } from '@service-desk/client';
import { parseId } from '../search-params.ts';
import { type Paging, parsePaging } from '../shell/pager.tsx';

/** The query parameters of a list. */
export type PeopleSearch = Paging & {
  /** A part of the name. */
  find?: string;
  /** Only users with access to this service. */
  service_id?: Id;
};

export function parsePeopleSearch(raw: Record<string, unknown>): PeopleSearch {
  const find = String(raw.find ?? '').trim();
  const service = parseId(raw.service_id);
  return {
    ...parsePaging(raw),
    ...(find !== '' && { find }),
    ...(service !== undefined && { service_id: service }),
  };
}
