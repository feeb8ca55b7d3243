import { useEffect, useState } from 'react';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { useStoredDrafts } from './use-drafts.ts';

/** The state of a form that replaces its button. It opens by itself if it was open when the page was unloaded. */
export function useOpenForm(name: string) {
  const [opened, setOpened] = useState(false);
  const button = useReturnFocus(opened);
  const { stored, wereOpen } = useStoredDrafts([name]);
  const wasOpen = wereOpen.has(name);
  useEffect(() => {
    if (wasOpen) setOpened(true);
  }, [wasOpen]);
  return {
    opened,
    open: () => setOpened(true),
    close: () => setOpened(false),
    /** The ref of the button that opens the form, which gets the focus when the form closes. */
    button,
    /** The suffix of the button's label. */
    mark: stored.has(name) ? ' (draft)' : '',
  };
}
