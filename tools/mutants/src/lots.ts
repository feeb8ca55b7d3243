import { harmlessMutants } from './catalogue/harmless.ts';
import { generate } from './generate/generate.ts';
import type { Suspect } from './judges.ts';

/** What is judged in one run, said so that every process comes to the same. */
export type Lot =
  | { of: 'generated'; seed: number; count: number }
  | { of: 'harmless' }
  | { of: 'busy'; count: number };

/** Something that is judged, with what a report says of it. */
export interface Named extends Suspect {
  kind: string;
  resource: string;
  says: string;
}

/** The suspects of a lot, in one order. */
export function suspectsOf(lot: Lot): Named[] {
  switch (lot.of) {
    case 'generated':
      return generate(lot.seed, lot.count);
    case 'harmless':
      return harmlessMutants.map((mutant) => ({ ...mutant, says: mutant.name, resource: 'provider' }));
    case 'busy':
      return [];
  }
}
