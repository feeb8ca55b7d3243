import type { Command } from './commands.ts';
import { numberOf } from './number.ts';
import { places } from './places.ts';
import type { RecentRecord } from './recent.ts';

/** Something that the palette leads to, by an address or an action. */
export interface PaletteEntry {
  id: string;
  name: string;
  /** What is read beside the name, such as a key. */
  hint?: string;
  act: { href: string } | { run: () => void };
}

export interface PaletteGroup {
  name: string;
  entries: PaletteEntry[];
}

/** How many recent records are shown while nothing is looked for. */
const FEW = 6;

/** What the palette offers for a text: all words have to be in a name, in any order. */
export function paletteGroups(
  text: string,
  recent: readonly RecentRecord[],
  commands: readonly Command[],
): PaletteGroup[] {
  const number = numberOf(text);
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
  const pages = places.map(({ name, to }) => ({ id: `place-${to}`, name, act: { href: to } }));

  const groups: PaletteGroup[] = [
    {
      name: 'By number',
      entries:
        number === undefined
          ? []
          : [{ id: 'number', name: `Go to B#${number}`, act: { href: `/b/${number}` } }],
    },
    { name: 'Recent records', entries: words.length === 0 ? records.slice(0, FEW) : records.filter(fits) },
    { name: 'Actions on this page', entries: actions.filter(fits) },
    { name: 'Places', entries: pages.filter(fits) },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}
