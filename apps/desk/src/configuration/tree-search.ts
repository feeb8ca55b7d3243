import { type Paging, parsePaging } from '../shell/pager.tsx';

/** The ids of the expanded types of a tree, and the page of its items. */
export type TreeSearch = Paging & { open?: string };

export function parseTreeSearch(raw: Record<string, unknown>): TreeSearch {
  const open = String(raw.open ?? '');
  return { ...parsePaging(raw), ...(/^\d+(,\d+)*$/.test(open) && { open }) };
}
