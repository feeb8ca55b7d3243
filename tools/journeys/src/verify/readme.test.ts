import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';

const readme = readFileSync(path.resolve(import.meta.dirname, '../../../../README.md'), 'utf8');
const run = promisify(execFile);

let sandbox: Serving;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

/** The code of the README in a language, one text for each block, with the address of the sandbox. */
function blocks(language: string): string[] {
  return Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms')), ([, code = '']) =>
    code.replaceAll('http://127.0.0.1:3000', sandbox.url),
  );
}

test('the first call returns the printed response', async () => {
  const lines = blocks('sh').flatMap((block) => block.match(/^curl .*$/gm) ?? []);
  expect(lines).not.toEqual([]);
  for (const line of lines) {
    const { stdout } = await run('sh', ['-c', `${line} --silent --show-error --fail`]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'Success', result: { incidents: expect.any(Array) } });
  }
});

test('the settings exist, with the printed defaults', async () => {
  const require = createRequire(import.meta.url);
  const server = path.dirname(require.resolve('@service-desk/server/package.json'));
  const args = [
    '--conditions=@service-desk/source',
    path.join(server, 'src/cli/main.ts'),
    'settings',
    '--json',
  ];
  const { stdout } = await run(process.execPath, args, { env: {} });
  const rows = JSON.parse(stdout) as { variable: string; value: unknown }[];
  const known = new Map(rows.map(({ variable, value }) => [variable, value]));
  const printed = readme.slice(readme.indexOf('| variable |')).split('\n\n')[0]?.split('\n').slice(2) ?? [];
  expect(printed.length).toBeGreaterThan(3);
  for (const line of printed) {
    const [, variables = '', usual = ''] = line.split('|').map((cell) => cell.trim());
    const names = [...variables.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    // A default that is no single word is described in words.
    if (!/^(`\S+`|none)$/.test(usual)) continue;
    const value = known.get(names[0] ?? '');
    const taken = typeof value === 'string' ? value.replace(`${process.cwd()}/`, '') : value;
    expect([variables, usual]).toEqual([variables, taken === null ? 'none' : `\`${taken}\``]);
  }
});

test('the program prints the stated output', async () => {
  const programs = blocks('ts');
  expect(programs).not.toEqual([]);
  // Inside the package, so that it finds the client as its users do.
  const dist = path.resolve(import.meta.dirname, '../../dist');
  mkdirSync(dist, { recursive: true });
  const folder = mkdtempSync(path.join(dist, 'readme-'));
  try {
    for (const [index, program] of programs.entries()) {
      const file = path.join(folder, `${index}.ts`);
      writeFileSync(file, program);
      const { stdout } = await run(process.execPath, ['--conditions=@service-desk/source', file]);
      // Node colours the numbers that it prints if the environment demands it.
      expect(stripVTControlCharacters(stdout)).toMatch(/^(\d+|http:\S+) \S/);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
