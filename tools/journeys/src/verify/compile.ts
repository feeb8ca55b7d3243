import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const home = path.resolve(import.meta.dirname, '../..');
const tsc = path.resolve(home, '../../node_modules/typescript-7/bin/tsc');
const run = promisify(execFile);

/**
 * Compiles the TypeScript files of a folder inside this package with the settings of the package, and these.
 *
 * @returns the errors of TypeScript 7, a line each; blank if there are none
 */
export async function compile(folder: string, settings: object = {}): Promise<string> {
  const config = path.join(folder, 'tsconfig.json');
  const extended = {
    extends: path.join(home, 'tsconfig.json'),
    compilerOptions: settings,
    include: ['*.ts', '*.tsx'],
  };
  writeFileSync(config, JSON.stringify(extended));
  const { stdout } = await run(process.execPath, [tsc, '-p', config]).catch(
    (error: { stdout: string }) => error,
  );
  return stdout;
}
