import { Checkbox, Kbd, Modal } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { type RefObject, useEffect, useRef } from 'react';
import classes from './shell.module.css';

interface Shortcut {
  does: string;
  run: () => void;
}

/** By key, those of what is on screen. */
const shortcuts = new Map<string, Shortcut>();

/** Runs something when a key is pressed outside of fields and dialogs, while the caller is on screen. */
export function useShortcut(key: string, does: string, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const shortcut = { does, run: () => latest.current() };
    shortcuts.set(key, shortcut);
    return () => {
      if (shortcuts.get(key) === shortcut) shortcuts.delete(key);
    };
  }, [key, does]);
}

/** Lets `j` and `k` go through the links that are marked `data-row`, one a row. */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  function go(step: number): void {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  }
  useShortcut('j', 'Next row', () => go(1));
  useShortcut('k', 'Previous row', () => go(-1));
}

/** The list of keys, which `?` opens, and what listens for all of them. */
export function Keys() {
  const [opened, { open, close }] = useDisclosure();
  // Speech input triggers single letters by accident.
  const [on, setOn] = useLocalStorage({
    key: 'service-desk.keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  useShortcut('?', 'Show this list', open);

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const { key, target } = event;
      if (event.defaultPrevented || !(target instanceof Element)) return;
      if (key === 'Enter' && (event.ctrlKey || event.metaKey)) submitForm(event, target);
      const inField =
        target.closest('input, textarea, select, [contenteditable], [role="combobox"]') !== null;
      const elsewhere = event.ctrlKey || event.metaKey || event.altKey || inField;
      if (!on || elsewhere || document.querySelector('[aria-modal="true"]')) return;
      const shortcut = shortcuts.get(key);
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);

  return (
    <>
      <button type="button" className={classes.keysButton} onClick={open}>
        Keyboard shortcuts
      </button>
      <Modal opened={opened} onClose={close} title="Keyboard shortcuts">
        <dl className={classes.keys}>
          {[...shortcuts].map(([key, { does }]) => (
            <div key={key}>
              <dt>
                <Kbd>{key}</Kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
          <div>
            <dt>
              <Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd>
            </dt>
            <dd>Send the form that is being filled in</dd>
          </div>
        </dl>
        <Checkbox
          label="Single keys work"
          description="Turn them off if you set them off by accident, such as by voice. Ctrl+Enter stays."
          checked={on}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
      </Modal>
    </>
  );
}

/** Sends the form around an element as its button does: not while it is being sent. */
function submitForm(event: KeyboardEvent, target: Element): void {
  const form = target.closest('form');
  const button = form?.querySelector<HTMLButtonElement>(
    'button[type="submit"]:not(:disabled, [data-loading])',
  );
  if (!form || !button || event.repeat) return;
  event.preventDefault();
  form.requestSubmit(button);
}
