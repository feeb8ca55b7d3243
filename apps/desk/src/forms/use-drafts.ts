import { useRouter } from '@tanstack/react-router';
import { useState, useSyncExternalStore } from 'react';
import { useMe } from '../people/queries.ts';
import { createDrafts, draftKey } from './drafts.ts';

// Of this tab, so that two tabs with the same form keep apart, and nothing stays on a shared computer.
export const drafts = createDrafts(sessionStorage);

/** The key of a form's draft on this page; undefined until it is known who is signed in. */
export function useDraftKey(form: string): string | undefined {
  const keyOf = useKeyOf();
  return keyOf?.(form);
}

/** Which of the forms of this page have a draft, and which of them were open when the page went away. */
export function useKeptDrafts<Form extends string>(
  forms: readonly Form[],
): { kept: ReadonlySet<Form>; leftOpen: ReadonlySet<Form> } {
  const keyOf = useKeyOf();
  const openOf = (form: Form) => (keyOf ? drafts.read(keyOf(form))?.open : undefined);
  // One string, as a snapshot has to be equal while nothing changes.
  const kept = useSyncExternalStore(drafts.subscribe, () =>
    forms.filter((form) => openOf(form) !== undefined).join('\n'),
  );
  const names = new Set(kept.split('\n'));
  return {
    kept: new Set(forms.filter((form) => names.has(form))),
    leftOpen: new Set(forms.filter((form) => openOf(form))),
  };
}

function useKeyOf(): ((form: string) => string) | undefined {
  const { data: me } = useMe();
  const router = useRouter();
  // Where the page is: the router is at the next address before the page is gone.
  const [path] = useState(() => router.state.location.pathname);
  return me && ((form) => draftKey(String(me.id), path, form));
}
