import { generate } from './generate/generate.ts';
import type { Suspect } from './judges.ts';

/** What is judged in one run, said so that every process comes to the same. */
export interface Lot {
  of: 'generated';
  seed: number;
  count: number;
}

/** Something that is judged, with what a report says of it. */
export interface Named extends Suspect {
  kind: string;
  resource: string;
  says: string;
}

/** The suspects of a lot, in one order. */
export function suspectsOf({ seed, count }: Lot): Named[] {
  return generate(seed, count);
}
