import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pack } from './pack.ts';

const run = promisify(execFile);
const { resolve: find } = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '../../../..');

/** The published packages, and whether they have types. */
const packages = [
  { name: '@service-desk/client', typed: true },
  { name: '@service-desk/contract', typed: true },
  { name: '@service-desk/mcp', typed: false },
  { name: '@service-desk/server', typed: true },
  { name: '@service-desk/spec', typed: false },
];
/** The packages are ESM only, so types do not resolve for `require`. Node 10 knows no `imports`, which the contract has. */
const PASSED_OVER: Record<string, string[]> = { '@service-desk/contract': ['node10'] };

let folder: string;
const archives = new Map<string, string>();
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-packages-'));
  for (const { name } of packages) {
    const home = path.dirname(find(`${name}/package.json`));
    archives.set(name, (await pack(home, folder)).archive);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(packages)('$name, as published', ({ name, typed }) => {
  const archive = () => new Uint8Array(readFileSync(archives.get(name) ?? ''));

  test('has no findings of publint', async () => {
    const { messages } = await publint({ pack: { tarball: archive().buffer }, strict: true });
    expect(messages).toEqual([]);
  });

  test('has types that resolve like its code', async () => {
    const checked = await checkPackage(createPackageFromTarballData(archive()));
    expect(checked.types !== false).toBe(typed);
    const problems = checked.types === false ? [] : checked.problems;
    expect(
      problems.filter((problem) => {
        const passedOver = ['node16-cjs', ...(PASSED_OVER[name] ?? [])];
        const where = [problem].flatMap((each) =>
          'resolutionKind' in each
            ? each.resolutionKind
            : 'resolutionOption' in each
              ? each.resolutionOption
              : [],
        );
        return !where.some((kind) => passedOver.includes(kind));
      }),
    ).toEqual([]);
  });

  // Compilers before TypeScript 5.7 know no parameters of `Uint8Array`. What the oldest ones make
  // of the types is tried each night, by tools/consumers.
  test.runIf(typed)('has types that older compilers can read', async () => {
    const args = [
      '--extract',
      '--to-stdout',
      '--wildcards',
      '--file',
      archives.get(name) ?? '',
      'package/dist/*.d.ts',
    ];
    const { stdout } = await run('tar', args, { maxBuffer: 1e9 });
    const isNewer = (line: string) => /\b(?:\w{1,20}Array|DataView)<ArrayBuffer/.test(line);
    expect(stdout.split('\n').filter(isNewer)).toEqual([]);
  });

  test('contains the licence and the README', async () => {
    const read = async (file: string) =>
      (await run('tar', ['--extract', '--to-stdout', '--file', archives.get(name) ?? '', `package/${file}`]))
        .stdout;
    expect(await read('LICENSE')).toBe(readFileSync(path.join(root, 'LICENSE'), 'utf8'));
    expect(await read('README.md')).toContain(`# ${name}`);
    expect(JSON.parse(await read('package.json'))).toMatchObject({
      license: 'MIT',
      description: expect.any(String),
    });
  });
});
