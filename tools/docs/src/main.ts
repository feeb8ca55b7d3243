#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { prosePage, selfContained } from './pages.ts';

const [specFolder, output] = process.argv.slice(2);
if (!specFolder || !output) throw new Error('usage: service-desk-docs SPEC-FOLDER OUTPUT-FOLDER');

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const reference = path.join(output, 'index.html');
const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');
execFileSync(
  process.execPath,
  [redocly, 'build-docs', 'v1', '--inlineBundle', '--output', path.resolve(reference)],
  {
    cwd: specFolder,
    stdio: 'pipe',
  },
);
writeFileSync(reference, selfContained(readFileSync(reference, 'utf8')));

const prose = path.join(specFolder, 'docs/limitations.md');
writeFileSync(path.join(output, 'limitations.html'), prosePage('Limitations', readFileSync(prose, 'utf8')));
copyFileSync(path.join(specFolder, 'dist/openapi.json'), path.join(output, 'openapi.json'));
