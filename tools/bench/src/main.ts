import { spawnSync } from 'node:child_process';
import path from 'node:path';

/*
 * Prepares what a benchmark measures, and runs the benchmark:
 *
 *   npm run bench --prefix tools/bench -- server --sizes 10000
 */

interface Benchmark {
  /** Whether it measures the built packages, or their sources. */
  built?: boolean;
  /** Flags for Node. */
  flags?: readonly string[];
}

const SOURCES = ['--conditions=@service-desk/source'];

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  'api-changes': {},
  client: {},
  'client-types': {},
  desk: { built: true },
  docs: {},
  keys: {},
  sandbox: { built: true, flags: ['--expose-gc'] },
  server: {},
  slow: {},
  spec: {},
  spread: {},
  transfer: {},
  webhooks: {},
};

const root = path.resolve(import.meta.dirname, '../../..');

function run(args: readonly string[], cwd: string): void {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const [name = '', ...options] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
if (!benchmark) {
  console.error(`unknown benchmark "${name}"; known: ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(2);
}
const { built = false, flags = SOURCES } = benchmark;
const nx = path.join(root, 'node_modules/nx/dist/bin/nx.js');
run([nx, 'run-many', '-t', built ? 'build' : 'generate', '--output-style=static'], root);
run([...flags, path.join(import.meta.dirname, `${name}.ts`), ...options], path.dirname(import.meta.dirname));
