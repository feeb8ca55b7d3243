#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Document, FLAVOURS } from './flavours/flavours.ts';
import { publishedOf } from './published.ts';

const [annotated, output] = process.argv.slice(2);
if (!annotated || !output) throw new Error('usage: publish.ts ANNOTATED-BUNDLE OUTPUT-FOLDER');

const published = publishedOf(JSON.parse(readFileSync(annotated, 'utf8')) as Document);
for (const { file, transform } of FLAVOURS) {
  writeFileSync(path.join(output, file), JSON.stringify(transform(published), null, 2));
}
