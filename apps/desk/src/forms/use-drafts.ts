import { useRouter } from '@tanstack/react-router';
import { useState, useSyncExternalStore } from 'react';
import { useMe } from '../people/queries.ts';
import { createDrafts, draftKey } from './drafts.ts';

// Per tab, so that the same form in two tabs has two drafts, and nothing stays on a shared computer.
export const drafts = createDrafts(sessionStorage);

/** The key of a form's draft on this page; undefined until the user is loaded. */
export function useDraftKey(form: string): string | undefined {
  const keyOf = useKeyOf();
  return keyOf?.(form);
}

/** The forms of this page that have a draft, and those that were open when the page was unloaded. */
export function useStoredDrafts<Form extends string>(
  forms: readonly Form[],
): { stored: ReadonlySet<Form>; wereOpen: ReadonlySet<Form>; closeDraft: (form: string) => void } {
  const keyOf = useKeyOf();
  const openOf = (form: Form) => (keyOf ? drafts.read(keyOf(form))?.open : undefined);
  // A string, since snapshots are compared by identity.
  const stored = useSyncExternalStore(drafts.subscribe, () =>
    forms.filter((form) => openOf(form) !== undefined).join('\n'),
  );
  const names = new Set(stored.split('\n'));
  return {
    stored: new Set(forms.filter((form) => names.has(form))),
    wereOpen: new Set(forms.filter((form) => openOf(form))),
    /** Stores that a form was closed, so that it does not open by itself. */
    closeDraft(form) {
      const draft = keyOf && drafts.read(keyOf(form));
      if (draft) drafts.write(keyOf(form), { ...draft, open: false });
    },
  };
}

function useKeyOf(): ((form: string) => string) | undefined {
  const { data: me } = useMe();
  const router = useRouter();
  // The path when the page was opened: the router changes it before the page is unmounted.
  const [path] = useState(() => router.state.location.pathname);
  return me && ((form) => draftKey(String(me.id), path, form));
}
