import { providerMutants } from './catalogue/catalogue.ts';
import { clientMutants } from './catalogue/client.ts';
import { harmlessMutants } from './catalogue/harmless.ts';
import { startRounds } from './rounds.ts';
import { isCaughtByContract, shareCaught, type Tried, tableOf } from './table.ts';

interface Named {
  name: string;
  kind: string;
  operations: readonly string[];
}

/**
 * Seeds the faults of the catalogue into a provider and into a client, one at a time, and prints who catches them.
 *
 * @param only the beginning of a kind, of a mutant's name or of an operation
 * @param why whether each complaint is printed
 * @returns whether enough are caught, and nothing harmless is complained of
 */
export async function runHandWritten(only: string, why: boolean): Promise<boolean> {
  const isWanted = ({ name, kind, operations }: Named) =>
    [kind, name, ...operations].some((text) => text.startsWith(only));
  const providers = providerMutants.filter(isWanted);
  const clients = clientMutants.filter(isWanted);
  const harmless = harmlessMutants.filter(isWanted);
  const all = [...providers, ...clients, ...harmless];
  const began = Date.now();
  let tries = 0;

  async function tryOut<M extends Named>(
    mutants: readonly M[],
    judge: (mutant: M) => Promise<Tried['verdict']>,
  ): Promise<(Tried & { mutant: M })[]> {
    const tried = [];
    for (const mutant of mutants) {
      tries += 1;
      process.stderr.write(`${tries} of ${all.length}, ${mutant.kind}: ${mutant.name}\n`);
      tried.push({ mutant, verdict: await judge(mutant) } as Tried & { mutant: M });
    }
    return tried;
  }

  function show(title: string, tried: readonly Tried[]): void {
    if (tried.length === 0) return;
    console.log(`\n## ${title}\n\n${tableOf(tried)}`);
    if (!why) return;
    for (const { mutant, verdict } of tried) console.log(`\n${mutant.name}`, verdict);
  }

  await using rounds = await startRounds(
    all.flatMap(({ operations }) => operations),
    true,
  );
  const wrong = await tryOut(providers, rounds.judge);
  const spoiling = await tryOut(clients, rounds.judgeClient);
  const right = await tryOut(harmless, rounds.judge);
  show('Faults of a provider', wrong);
  show('Faults of a client', spoiling);
  show('Harmless changes of a provider: each complaint is a false alarm', right);

  const alarms = right.filter(isCaughtByContract);
  const unseen = [...wrong, ...right].filter(({ verdict }) => !verdict.seen);
  for (const { mutant } of unseen) console.log(`\nno request shows the fault: ${mutant.name}`);
  console.log(`\n${all.length} mutants in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  const enough = [wrong, spoiling].every((tried) => tried.length === 0 || shareCaught(tried) >= 0.95);
  return enough && alarms.length === 0;
}
