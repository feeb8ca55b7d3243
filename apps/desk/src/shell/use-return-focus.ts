import { type RefObject, useEffect, useRef } from 'react';

/** For the button that opens a form in its own place: it has the focus again when the form closes. */
export function useReturnFocus(opened: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasOpened = useRef(false);
  useEffect(() => {
    if (wasOpened.current && !opened) button.current?.focus();
    wasOpened.current = opened;
  }, [opened]);
  return button;
}
