#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { publishedOf } from './published.ts';

const [annotated, output] = process.argv.slice(2);
if (!annotated || !output) throw new Error('usage: publish.ts ANNOTATED-BUNDLE OUTPUT');

const description: unknown = JSON.parse(readFileSync(annotated, 'utf8'));
writeFileSync(output, JSON.stringify(publishedOf(description), null, 2));
