import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerMutants } from './catalogue/catalogue.ts';
import { clientMutants } from './catalogue/client.ts';
import { harmlessMutants } from './catalogue/harmless.ts';
import type { Mutant } from './catalogue/mutant.ts';
import { inFew } from './lots.ts';
import { type Rounds, startRounds } from './rounds.ts';
import { sampleOf } from './sample.ts';
import { oursOf } from './table.ts';

/** The same sample in each run of CI, unless a seed is given. */
const seed = Number(process.env.MUTANTS_SEED ?? 20_101_124);
// Of every second kind, which ones the seed says: one of each takes longer than all else that CI does beside it.
const providers = sampleOf(seed, providerMutants)
  .filter((_, index) => index % 2 === seed % 2)
  .map(shortened);
const clients = sampleOf(seed, clientMutants);
const harmless = sampleOf(seed, harmlessMutants).map(shortened);

/** A fault of many operations, looked at in few. */
function shortened(mutant: Mutant): Mutant {
  return { ...mutant, operations: inFew(mutant.operations, 1).slice(-8) };
}

let rounds: Rounds;
beforeAll(async () => {
  const all = [...providers, ...clients, ...harmless];
  rounds = await startRounds(
    all.flatMap(({ operations }) => operations),
    false,
  );
});
afterAll(() => rounds[Symbol.asyncDispose]());

test('names are not given twice', () => {
  const names = [...providerMutants, ...clientMutants, ...harmlessMutants].map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test.each(providers.map((mutant) => [mutant.kind, mutant.name, mutant] as const))(
  'a provider is caught: %s: %s',
  async (_kind, _name, mutant) => {
    const verdict = await rounds.judge(mutant);
    expect(verdict.seen).toBe(true);
    expect(oursOf(verdict)).toBeDefined();
  },
);

test.each(clients.map((mutant) => [mutant.kind, mutant.name, mutant] as const))(
  'a client is caught: %s: %s',
  async (_kind, _name, mutant) => {
    expect(oursOf(await rounds.judgeClient(mutant))).toBeDefined();
  },
);

test.each(harmless.map((mutant) => [mutant.name, mutant] as const))(
  'nothing is said of: %s',
  async (_, mutant) => {
    const verdict = await rounds.judge(mutant, true);
    expect(verdict.seen).toBe(true);
    expect(oursOf(verdict)).toBeUndefined();
  },
);
