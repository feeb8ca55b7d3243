import { readFileSync } from 'node:fs';
import { differencesOf } from './differences.ts';

/** More would not fit on a screen. */
const SHOWN = 20;

const [before, after] = process.argv.slice(2);
if (!before || !after) throw new Error('usage: compare-bundles.ts BEFORE AFTER');

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const differences = differencesOf(read(before), read(after));
if (differences.length === 0) console.log(`${before} and ${after} are equal apart from the order of keys`);
else {
  for (const difference of differences.slice(0, SHOWN)) console.log(difference);
  console.log(`${differences.length} differences between ${before} and ${after}`);
  process.exitCode = 1;
}
