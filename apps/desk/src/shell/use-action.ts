import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useKeptDrafts } from '../forms/use-drafts.ts';

/**
 * Which dialog of a page is open, as it stands in the address: `?do=edit`. Back closes it, and closing it leaves nothing
 * behind. One that was open when the page went away opens by itself.
 *
 * @param forms the names of the dialogs' forms
 */
export function useAction(forms: readonly string[]) {
  const { do: open } = useSearch({ strict: false });
  const navigate = useNavigate();
  const pushed = useRef(false);
  const { kept, leftOpen } = useKeptDrafts(forms);
  const [first] = leftOpen;

  function go(name: string | undefined, replace: boolean): void {
    pushed.current = !replace;
    void navigate({ to: '.', search: name ? { do: name } : {}, replace, resetScroll: false });
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known what was left open.
  useEffect(() => {
    if (first && open === undefined) go(first, true);
  }, [first]);

  return {
    open,
    show: (name: string) => go(name, false),
    close(): void {
      if (pushed.current) history.back();
      else go(undefined, true);
      pushed.current = false;
    },
    /** Whether the form of a dialog that is closed has a draft. */
    hasDraft: (name: string) => kept.has(name) && open !== name,
  };
}
