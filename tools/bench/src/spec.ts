import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { multiplySources } from './sources.ts';

/*
 * What an edit of the description costs: seconds, the medians of a few rounds, for each command that reads it.
 * `--times N` measures a description that is N times as large.
 */

const ROUNDS = 3;
const require = createRequire(import.meta.url);
const redocly = require.resolve('@redocly/cli/bin/cli.js');
const spectral = require.resolve('@stoplight/spectral-cli/dist/index.js');
const docs = path.join(path.dirname(require.resolve('@service-desk/docs/package.json')), 'src/main.ts');
const publish = path.join(
  path.dirname(require.resolve('@service-desk/spec-rules/package.json')),
  'src/publish.ts',
);
const types = path.join(import.meta.dirname, 'types.ts');

/** What is run in the folder of the description, in this order, and the seconds that it may take. */
const commands: [name: string, aim: number, ...command: string[]][] = [
  ['lint', 3, redocly, 'lint', 'v1'],
  ['bundle', 3, redocly, 'bundle', 'v1', '--output', 'dist/openapi.annotated.json'],
  ['publish', 1, publish, 'dist/openapi.annotated.json', 'dist'],
  ['Spectral', 6, spectral, 'lint', 'dist/openapi.json', '--fail-severity', 'hint'],
  ['types', 3, types, 'dist/openapi.annotated.json'],
  ['docs', 3, docs, '.', 'dist/docs'],
];

/** The bundle, as far as its operations are counted. */
interface SizedBundle {
  paths: Record<string, Record<string, { operationId?: string }>>;
}

function main(times: number): void {
  const specFolder = path.dirname(require.resolve('@service-desk/spec/package.json'));
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-spec-'));
  try {
    multiplySources(specFolder, folder, times);
    const seconds = commands.map(([name, aim, ...command]) => {
      const rounds = Array.from({ length: ROUNDS }, () => run(folder, command));
      return [name, aim, rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0] as const;
    });
    const bundle = JSON.parse(readFileSync(path.join(folder, 'dist/openapi.json'), 'utf8')) as SizedBundle;
    // Beside operations, a path has parameters.
    const operations = Object.values(bundle.paths).flatMap((item) =>
      Object.values(item).filter(({ operationId }) => operationId),
    ).length;
    console.log(`${operations} operations, medians of ${ROUNDS} rounds`);
    for (const [name, aim, median] of seconds) {
      const verdict = median <= aim ? 'within' : 'beyond';
      console.log(`${name.padEnd(9)} ${median.toFixed(1)} s, ${verdict} ${aim} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The seconds that a command takes. */
function run(cwd: string, command: string[]): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')}\n${stdout}${stderr}`);
  return (performance.now() - start) / 1000;
}

const { values } = parseArgs({ options: { times: { type: 'string', default: '1' } } });
main(Number(values.times));
