import type { Context, Visitor } from './redocly.ts';

/** A text that is still to be written, as the scaffold of an operation leaves it. */
const UNFINISHED = /\bTODO\b/;

/** No text is left to be written. */
export function unfinished(): Visitor {
  return {
    any: {
      enter(node: Record<string, unknown> | null, { report, location }: Context) {
        for (const key of ['summary', 'description'])
          if (UNFINISHED.test(String(node?.[key] ?? '')))
            report({ message: `The ${key} still contains a TODO.`, location: location.child([key]) });
      },
    },
  };
}
