import { useLocalStorage } from '@mantine/hooks';
import { useEffect } from 'react';
import { findCommand, useShortcut } from './commands.ts';
import type { KeysDialogProps } from './keys-dialog.tsx';
import classes from './shell.module.css';
import { useLazyDialog } from './use-lazy-dialog.ts';

/** Handles keyboard shortcuts; `?` opens their list. */
export function Keys() {
  const { Dialog, opened, open, close } = useLazyDialog<KeysDialogProps>(
    'the keyboard shortcuts',
    async () => (await import('./keys-dialog.tsx')).KeysDialog,
  );
  // Speech input can trigger single letters by accident.
  const [on, setOn] = useLocalStorage({
    key: 'service-desk.keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  useShortcut('?', 'Show the keyboard shortcuts', () => void open());

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const { key, target } = event;
      if (event.defaultPrevented || !(target instanceof Element)) return;
      if (key === 'Enter' && (event.ctrlKey || event.metaKey)) submitForm(event, target);
      const inField =
        target.closest('input, textarea, select, [contenteditable], [role="combobox"]') !== null;
      const elsewhere = event.ctrlKey || event.metaKey || event.altKey || inField;
      if (!on || elsewhere || document.querySelector('[aria-modal="true"]')) return;
      const shortcut = findCommand(key);
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);

  return (
    <>
      <button type="button" className={classes.keysButton} onClick={() => void open()}>
        Keyboard shortcuts
      </button>
      {Dialog && <Dialog opened={opened} close={close} on={on} setOn={setOn} />}
    </>
  );
}

/** Submits the surrounding form, unless its submit button is disabled or pending. */
function submitForm(event: KeyboardEvent, target: Element): void {
  const form = target.closest('form');
  const button = form?.querySelector<HTMLButtonElement>(
    'button[type="submit"]:not(:disabled, [data-loading])',
  );
  if (!form || !button || event.repeat) return;
  event.preventDefault();
  form.requestSubmit(button);
}
