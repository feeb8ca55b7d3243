import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { SiteDescription } from './catalogue.ts';
import { clientReference, clientSources } from './client-pages.ts';
import { compressTexts } from './compress.ts';
import { proseReader } from './prose.ts';
import { workflowsOf } from './recipes.ts';
import { buildRedoc } from './reference.ts';
import { writeSite } from './site.ts';

const [specFolder, output] = process.argv.slice(2);
if (!specFolder || !output) throw new Error('usage: main.ts SPEC-FOLDER OUTPUT-FOLDER');

const bundle = readFileSync(path.join(specFolder, 'dist/openapi.annotated.json'), 'utf8');
const description = JSON.parse(bundle) as SiteDescription;
const redoc = buildRedoc(specFolder);
rmSync(output, { recursive: true, force: true });
const began = performance.now();
const client = clientReference(clientSources());
const readProse = proseReader(specFolder, description);
writeSite({ description, readProse, workflows: workflowsOf(specFolder), redoc, client }, output);
await compressTexts(output);
console.log(`built the site without Redoc in ${Math.round(performance.now() - began)} ms`);
