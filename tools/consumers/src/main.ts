import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Consumer } from './consumer.ts';
import { consumers, unavailable } from './consumers.ts';
import { readmePath } from './readme.ts';
import { type ConsumerResult, renderTable, withSummary } from './table.ts';
import { type ConsumerProject, endCommands, Workshop } from './workshop.ts';

/*
 * Installs the packed packages into a project of each kind, compiles a small program there and runs it against a sandbox
 * of the packed server. The packages have to be built.
 *
 *   --only jest   the rows whose kind and version begin with this text; may be repeated
 *   --jobs 2      how many installations are used at once, each with a sandbox of its own
 *   --write       only writes the table of the client's README. A run without --only compares it
 *   --keep        keeps the projects, and prints where they are
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [''] },
    jobs: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

/** How many lines of a fault are printed. */
const LINES = 25;

const rows = consumers.filter(({ kind, version }) =>
  values.only.some((text) => `${kind} ${version}`.toLowerCase().startsWith(text.toLowerCase())),
);
if (rows.length === 0) throw new Error(`no kind or version begins with ${values.only.join(' or ')}`);

const CLIENT = '@service-desk/client';
const isOfClient = ({ kind }: Consumer) => !kind.startsWith('@service-desk/');
const readme = readFileSync(readmePath(CLIENT), 'utf8');
const current = withSummary(readme, consumers.filter(isOfClient), unavailable);
if (values.write) {
  writeFileSync(readmePath(CLIENT), current);
  process.exit();
}

if (process.platform !== 'linux' || process.arch !== 'x64')
  throw new Error('other versions of Node are available only for Linux on x64');

const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-consumers-'));
const results = new Map<Consumer, ConsumerResult>();
const workshop = new Workshop(folder);

/** Stops what runs and removes its files. */
async function close(): Promise<void> {
  endCommands();
  await workshop[Symbol.asyncDispose]();
  if (values.keep) console.log(folder);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().finally(() => process.exit(130)));
try {
  await workshop.open(Number(values.jobs));
  const groups = [
    ...Map.groupBy(rows, ({ packages, manager }) => JSON.stringify([packages, manager])).values(),
  ];
  await Promise.all(
    Array.from({ length: Number(values.jobs) }, async (_, sandbox) => {
      for (let group = groups.shift(); group; group = groups.shift()) await tryGroup(group, sandbox);
    }),
  );
} finally {
  await close();
}

/** Consumers with the same packages, which are installed once. */
async function tryGroup(group: readonly Consumer[], sandbox: number): Promise<void> {
  const [first] = group as [Consumer];
  const place = `installation-${rows.indexOf(first)}`;
  try {
    const installation = await workshop.install(first, place);
    for (const consumer of group) {
      const name = `project-${rows.indexOf(consumer)}`;
      const project = await workshop.project(installation, name, consumer, sandbox);
      note(consumer, await tryConsumer(consumer, project));
      if (!values.keep) rmSync(project.folder, { recursive: true, force: true });
    }
  } catch (error) {
    for (const consumer of group)
      if (!results.has(consumer)) note(consumer, { compiles: '', runs: '', fault: String(error) });
  }
  if (!values.keep) rmSync(path.join(folder, place), { recursive: true, force: true });
}

async function tryConsumer({ compile, run }: Consumer, project: ConsumerProject): Promise<ConsumerResult> {
  const result: ConsumerResult = { compiles: '', runs: '' };
  try {
    if (compile) {
      await workshop.command(compile, project);
      result.compiles = 'yes';
    }
    if (run) result.runs = await workshop.exercise(run, project);
  } catch (error) {
    result.fault = (error as Error).message;
  }
  return result;
}

/** What a person reads of a fault. */
function beginningOf(fault: string): string {
  const lines = fault.split('\n');
  return lines.length > LINES ? [...lines.slice(0, LINES), '…'].join('\n') : fault;
}

function note(consumer: Consumer, result: ConsumerResult): void {
  results.set(consumer, result);
  const { kind, version } = consumer;
  const outcome = result.fault
    ? `FAILED\n${beginningOf(result.fault)}\n`
    : [result.compiles && 'compiles', result.runs];
  console.error(
    `${results.size}/${rows.length} ${kind} ${version}: ${[outcome].flat().filter(Boolean).join(', ')}`,
  );
}

console.log(renderTable(rows, results, unavailable));
const failed = rows.filter((row) => results.get(row)?.fault !== undefined);
console.log(`${rows.length - failed.length} passed, ${failed.length} failed`);
const isOutdated = rows.length === consumers.length && readme !== current;
if (isOutdated) console.log('The table in the README of the client is out of date: --write updates it.');
process.exitCode = failed.length > 0 || isOutdated ? 1 : 0;
