import { type RefObject, useEffect, useRef } from 'react';

/** Something that can be done while the part of the page that offers it is on screen. */
export interface Command {
  name: string;
  /** The key that runs it, if there is one. */
  key?: string;
  run: () => void;
}

/** By key or name, those of what is on screen. */
const commands = new Map<string, Command>();

/**
 * Offers something in the palette while the caller is on screen.
 *
 * @param key runs it outside of fields and dialogs; `""` for none
 */
export function useShortcut(key: string, name: string, run: () => void): void {
  const id = key || `command ${name}`;
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const command = { name, ...(key && { key }), run: () => latest.current() };
    commands.set(id, command);
    return () => {
      if (commands.get(id) === command) commands.delete(id);
    };
  }, [id, name, key]);
}

/** What a key runs now. */
export function findCommand(key: string): Command | undefined {
  return commands.get(key);
}

/** What can be done on screen now, with or without a key. */
export function listCommands(): Command[] {
  return [...commands.values()];
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
