import { parseArgs } from 'node:util';
import { runHandWritten } from './hand-written.ts';
import { isAlarm } from './judged.ts';
import { JUDGES } from './judges.ts';
import type { Lot } from './lots.ts';
import { judgeLot } from './run.ts';

/*
 * Seeds faults into a provider, one at a time, and prints who catches them.
 *
 *   npm run mutants -w @service-desk/mutants -- --only "filter ignored" --why
 *   npm run mutants -w @service-desk/mutants -- --generated --seed 7 --count 400 --judge write
 *   npm run mutants -w @service-desk/mutants -- --generated --seed 7 --count 400 --judge twin --missed-by write
 *   npm run mutants -w @service-desk/mutants -- --harmless --judge write
 *   npm run mutants -w @service-desk/mutants -- --busy 20 --judge write
 *
 * Of a run that was interrupted, `--resume` takes over what it has judged. `--missed-by` judges only what an earlier run of
 * another judge did not catch: `twin` and `ci` check all that `write` checks.
 *
 * Of what is generated and of what is harmless, `--only` takes the beginning of the sentence that a report says of it. Of
 * the catalogue, it takes the beginning of a kind, of a mutant's name or of an operation, and `--why` prints each complaint.
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    why: { type: 'boolean', default: false },
    generated: { type: 'boolean', default: false },
    harmless: { type: 'boolean', default: false },
    busy: { type: 'string' },
    seed: { type: 'string', default: '7' },
    count: { type: 'string', default: '400' },
    judge: { type: 'string', default: 'write' },
    workers: { type: 'string', default: '2' },
    resume: { type: 'boolean', default: false },
    'missed-by': { type: 'string' },
  },
});

const { judge, workers, resume, 'missed-by': missedBy } = values;
const by = { judge, workers: Number(workers), resume, ...(missedBy && { missedBy }) };

if (!JUDGES[judge]) {
  console.error(`unknown judge ${judge}; known: ${Object.keys(JUDGES).join(', ')}`);
  process.exitCode = 2;
} else if (values.generated) {
  const { only, seed, count } = values;
  const lot: Lot = only
    ? { of: 'named', only }
    : { of: 'generated', seed: Number(seed), count: Number(count) };
  await judgeLot({ lot, ...by });
} else if (values.harmless || values.busy) {
  const lot: Lot = values.busy
    ? { of: 'busy', count: Number(values.busy) }
    : { of: 'harmless', only: values.only };
  process.exitCode = (await judgeLot({ lot, ...by })).some(isAlarm) ? 1 : 0;
} else {
  process.exitCode = (await runHandWritten(values.only, values.why)) ? 0 : 1;
}
