import { parseArgs } from 'node:util';
import { startFleet, updateFromBothSides } from './fleet.ts';
import { load } from './load.ts';
import { CALLS, type CallName, described } from './loaded-calls.ts';
import { table } from './table.ts';

/*
 * What a second process on one Postgres brings, and whether both write to the same records without losing anything.
 * Processes, Postgres and the load share the machine, so the ratio is that of this machine: with as many cores as there
 * are of them it shows what a process brings, with fewer what sharing costs.
 *
 *   --updates 100000   how many there are, half of them from each process
 *   --seconds 5        how long each call is made
 */

async function main(updates: number, seconds: number): Promise<void> {
  await using fleet = await startFleet(2);
  const [one = ''] = fleet.urls;
  const rows = [];
  for (const call of CALLS) {
    const alone = await rate([one], call, seconds);
    const both = await rate(fleet.urls, call, seconds);
    rows.push([call, String(Math.round(alone)), String(Math.round(both)), (both / alone).toFixed(2)]);
  }
  console.log(table([['requests/s', 'one process', 'two processes', 'ratio'], ...rows]));
  const began = performance.now();
  const { made, lost } = await updateFromBothSides(fleet.urls, updates);
  const took = (performance.now() - began) / 1000;
  console.log(
    `\n${made.toLocaleString('en')} updates from two processes in ${Math.round(took)} s, ${Math.round(made / took)} a second: ${lost} lost`,
  );
  if (lost > 0) process.exitCode = 1;
}

/** Requests a second of all processes together. */
async function rate(urls: readonly string[], call: CallName, seconds: number): Promise<number> {
  const loads = await Promise.all(
    urls.map((url) => load(described(`${url}/v1`, 13534)[call], seconds, 32 / urls.length)),
  );
  return loads.reduce((sum, { rate: own }) => sum + own, 0);
}

const { values } = parseArgs({
  options: { updates: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '5' } },
});
await main(Number(values.updates), Number(values.seconds));
