import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, serve } from '../processes.ts';

/*
 * The page of the sandbox, by its examples: the packages are used as they are built and the command as it is installed, in a
 * folder that knows no more of this repository than its packages.
 */

const require = createRequire(import.meta.url);
const run = promisify(execFile);
const page = path.join(path.dirname(require.resolve('@service-desk/spec/package.json')), 'docs/sandbox.md');
const program = path.join(
  path.dirname(require.resolve('@service-desk/server/package.json')),
  'bin/service-desk.js',
);
const ADDRESS = 'http://127.0.0.1:4010';

let folder: string;
let sandbox: Serving;
beforeAll(async () => {
  const dist = path.resolve(import.meta.dirname, '../../dist');
  mkdirSync(dist, { recursive: true });
  folder = mkdtempSync(path.join(dist, 'sandbox-'));
  sandbox = await serve([program, 'sandbox', '--port', '0', '--world', 'empty'], {}, /^{"url":"([^"]+)"/);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sandbox.stop();
});

function examples(language: string): string[] {
  const fences = readFileSync(page, 'utf8').matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'));
  return Array.from(fences, ([, code = '']) => code);
}

const programs = examples('ts').map((code, index): [string, string] => [
  `example-${index + 1}.test.ts`,
  code,
]);

describe('in TypeScript', () => {
  beforeAll(() => {
    for (const [name, code] of programs) writeFileSync(path.join(folder, name), code);
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  });

  test('the examples have the types of the packages', async () => {
    const { stdout } = await run(process.execPath, [
      require.resolve('typescript/bin/tsc'),
      '-p',
      folder,
    ]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  test.each(programs)('%s passes', async (name, code) => {
    const vitest = path.join(path.dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
    const runner = code.includes("from 'vitest'")
      ? [vitest, 'run', '--root', folder, name]
      : ['--test', name];
    const { stdout } = await run(process.execPath, runner, {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(stdout).toMatch(/Tests.*1 passed|pass 1/);
  });
});

const calls = examples('sh')
  .flatMap((code) => code.split('\n'))
  .filter((line) => line.startsWith('curl'));

describe('from the command line', () => {
  test.each(calls)('%s', async (line) => {
    const { stdout } = await run('sh', [
      '-c',
      `exec ${line.replace(ADDRESS, sandbox.url)} --silent --show-error`,
    ]);
    expect(stdout).not.toBe('');
    expect(stdout).not.toContain('"error":"there is no');
    const fault = /Prefer: fault=(\w+)/.exec(line)?.[1];
    if (fault) expect(stdout.toLowerCase()).toContain(`preference-applied: fault=${fault.toLowerCase()}`);
  });

  test('the requests of the page have been recorded, each with the fault that it met', async () => {
    const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as {
      fault: string | null;
    }[];
    expect(requests.map(({ fault }) => fault)).toEqual(['E902', 'E902', 'delay', 'html', 'E400']);
  });

  test('it prints what the page says', async () => {
    const [printed = ''] = examples('json');
    await using other = await serve([program, 'sandbox', '--port', '0'], {}, /^({"url":.*})$/);
    const { url } = JSON.parse(other.url) as { url: string };
    expect(JSON.parse(other.url)).toEqual(JSON.parse(printed.replaceAll(ADDRESS, url)));
  });
});
