import { type RefObject, useEffect, useRef } from 'react';

/** A command that is available while its component is rendered. */
export interface PageCommand {
  name: string;
  /** The keyboard shortcut. */
  key?: string;
  run: () => void;
}

/** The available commands, by key or name. */
const commands = new Map<string, PageCommand>();

/**
 * Adds a command to the palette while the caller is rendered.
 *
 * @param key a shortcut, which is inactive in fields and dialogs; `""` for none
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

export function findCommand(key: string): PageCommand | undefined {
  return commands.get(key);
}

export function listCommands(): PageCommand[] {
  return [...commands.values()];
}

/** Makes `j` and `k` move the focus through the row links of a list, which are marked `data-row`. */
export function useListKeys(list: RefObject<HTMLElement | null>): void {
  function go(step: number): void {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  }
  useShortcut('j', 'Next row', () => go(1));
  useShortcut('k', 'Previous row', () => go(-1));
}
