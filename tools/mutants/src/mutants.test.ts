import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerMutants } from './catalogue/catalogue.ts';
import { clientMutants } from './catalogue/client.ts';
import { harmlessMutants } from './catalogue/harmless.ts';
import { type Rounds, startRounds } from './rounds.ts';
import { sampleOf } from './sample.ts';

/** The same sample in each run of CI, unless a seed is given. */
const seed = Number(process.env.MUTANTS_SEED ?? 20_101_124);
const providers = sampleOf(seed, providerMutants);
const clients = sampleOf(seed, clientMutants);
const harmless = sampleOf(seed, harmlessMutants);

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
    const { pacts, behaviours, seen } = await rounds.judge(mutant);
    expect(seen).toBe(true);
    expect(pacts ?? behaviours).toBeDefined();
  },
);

test.each(clients.map((mutant) => [mutant.kind, mutant.name, mutant] as const))(
  'a client is caught: %s: %s',
  async (_kind, _name, mutant) => {
    const { pacts, behaviours } = await rounds.judgeClient(mutant);
    expect(pacts ?? behaviours).toBeDefined();
  },
);

test.each(harmless.map((mutant) => [mutant.name, mutant] as const))(
  'nothing is said of: %s',
  async (_, mutant) => {
    expect(await rounds.judge(mutant)).toMatchObject({ pacts: undefined, behaviours: undefined, seen: true });
  },
);
