import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const spec = path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json'));
const run = promisify(execFile);
const SERVER = 'http://127.0.0.1:3000';

let sandbox: Serving;
let folder: string;
beforeAll(async () => {
  // Inside the package, so that the programs find the client as its users do.
  const dist = path.resolve(import.meta.dirname, '../../dist');
  mkdirSync(dist, { recursive: true });
  folder = mkdtempSync(path.join(dist, 'guide-'));
  sandbox = await startSandboxProcess();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sandbox.stop();
});
beforeEach(async () => {
  await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST' });
});

/** The code in a language that the pages of prose print for this server, by page and number. */
function printed(language: string): [string, string][] {
  return globSync('docs/*.md', { cwd: spec })
    .toSorted()
    .flatMap((file) =>
      Array.from(
        readFileSync(path.join(spec, file), 'utf8').matchAll(
          new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'),
        ),
        ([, code = ''], index): [string, string] => [`${path.basename(file)} ${index + 1}`, code.trim()],
      ),
    )
    .filter(([, code]) => code.includes(SERVER));
}

function here(code: string): string {
  return code.replaceAll(SERVER, sandbox.url);
}

test.each(printed('sh'))('the call of %s succeeds as it is printed', async (_name, code) => {
  const { stdout } = await run('sh', ['-c', `exec ${here(code)} --silent --show-error --fail`]);
  expect(stdout).toMatch(/"status":"Success"|<status>Success<\/status>/);
});

test.each(printed('ts'))('the program of %s runs as it is printed', async (name, code) => {
  const file = path.join(folder, `${name}.ts`);
  writeFileSync(file, here(code));
  const { stdout, stderr } = await run(process.execPath, ['--conditions=@service-desk/source', file]);
  expect(stdout + stderr).not.toBe('');
});
