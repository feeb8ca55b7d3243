import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type RunTask, summarize, type TestReport } from './summary.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Characters of a failed test's message that are shown in the end: what was expected, and what came. */
const LONGEST_MESSAGE = 2000;
const runFile = path.join(root, '.nx/cache/run.json');
/** Where Node keeps what it compiled: the tests start hundreds of processes, each in half the time. */
const compileCache = path.join(root, '.nx/compile-cache');
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(`Node ${process.versions.node} is too old: run this as npm test, which brings Node 24.`);
  process.exit(2);
}

rmSync(runFile, { force: true });
const targets = ['lint', 'typecheck', 'test', 'verify', 'e2e'];
const run = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules/nx/dist/bin/nx.js'),
    'run-many',
    '-t',
    ...targets,
    '--output-style=static',
    '--nxBail=false',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { NODE_COMPILE_CACHE: compileCache, ...process.env } },
);

const tasks = existsSync(runFile)
  ? (JSON.parse(readFileSync(runFile, 'utf8')) as { tasks: RunTask[] }).tasks
  : [];
const folders = projectFolders();
const { passed, failed, broken, tests } = summarize(tasks, reportOf);
// Said again at the end, where it is looked for: a log may be long, or cut to its last lines.
for (const { file, name, message } of tests)
  console.log(`\n${path.relative(root, file)}: ${name}\n${message.slice(0, LONGEST_MESSAGE)}\n`);
for (const name of broken) console.log(`failed: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(run.status === 0 && failed === 0 && passed > 0 ? 0 : 1);

function reportOf({ projectName, target }: RunTask): TestReport | undefined {
  const file = path.join(folders[projectName] ?? '', 'reports', `${target}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestReport) : undefined;
}

/** The folder of each workspace package: npm links them by name. */
function projectFolders(): Record<string, string> {
  return Object.fromEntries(
    tasks.map(({ projectName }) => [projectName, path.join(root, 'node_modules', projectName)]),
  );
}
