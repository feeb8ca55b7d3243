import type { PageCommand } from './commands.ts';
import { navigationItems } from './navigation.ts';
import type { RecentRecord } from './recent-records.ts';
import { parseRecordNumber } from './record-number.ts';

/** An entry of the palette: a link or a command. */
export interface PaletteEntry {
  id: string;
  name: string;
  /** Shown next to the name, such as a shortcut. */
  hint?: string;
  act: { href: string } | { run: () => void };
}

export interface PaletteGroup {
  name: string;
  entries: PaletteEntry[];
}

/** The number of recent records that are shown before the user types. */
const RECENT_LIMIT = 6;

/** The entries that match a text: their names contain all words, in any order. */
export function paletteGroups(
  text: string,
  recent: readonly RecentRecord[],
  commands: readonly PageCommand[],
): PaletteGroup[] {
  const number = parseRecordNumber(text);
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name }: PaletteEntry) => words.every((word) => name.toLowerCase().includes(word));

  const records = recent.map(({ kind, id, title }) => ({
    id: `recent-${id}`,
    name: `#${id} ${title}`,
    hint: kind.replace(/s$/, ''),
    act: { href: `/${kind}/${id}` },
  }));
  const actions = commands.map(({ name, key, run }) => ({
    id: `action-${name}`,
    name,
    ...(key && { hint: key }),
    act: { run },
  }));
  const pages = navigationItems.map(({ name, to }) => ({ id: `place-${to}`, name, act: { href: to } }));

  const groups: PaletteGroup[] = [
    {
      name: 'By number',
      entries:
        number === undefined
          ? []
          : [{ id: 'number', name: `Go to B#${number}`, act: { href: `/b/${number}` } }],
    },
    {
      name: 'Recent records',
      entries: words.length === 0 ? records.slice(0, RECENT_LIMIT) : records.filter(fits),
    },
    { name: 'Actions on this page', entries: actions.filter(fits) },
    { name: 'Pages', entries: pages.filter(fits) },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}
