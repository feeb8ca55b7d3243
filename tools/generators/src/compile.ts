import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Generator } from './generators.ts';
import { HERE } from './run.ts';

/** How an application compiles what is generated for it. */
const SETTINGS = {
  compilerOptions: {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['node'],
    typeRoots: [path.join(HERE, '../../node_modules/@types')],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    experimentalDecorators: true,
    allowImportingTsExtensions: true,
  },
  include: ['**/*.ts'],
};

/** How many errors the compiler of the language reports for a folder, and the first of them. */
export function compile({ language }: Generator, folder: string): { errors: number; fault?: string } {
  if (language === 'Python') return compilePython(folder);
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(SETTINGS));
  const tsc = path.join(HERE, '../../node_modules/typescript-7/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 27,
  });
  const errors = stdout.split('\n').filter((line) => /error TS\d+/.test(line));
  const [first] = errors;
  return { errors: errors.length, ...(first && { fault: first.slice(first.indexOf('error TS'), 300) }) };
}

function compilePython(folder: string): { errors: number; fault?: string } {
  const { status, stdout, stderr } = spawnSync('python3', ['-m', 'compileall', '-q', folder], {
    encoding: 'utf8',
  });
  const output = stdout + stderr;
  return {
    errors: status === 0 ? 0 : output.split('***').length - 1,
    ...(status !== 0 && { fault: output.slice(0, 300) }),
  };
}
