import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { changelogOf } from './changelog.ts';
import { edited, SOUND } from './fixtures.ts';
import type { JsonObject } from './json.ts';

let root: string;
let specFolder: string;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'api-changelog-'));
  specFolder = path.join(root, 'spec');
  mkdirSync(path.join(specFolder, 'releases'), { recursive: true });
  mkdirSync(path.join(root, '.changeset'));
  for (const version of ['1.9.0', '1.10.0']) keep(version);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function keep(version: string): void {
  const file = path.join(specFolder, 'releases', version);
  writeFileSync(`${file}.json.gz`, gzipSync(JSON.stringify(parse(SOUND))));
  writeFileSync(`${file}.md`, `What ${version} brought.\n`);
}

test('the last release comes first, below what is next', () => {
  const description: JsonObject = parse(edited('enum: [Open, Closed]', 'enum: [Open, Done]'));
  writeFileSync(
    path.join(root, '.changeset/done.md'),
    "---\n'@service-desk/spec': major\n---\n\nDone.\n\n- breaks `Incident.status`: it said too little\n",
  );
  expect(changelogOf(specFolder, description)).toBe(`## Next: 1.0.0

### Breaking in 1.0.0

- \`Incident.status\` was \`"Open"\` or \`"Closed"\`, is \`"Open"\` or \`"Done"\`; read from \`incidents.create\`, \`incidents.update\` and \`webhooks.incident.created\`. Why: it said too little

## 1.10.0

What 1.10.0 brought.

## 1.9.0

What 1.9.0 brought.`);
});

test('nothing is next while nothing has changed', () => {
  expect(changelogOf(specFolder, parse(SOUND))).toMatch(/^## 1\.10\.0\n/);
});

test('a description that was never released has no changelog', () => {
  expect(changelogOf(path.join(root, 'elsewhere'), parse(SOUND))).toBe('');
});
