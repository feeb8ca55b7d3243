import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useStoredDrafts } from '../forms/use-drafts.ts';

/**
 * The open dialog of a page, which is in the address: `?do=edit`. The browser's back button closes it, and closing it
 * leaves no entry in the history. A dialog that was open when the page was unloaded opens by itself.
 *
 * @param forms the names of the dialogs' forms
 */
export function useAction(forms: readonly string[]) {
  const { do: open } = useSearch({ strict: false });
  const navigate = useNavigate();
  const pushed = useRef(false);
  const { stored, wereOpen, closeDraft } = useStoredDrafts(forms);
  const [first] = wereOpen;
  const last = useRef<string>(undefined);

  function go(name: string | undefined, replace: boolean): void {
    pushed.current = !replace;
    void navigate({ to: '.', search: name ? { do: name } : {}, replace, resetScroll: false });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the drafts are loaded.
  useEffect(() => {
    if (first && open === undefined) go(first, true);
  }, [first]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another dialog is open, or none.
  useEffect(() => {
    if (open === undefined) {
      // Closed by the browser's back button, or by `close`.
      pushed.current = false;
      if (last.current !== undefined) closeDraft(last.current);
    }
    last.current = open;
  }, [open]);

  return {
    open,
    show: (name: string) => go(name, false),
    close(): void {
      if (pushed.current) history.back();
      else go(undefined, true);
      pushed.current = false;
    },
    /** Whether a closed dialog has a draft. */
    hasDraft: (name: string) => stored.has(name) && open !== name,
  };
}
