import { useRef, useState } from 'react';
import type { FieldChange } from './three-way-merge.ts';

/** The texts that a decision depends on, by label, such as `{ Status: 'Closed by Dan Lee' }`. */
export type WatchedFacts = Record<string, string>;

function differences(opened: WatchedFacts, now: WatchedFacts): FieldChange[] {
  return Object.entries(now)
    .filter(([field, text]) => text !== opened[field])
    .map(([field, text]) => ({ field, opened: opened[field] ?? '', now: text }));
}

/**
 * Guards an action that depends on the current state of a record. `changes` lists the differences since the form was
 * opened; `isCurrent` fetches the record, and returns false if it differs from what is shown.
 */
export function useWatched(
  facts: WatchedFacts,
  fetchLatest: () => Promise<WatchedFacts>,
): { changes: FieldChange[]; stillSo: () => Promise<boolean> } {
  const [opened] = useState(facts);
  const shown = useRef(facts);
  shown.current = facts;
  return {
    changes: differences(opened, facts),
    stillSo: async () => {
      const { current } = shown;
      return differences(current, await fetchLatest()).length === 0;
    },
  };
}
