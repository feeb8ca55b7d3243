import { type RefObject, useEffect, useRef } from 'react';

/** Returns the focus to the button of a form when the form closes. */
export function useReturnFocus(opened: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasOpened = useRef(false);
  useEffect(() => {
    if (wasOpened.current && !opened) button.current?.focus();
    wasOpened.current = opened;
  }, [opened]);
  return button;
}
