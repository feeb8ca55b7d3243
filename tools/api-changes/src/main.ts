#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Change, KINDS } from './change.ts';
import { changesText, sentence } from './changelog.ts';
import { readChangesets } from './changesets.ts';
import { changesBetween } from './compare.ts';
import { operationsOf } from './description.ts';
import { complaints, needless } from './gate.ts';
import { type Node, nodeAt } from './json.ts';
import { bundleAt, bundleOf, readBundle, releaseFile, rootOf } from './sources.ts';
import { listed } from './words.ts';

const USAGE = `usage: service-desk-api-changes [--base COMMIT|FILE] [--markdown]
       service-desk-api-changes keep

Tells how the description differs from its last release, or from where this branch left a commit, and fails
where that breaks callers unsaid or its version does not say so. keep keeps it as a release.

  --base COMMIT|FILE  a branch, tag or commit, or a bundle; the last release otherwise
  --markdown          as the changelog says it

It exits with 0 when the change may land, 1 when it may not, 2 when nothing could be compared.`;

const FAILED = 1;
const NOT_COMPARED = 2;

interface Compared {
  changes: Change[];
  announced: ReturnType<typeof readChangesets>;
  operations: number;
  /** What keeps the change from landing. */
  faults: string[];
}

function main(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    options: {
      base: { type: 'string' },
      markdown: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  const [command, ...rest] = positionals;
  if (values.help) return print(USAGE, 0);
  if (rest.length > 0 || (command && command !== 'keep')) throw new Error(USAGE);
  const root = rootOf(process.cwd());
  const head = bundleOf(root);
  return command === 'keep' ? keep(root, head) : check(root, head, values.base, values.markdown === true);
}

function check(root: string, head: Node, ref: string | undefined, markdown: boolean): number {
  const released = versionOf(root);
  const base = ref === undefined ? lastRelease(root, released) : baseOf(root, ref);
  const { changes, announced, operations, faults } = compare(root, base, head);
  const stale = ref === undefined ? needless(changes, announced) : [];
  const all = [...faults, ...stale];
  const name = ref ?? released;
  if (markdown) print(changesText(changes, announced.reasons, operations) || unchangedSince(name), 0);
  else print(report(changes, operations, name), 0);
  for (const fault of all) console.error(`\n✗ ${fault}`);
  return all.length > 0 ? FAILED : 0;
}

function compare(root: string, base: Node, head: Node): Compared {
  const changes = changesBetween(base, head);
  const announced = readChangesets(root);
  const version = String(nodeAt(head, 'info').version);
  const faults = complaints({ changes, announced, released: versionOf(root), version });
  return { changes, announced, operations: operationsOf(head).length, faults };
}

function baseOf(root: string, ref: string): Node {
  const file = path.resolve(ref);
  return existsSync(file) && /\.json(\.gz)?$/.test(file) ? readBundle(file) : bundleAt(root, ref);
}

function lastRelease(root: string, version: string): Node {
  const file = releaseFile(path.join(root, 'spec'), version);
  if (!existsSync(file))
    throw new Error(`${path.relative(root, file)} is missing: service-desk-api-changes keep keeps a release`);
  return readBundle(file);
}

/** The version that was released last: only a release moves that of the package. */
function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'spec/package.json'), 'utf8')) as Node;
  return String(version);
}

function report(changes: Change[], operations: number, base: string): string {
  if (changes.length === 0) return unchangedSince(base);
  const kinds = KINDS.toReversed();
  const counts = kinds.map((kind) => `${changes.filter((change) => change.kind === kind).length} ${kind}`);
  const lines = changes.map((change) => `  ${change.kind.padEnd(9)}  ${sentence(change, operations)}`);
  return `Since ${base}: ${listed(counts)}.\n\n${lines.join('\n')}`;
}

function unchangedSince(base: string): string {
  return `Nothing has changed since ${base}.`;
}

/** Keeps the description under its version, with what has changed since the last. */
function keep(root: string, head: Node): number {
  const version = String(nodeAt(head, 'info').version);
  const file = releaseFile(path.join(root, 'spec'), version);
  const before = releaseFile(path.join(root, 'spec'), versionOf(root));
  if (existsSync(file)) {
    if (changesBetween(readBundle(file), head).length > 0)
      throw new Error(`${version} is released, and the description has changed since`);
    return print(`${version} is kept already.`, 0);
  }
  const text = existsSync(before) ? releaseText(root, readBundle(before), head) : firstText(head);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(JSON.stringify(head), { level: 9 }));
  writeFileSync(file.replace('.json.gz', '.md'), `${text}\n`);
  return print(`${version} is kept in ${path.relative(root, path.dirname(file))}.`, 0);
}

function releaseText(root: string, base: Node, head: Node): string {
  const { changes, announced, operations, faults } = compare(root, base, head);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const suffix = ` in ${nodeAt(head, 'info').version}`;
  return changesText(changes, announced.reasons, operations, suffix) || unchangedSince(versionOf(root));
}

function firstText(head: Node): string {
  return `The first release: ${operationsOf(head).length} operations.`;
}

function print(text: string, code: number): number {
  console.log(text);
  return code;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = NOT_COMPARED;
}
