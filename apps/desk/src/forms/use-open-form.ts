import { useEffect, useState } from 'react';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { useKeptDrafts } from './use-drafts.ts';

/** A form that opens in its own place, and by itself when it was open before the page went away. */
export function useOpenForm(name: string) {
  const [opened, setOpened] = useState(false);
  const button = useReturnFocus(opened);
  const { kept, leftOpen } = useKeptDrafts([name]);
  const wasOpen = leftOpen.has(name);
  useEffect(() => {
    if (wasOpen) setOpened(true);
  }, [wasOpen]);
  return {
    opened,
    open: () => setOpened(true),
    close: () => setOpened(false),
    /** For the button that opens it, which has the focus again afterwards. */
    button,
    /** What that button says more while there is a draft. */
    mark: kept.has(name) ? ' (draft)' : '',
  };
}
