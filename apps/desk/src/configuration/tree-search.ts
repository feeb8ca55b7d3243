import { type Paging, parsePaging } from '../shell/pager.tsx';

/** Which types are open in a tree, by their ids, and which page of items stands under it. */
export type TreeSearch = Paging & { open?: string };

export function parseTreeSearch(raw: Record<string, unknown>): TreeSearch {
  const open = String(raw.open ?? '');
  return { ...parsePaging(raw), ...(/^\d+(,\d+)*$/.test(open) && { open }) };
}
