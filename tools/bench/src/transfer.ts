import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { startPostgres } from '@service-desk/test-kit/postgres';
import { fillIncidents } from './incidents.ts';
import { startServerOf } from './rivals.ts';
import { table } from './table.ts';

/*
 * Everything of a large desk, exported from a file, imported into an empty Postgres, and exported from there again: the two
 * files have to be equal.
 *
 *   --size 1000000   how many incidents there are, each with a note
 */

const { resolve: find } = createRequire(import.meta.url);
const program = path.join(path.dirname(find('@service-desk/server/package.json')), 'src/cli/main.ts');

/** Has a program say, when it ends, how many kilobytes it held at the most. */
const PEAK = 'process.on("exit", () => console.error("peak " + process.resourceUsage().maxRSS))';

interface TransferRun {
  name: string;
  rows: number;
  seconds: number;
  megabytes: number;
}

/** Runs a command of the program to its end. */
async function run(name: string, env: Record<string, string>, ...args: string[]): Promise<TransferRun> {
  const began = performance.now();
  const node = [
    '--conditions=@service-desk/source',
    '--import',
    `data:text/javascript,${encodeURIComponent(PEAK)}`,
  ];
  const child = spawn(process.execPath, [...node, program, ...args, '--progress'], {
    env: { ...process.env, DATABASE_URL: '', ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${name} exited with code ${code}: ${words.slice(-2000)}`);
  const rows = Number(/^(\d+) rows (?:ex|im)ported/m.exec(words)?.[1]);
  const kilobytes = Number(/^peak (\d+)$/m.exec(words)?.[1]);
  return { name, rows, seconds: (performance.now() - began) / 1000, megabytes: kilobytes / 1024 };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** @returns whether the two files were equal */
async function main(size: number): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bench-'));
  const [first, second] = [path.join(folder, 'first.jsonl'), path.join(folder, 'second.jsonl')];
  try {
    // The first start makes the tables and the demo world.
    await startServerOf(folder).then((server) => server.stop());
    fillIncidents(path.join(folder, 'service-desk.db'), size);
    await using postgres = await startPostgres();
    const runs = [
      await run('export from the file', { DATA_DIR: folder }, 'export', first),
      await run('import into Postgres', { DATABASE_URL: postgres.url }, 'import', first),
      await run('export from Postgres', { DATABASE_URL: postgres.url }, 'export', second),
    ];
    console.log(
      `${size} incidents, each with a note, and the demo world: a file of ${megabytes(first)} MB\n`,
    );
    const cells = runs.map(({ name, rows, seconds, megabytes }) => [
      name,
      String(rows),
      seconds.toFixed(1),
      String(Math.round(rows / seconds)),
      megabytes.toFixed(0),
    ]);
    console.log(table([['', 'rows', 'seconds', 'rows/s', 'peak MB'], ...cells]));
    const equal = (await digestOf(first)) === (await digestOf(second));
    console.log(`\nthe two files are ${equal ? 'equal' : 'NOT equal'}`);
    return equal;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function megabytes(file: string): number {
  return Math.round(statSync(file).size / 1024 / 1024);
}

const { values } = parseArgs({ options: { size: { type: 'string', default: '1000000' } } });
process.exitCode = (await main(Number(values.size))) ? 0 : 1;
