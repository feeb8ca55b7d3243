import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createServiceDesk } from '@service-desk/client';
import { serve } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installPacked } from './pack.ts';

const run = promisify(execFile);
const { resolve: find } = createRequire(import.meta.url);
const server = path.dirname(find('@service-desk/server/package.json'));
const manifest = JSON.parse(readFileSync(path.join(server, 'package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};

let folder: string;
let files: string[];

/** The package as published, in an empty project with its declared dependencies. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-package-'));
  files = await installPacked(server, folder, path.join(folder, 'node_modules/@service-desk/server'));
  const resolve = createRequire(path.join(server, 'package.json')).resolve.paths('x') ?? [];
  for (const name of Object.keys(manifest.dependencies)) link(name, resolve);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Installs a dependency as npm would, from the first of these folders that has it. */
function link(name: string, places: readonly string[]): void {
  const found = places.find((place) => existsSync(path.join(place, name, 'package.json')));
  if (!found) throw new Error(`${name} is not installed`);
  const place = path.join(folder, 'node_modules', name);
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(path.join(found, name), place);
}

const program = () => path.join(folder, 'node_modules/@service-desk/server/bin/service-desk.js');

test('contains the program without sources, tests or workspace files', () => {
  expect(files).toContain('README.md');
  const strange = files.filter(
    (file) =>
      !/^(LICENSE|README\.md|package\.json|bin\/service-desk\.js|dist\/.+(?<!\.test)\.(js|d\.ts))$/.test(
        file,
      ),
  );
  expect(strange).toEqual([]);
  expect(files.filter((file) => file.includes('test-support'))).toEqual([]);
  const own = Object.keys(manifest.dependencies).filter((name) => name.startsWith('@service-desk/'));
  expect(own).toEqual([]);
});

test('its command prints its version and starts the server', async () => {
  const { stdout } = await run(process.execPath, [program(), '--version']);
  expect(stdout.trim()).toBe(manifest.version);
  await using serving = await serve(
    [program(), 'serve', '--demo', '--log-level', 'warn'],
    { DATA_DIR: path.join(folder, 'data') },
    /API\s+(\S+)\/v1$/,
  );
  const desk = createServiceDesk({ baseUrl: `${serving.url}/v1`, token: 'demo-dan' });
  expect(await desk.users.current()).toMatchObject({ full_name: 'Dan Lee' });
});

test('its sandbox starts in another program', async () => {
  const file = path.join(folder, 'uses-sandbox.mjs');
  writeFileSync(
    file,
    `import { startSandbox } from '@service-desk/server/sandbox';
const sandbox = await startSandbox();
const headers = { Authorization: 'Basic ' + btoa('x:demo-dan') };
const answer = await fetch(sandbox.url + '/v1/users/current_user.json', { headers });
console.log((await answer.json()).status);
await sandbox.close();
`,
  );
  const { stdout } = await run(process.execPath, [file]);
  expect(stdout.trim()).toBe('Success');
});
