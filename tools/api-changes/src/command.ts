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
import { type Bundle, bundleAt, bundleOf, readBundle, releaseFile, rootOf } from './sources.ts';
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

/** What the command prints, and its exit code. */
export interface Outcome {
  code: number;
  output: string;
  errors: string;
}

interface Compared {
  changes: Change[];
  announced: ReturnType<typeof readChangesets>;
  operations: number;
  /** What keeps the change from landing. */
  faults: string[];
}

/**
 * Runs the command in a folder.
 *
 * @param bundle bundles the description of a repository
 */
export function run(args: string[], folder: string, bundle: Bundle = bundleOf): Outcome {
  try {
    return perform(args, folder, bundle);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: NOT_COMPARED, output: '', errors: `${message}\n` };
  }
}

function perform(args: string[], folder: string, bundle: Bundle): Outcome {
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
  if (values.help) return outcome(USAGE);
  if (rest.length > 0 || (command && command !== 'keep')) throw new Error(USAGE);
  const root = rootOf(folder);
  const head = bundle(root);
  if (command === 'keep') return keep(root, head);
  const { base: ref } = values;
  const base = ref === undefined ? lastRelease(root) : baseOf(root, folder, ref, bundle);
  return check(root, base, head, ref, values.markdown === true);
}

function check(
  root: string,
  base: JsonObject,
  head: JsonObject,
  ref: string | undefined,
  markdown: boolean,
): Outcome {
  const name = ref ?? versionOf(root);
  const { changes, announced, operations, faults } = compare(root, base, head);
  const stale = ref === undefined ? needless(changes, announced) : [];
  const text = markdown
    ? changesText(changes, announced.reasons, operations) || unchangedSince(name)
    : report(changes, operations, name);
  return outcome(text, [...faults, ...stale]);
}

/** A result, which is a failure if there are faults. */
function outcome(text: string, faults: string[] = []): Outcome {
  const errors = faults.map((fault) => `\n✗ ${fault}\n`).join('');
  return { code: faults.length > 0 ? FAILED : 0, output: text && `${text}\n`, errors };
}

function compare(root: string, base: JsonObject, head: JsonObject): Compared {
  const changes = changesBetween(base, head);
  const announced = readChangesets(root);
  const faults = complaints({ changes, announced, released: versionOf(root), version: versionIn(head) });
  return { changes, announced, operations: operationsOf(head).length, faults };
}

function baseOf(root: string, folder: string, ref: string, bundle: Bundle): JsonObject {
  const file = path.resolve(folder, ref);
  return existsSync(file) && /\.json(\.gz)?$/.test(file) ? readBundle(file) : bundleAt(root, ref, bundle);
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
function keep(root: string, head: JsonObject): Outcome {
  const version = versionIn(head);
  const file = releaseFile(path.join(root, 'spec'), version);
  if (existsSync(file)) {
    if (changesBetween(readBundle(file), head).length > 0)
      throw new Error(`${version} is already released, and the description has changed since`);
    return outcome(`${version} is already stored.`);
  }
  const folder = path.dirname(file);
  const { text, faults } = existsSync(folder) ? nextRelease(root, head) : firstRelease(head);
  if (faults.length > 0) return outcome('', faults);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, gzipSync(JSON.stringify(head), { level: 9 }));
  writeFileSync(file.replace('.json.gz', '.md'), `${text}\n`);
  return outcome(`${version} was stored in ${path.relative(root, folder)}.`);
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
