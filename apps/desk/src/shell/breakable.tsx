import { Fragment, type ReactNode } from 'react';

/** Has e-mail addresses in a text break after an @ or a dot, and not within a word. */
export function Breakable({ children: text }: { children: ReactNode }) {
  if (typeof text !== 'string' || !text.includes('@')) return text;
  return text.split(/(?<=[@.])/).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have nothing but their place.
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
