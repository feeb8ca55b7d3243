import { type RefObject, useEffect, useRef } from 'react';
import { rowLinkOf } from './row-links.ts';

/** A command that is available while its component is rendered. */
export interface PageCommand {
  name: string;
  /** The keyboard shortcut. */
  key?: string;
  run: () => void;
  /** Whether it would do something now; otherwise it is not offered. */
  available?: () => boolean;
}

/** The commands of the rendered components, by key or name. */
const commands = new Map<string, PageCommand>();

/** Adds a command, and returns the function that removes it. */
export function addCommand(command: PageCommand): () => void {
  const id = command.key ?? `command ${command.name}`;
  commands.set(id, command);
  return () => {
    if (commands.get(id) === command) commands.delete(id);
  };
}

/**
 * Adds a command to the palette while the caller is rendered.
 *
 * @param key a shortcut, which is inactive in fields and dialogs; `""` for none
 */
export function useShortcut(
  key: string,
  name: string,
  run: () => void,
  available: () => boolean = () => true,
): void {
  const latest = useRef({ run, available });
  useEffect(() => {
    latest.current = { run, available };
  });
  useEffect(
    () =>
      addCommand({
        name,
        ...(key && { key }),
        run: () => latest.current.run(),
        available: () => latest.current.available(),
      }),
    [name, key],
  );
}

function isAvailable({ available }: PageCommand): boolean {
  return available?.() ?? true;
}

export function findCommand(key: string): PageCommand | undefined {
  const command = commands.get(key);
  return command && isAvailable(command) ? command : undefined;
}

export function listCommands(): PageCommand[] {
  return [...commands.values()].filter(isAvailable);
}

/**
 * Makes `j` and `k` move the focus through the row links of a list, which are marked `data-row`.
 *
 * @param select for lists whose rows can be selected: makes `x` select the row with the focus, or the first one
 */
export function useListKeys(list: RefObject<HTMLElement | null>, select?: (id: string) => void): void {
  const linksOf = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const hasRows = () => linksOf().length > 0;
  function go(step: number): HTMLElement | null | undefined {
    const links: (HTMLElement | null)[] = linksOf();
    const at = links.indexOf(rowLinkOf(document.activeElement));
    const link = links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
    link?.focus();
    return link;
  }
  useShortcut('j', 'Next row', () => go(1), hasRows);
  useShortcut('k', 'Previous row', () => go(-1), hasRows);
  useShortcut(
    'x',
    'Select the row',
    () => select?.(go(0)?.dataset.row ?? ''),
    () => select !== undefined && hasRows(),
  );
}
