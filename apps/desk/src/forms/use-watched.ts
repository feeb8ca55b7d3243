import { useRef, useState } from 'react';
import type { Change } from './three-way.ts';

/** What a person decides by, in words for them: by its label, such as `{ Status: 'Closed by Dan Lee' }`. */
export type WatchedFacts = Record<string, string>;

function differences(opened: WatchedFacts, now: WatchedFacts): Change[] {
  return Object.entries(now)
    .filter(([field, text]) => text !== opened[field])
    .map(([field, text]) => ({ field, opened: opened[field] ?? '', now: text }));
}

/**
 * For a step that makes sense only in the state that the person sees. `changes` is what is different since the form was
 * opened; `stillSo` looks again, and is false when there is more to see than what is shown.
 */
export function useWatched(
  facts: WatchedFacts,
  reread: () => Promise<WatchedFacts>,
): { changes: Change[]; stillSo: () => Promise<boolean> } {
  const [opened] = useState(facts);
  const shown = useRef(facts);
  shown.current = facts;
  return {
    changes: differences(opened, facts),
    stillSo: async () => {
      const { current } = shown;
      return differences(current, await reread()).length === 0;
    },
  };
}
