import { readFileSync } from 'node:fs';
import { generateTypes } from '@service-desk/codegen/types';

/* Generates the types of a bundle, and throws them away: what the bench of the description times. */

const [bundle] = process.argv.slice(2);
if (!bundle) throw new Error('usage: types.ts BUNDLE');
await generateTypes(JSON.parse(readFileSync(bundle, 'utf8')));
