#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { CHANGE_KINDS, type Change } from './change.ts';
import { changesText, sentence } from './changelog.ts';
import { readChangesets } from './changesets.ts';
import { changesBetween } from './compare.ts';
import { operationsOf } from './description.ts';
import { complaints, needless } from './gate.ts';
import { type JsonObject, nodeAt } from './json.ts';
import { bundleAt, bundleOf, readBundle, releaseFile, rootOf } from './sources.ts';
import { listed } from './words.ts';

const USAGE = `usage: service-desk-api-changes [--base COMMIT|FILE] [--markdown]
       service-desk-api-changes keep

Lists how the description differs from its last release, or from the point where this branch left a commit. Fails if
a breaking change has no reason in a changeset, or if the version does not match the changes. keep stores the
description as a release.

  --base COMMIT|FILE  a branch, tag or commit, or an annotated bundle; the last release otherwise
  --markdown          prints the changes as in the changelog

Exit codes: 0 the changes are accepted, 1 they are not, 2 they could not be compared.`;

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

function check(root: string, head: JsonObject, ref: string | undefined, markdown: boolean): number {
  const name = ref ?? versionOf(root);
  const base = ref === undefined ? lastRelease(root) : baseOf(root, ref);
  const { changes, announced, operations, faults } = compare(root, base, head);
  const stale = ref === undefined ? needless(changes, announced) : [];
  if (markdown) print(changesText(changes, announced.reasons, operations) || unchangedSince(name), 0);
  else print(report(changes, operations, name), 0);
  return refuse([...faults, ...stale]);
}

/** Says what is wrong, if anything is. */
function refuse(faults: string[]): number {
  for (const fault of faults) console.error(`\n✗ ${fault}`);
  return faults.length > 0 ? FAILED : 0;
}

function compare(root: string, base: JsonObject, head: JsonObject): Compared {
  const changes = changesBetween(base, head);
  const announced = readChangesets(root);
  const faults = complaints({ changes, announced, released: versionOf(root), version: versionIn(head) });
  return { changes, announced, operations: operationsOf(head).length, faults };
}

function baseOf(root: string, ref: string): JsonObject {
  const file = path.resolve(ref);
  return existsSync(file) && /\.json(\.gz)?$/.test(file) ? readBundle(file) : bundleAt(root, ref);
}

function lastRelease(root: string): JsonObject {
  const file = releaseFile(path.join(root, 'spec'), versionOf(root));
  if (existsSync(file)) return readBundle(file);
  throw new Error(
    `${path.relative(root, file)} is missing: store each release with service-desk-api-changes keep before its version is raised`,
  );
}

/** The version that was released last: only a release moves that of the package. */
function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'spec/package.json'), 'utf8')) as JsonObject;
  return String(version);
}

function versionIn(description: JsonObject): string {
  return String(nodeAt(description, 'info').version);
}

function report(changes: Change[], operations: number, base: string): string {
  if (changes.length === 0) return unchangedSince(base);
  const kinds = CHANGE_KINDS.toReversed();
  const counts = kinds.map((kind) => `${changes.filter((change) => change.kind === kind).length} ${kind}`);
  const lines = changes.map((change) => `  ${change.kind.padEnd(9)}  ${sentence(change, operations)}`);
  return `Since ${base}: ${listed(counts)}.\n\n${lines.join('\n')}`;
}

function unchangedSince(base: string): string {
  return `Nothing has changed since ${base}.`;
}

/** Keeps the description under its version, with what has changed since the last. */
function keep(root: string, head: JsonObject): number {
  const version = versionIn(head);
  const file = releaseFile(path.join(root, 'spec'), version);
  if (existsSync(file)) {
    if (changesBetween(readBundle(file), head).length > 0)
      throw new Error(`${version} is already released, and the description has changed since`);
    return print(`${version} is already stored.`, 0);
  }
  const folder = path.dirname(file);
  const { text, faults } = existsSync(folder) ? nextRelease(root, head) : firstRelease(head);
  if (faults.length > 0) return refuse(faults);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, gzipSync(JSON.stringify(head), { level: 9 }));
  writeFileSync(file.replace('.json.gz', '.md'), `${text}\n`);
  return print(`${version} was stored in ${path.relative(root, folder)}.`, 0);
}

interface Release {
  text: string;
  faults: string[];
}

function nextRelease(root: string, head: JsonObject): Release {
  const { changes, announced, operations, faults } = compare(root, lastRelease(root), head);
  const text = changesText(changes, announced.reasons, operations, ` in ${versionIn(head)}`);
  return { text: text || unchangedSince(versionOf(root)), faults };
}

function firstRelease(head: JsonObject): Release {
  return { text: `The first release: ${operationsOf(head).length} operations.`, faults: [] };
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
