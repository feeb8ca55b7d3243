import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Serving, startSandbox } from '@service-desk/test-kit/processes';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const { resolve: find } = createRequire(import.meta.url);
const client = path.dirname(find('@service-desk/client/package.json'));
const manifest = JSON.parse(readFileSync(path.join(client, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

let folder: string;
let sandbox: Serving;
const home = () => path.join(folder, 'node_modules/@service-desk/client');

/** The package as published, in an empty project with its dependencies but without TanStack Query. */
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-client-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: client });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  mkdirSync(home(), { recursive: true });
  const archive = path.join(folder, packed?.filename ?? '');
  await run('tar', ['--extract', '--file', archive, '--directory', home(), '--strip-components=1']);
  for (const name of Object.keys(manifest.dependencies)) install(name, client);
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Installs a package and its dependencies as npm would. */
function install(name: string, from: string): void {
  const places = createRequire(path.join(from, 'package.json')).resolve.paths(name) ?? [];
  const found = places.map((place) => path.join(place, name)).find((place) => existsSync(place));
  if (!found) throw new Error(`${name} is not installed`);
  cpSync(found, path.join(folder, 'node_modules', name), { recursive: true, dereference: true });
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(found, 'package.json'), 'utf8'));
  for (const next of Object.keys(dependencies)) install(next, found);
}

test('it contains no tests, and no file imports modules of Node', () => {
  const files = readdirSync(home(), { recursive: true, encoding: 'utf8' });
  expect(files).toContain('README.md');
  expect(files.filter((file) => /\.test(-d)?\./.test(file))).toEqual([]);
  const scripts = files.filter((file) => file.endsWith('.js'));
  const imports = scripts.flatMap((file) =>
    Array.from(
      readFileSync(path.join(home(), file), 'utf8').matchAll(
        /^(?:import|export) [^;]*?from ["']([^"'.][^"']*)["']/gm,
      ),
      ([, from = '']) => from,
    ),
  );
  expect([...new Set(imports)]).toEqual(Object.keys(manifest.dependencies));
});

test('its two entries work in an empty project', async () => {
  const file = path.join(folder, 'uses-client.mjs');
  writeFileSync(
    file,
    `import { createServiceDesk } from '@service-desk/client';
import { createQueries } from '@service-desk/client/react';
const desk = createServiceDesk({ baseUrl: '${sandbox.url}/v1', token: 'demo-dan' });
const { queryKey, queryFn } = createQueries(desk).users.current.queryOptions();
const { full_name } = await queryFn({ signal: new AbortController().signal });
console.log(JSON.stringify(queryKey), full_name);
`,
  );
  const { stdout } = await run(process.execPath, [file]);
  expect(stdout.trim()).toBe('["service-desk","users","current",{}] Dan Lee');
});

/** The files of the package that a browser bundle includes, and the size of the bundle. */
async function bundled(source: string): Promise<{ files: string[]; size: number }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder },
    bundle: true,
    format: 'esm',
    minify: true,
    // Modules of Node cannot be resolved.
    platform: 'browser',
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const files = inputs
    .map(([file]) => file.replace(/^.*node_modules\//, ''))
    .filter((file) => file !== '<stdin>');
  return { files: files.toSorted(), size: outputFiles[0]?.contents.length ?? 0 };
}

test.each([
  ['parseDate', ['dates']],
  ['avatarUrl', ['avatar']],
  ['isRateLimitError', ['errors']],
])('importing %s alone bundles no operation', async (name, files) => {
  const { files: taken, size } = await bundled(`export { ${name} } from '@service-desk/client';`);
  expect(taken).toEqual(files.map((file) => `@service-desk/client/dist/${file}.js`));
  expect(size).toBeLessThan(2_000);
});

test('the whole package can be bundled for a browser, with its dependencies only', async () => {
  const whole = await bundled(
    `export * from '@service-desk/client'; export * from '@service-desk/client/react';`,
  );
  const packages = whole.files.map((file) => /^(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  expect(new Set(packages)).toEqual(new Set(['@service-desk/client', ...Object.keys(manifest.dependencies)]));
  const client = await bundled(`export { createServiceDesk } from '@service-desk/client';`);
  expect(client.files).not.toContain('@service-desk/client/dist/react.js');
  expect(client.files).toContain('@service-desk/client/dist/generated/operations.js');
});
