import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/run.ts';

/*
 * Fuzzes the server: each parameter and field of the description in turn gets wrong types, extreme values, unusual Unicode
 * or hostile structures, as JSON, XML, a form or in the query.
 *
 *   npm run fuzz -w @service-desk/journeys -- --requests 100000 --seed 1
 */

const { values } = parseArgs({ options: { requests: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const began = Date.now();
console.log(`seed ${seed}`);
const report = await fuzz({
  seed,
  requests: Number(values.requests ?? 100_000),
  onRound: (sent) => process.stderr.write(`\r${sent} `),
});

const { memory, statuses, serverErrors, undocumented, unanswered, violations } = report;
const growth = (memory.end / memory.warm - 1) * 100;
process.stderr.write('\n');
console.log(
  `${report.requests} requests about ${report.places} parameters and fields, in ${seconds(began)} s`,
);
console.log(
  `statuses: ${Object.entries(statuses)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', ')}`,
);
console.log(`responses with 5xx or an unexpected error: ${serverErrors.length}`);
console.log(`undocumented statuses or no envelope: ${undocumented.length}`);
console.log(`no response: ${unanswered.length}`);
console.log(`responses that do not match the schema: ${violations.length} of ${report.validated}`);
console.log(
  `memory: ${memory.warm.toFixed(0)} MB after the warm-up, ${memory.end.toFixed(0)} MB at the end, ${growth.toFixed(1)} %`,
);
console.log(`data after a reset: ${report.unharmed ? 'unchanged' : 'changed'}`);
const kinds = [serverErrors, undocumented, unanswered, violations];
for (const found of kinds) for (const each of found.slice(0, 5)) console.log(`\n${each}`);
// During the warm-up, a process grows with each new code path.
const leaks = report.requests >= 50_000 && growth > 10;
process.exitCode = kinds.every(({ length }) => length === 0) && report.unharmed && !leaks ? 0 : 1;

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(0);
}
