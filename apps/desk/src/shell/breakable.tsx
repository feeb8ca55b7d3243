import { Fragment, type ReactNode } from 'react';

/** A text whose e-mail addresses wrap after an @ or a dot only. */
export function Breakable({ children: text }: { children: ReactNode }) {
  if (typeof text !== 'string' || !text.includes('@')) return text;
  return text.split(/(?<=[@.])/).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity.
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
