import { randomOf } from '@service-desk/test-kit/random';

/** One of each kind, chosen by a seed. */
export function sampleOf<M extends { kind: string }>(seed: number, mutants: readonly M[]): M[] {
  const random = randomOf(seed);
  const kinds = Map.groupBy(mutants, ({ kind }) => kind);
  return [...kinds.values()].flatMap((alike) => alike[Math.floor(random() * alike.length)] ?? []);
}
