import type { Catalogue, Entry } from './catalogue.ts';

/** A text that the documented failures show, and the operations that show it. */
export interface DocumentedError {
  text: string;
  entries: Entry[];
}

/** The texts of all documented failures, in alphabetical order. */
export function documentedErrors({ entries }: Catalogue): DocumentedError[] {
  const shown = entries.flatMap((entry) =>
    Object.values(entry.responseExamples)
      .flatMap((examples) => Object.values(examples))
      .flatMap(({ value }) => (value as { errors?: { error: string }[] }).errors ?? [])
      .map(({ error }) => ({ error, entry })),
  );
  return [...Map.groupBy(shown, ({ error }) => error)]
    .map(([text, faults]) => ({ text, entries: [...new Set(faults.map(({ entry }) => entry))] }))
    .toSorted((a, b) => a.text.localeCompare(b.text, 'en'));
}
