import { actMutants } from './acts.ts';
import { listMutants } from './lists.ts';
import type { Mutant } from './mutant.ts';
import { shapeMutants } from './shape.ts';
import { xmlMutants } from './xml.ts';

/** Faults of providers, each of a kind that breaks clients. */
export const providerMutants: readonly Mutant[] = [
  ...shapeMutants,
  ...listMutants,
  ...actMutants,
  ...xmlMutants,
];
