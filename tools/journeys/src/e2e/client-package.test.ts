import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type * as Client from '@service-desk/client';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tables } from './client-tables.ts';
import { installPacked } from './pack.ts';

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
  sandbox = await startSandboxProcess();
  folder = mkdtempSync(path.join(tmpdir(), 'service-desk-client-'));
  await installPacked(client, folder, home());
  for (const name of Object.keys(manifest.dependencies)) install(name, client);
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The folder of a package as `from` finds it. */
function packageAt(name: string, from: string): string {
  const places = createRequire(path.join(from, 'package.json')).resolve.paths(name) ?? [];
  const found = places.map((place) => path.join(place, name)).find((place) => existsSync(place));
  if (!found) throw new Error(`${name} is not installed`);
  return found;
}

/** Puts a package and what it depends on where npm would. */
function install(name: string, from: string): void {
  const found = packageAt(name, from);
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

test('a resolver that does not read `exports` finds every entry, and its types', async () => {
  const { exports, typesVersions } = JSON.parse(readFileSync(path.join(home(), 'package.json'), 'utf8'));
  for (const [name, target] of Object.entries<{ default: string; types: string }>(exports)) {
    if (name === '.' || name === './package.json') continue;
    const [byPath, byExports] = await Promise.all(
      [`${name}.js`, target.default].map((file) => import(path.join(home(), file))),
    );
    expect(Object.keys(byPath), name).toEqual(Object.keys(byExports));
    expect(typesVersions['*'][name.slice(2)], name).toEqual([target.types]);
  }
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

describe('the tables of its README', () => {
  const packed = () => import(path.join(home(), 'dist/index.js')) as Promise<typeof Client>;

  /** The rows of each table, by its first heading: the first cell, and the second. */
  const inReadme = new Map(
    Array.from(
      readFileSync(path.join(client, 'README.md'), 'utf8').matchAll(
        /^\|(.*)\|\n\|[-| ]+\|\n((?:\|.*\|\n)+)/gm,
      ),
      ([, head = '', body = '']) => {
        const cells = (line: string) => line.split('|').map((cell) => cell.trim());
        return [
          cells(head)[0] ?? '',
          body
            .trim()
            .split('\n')
            .map((line) => cells(line).slice(1, 3)),
        ] as const;
      },
    ),
  );

  test('name what has a check, or is called below', () => {
    const checked = [...Object.keys(tables), '`gta-service-desk`', 'project'];
    expect([...inReadme.keys()].toSorted()).toEqual(checked.toSorted());
  });

  test.each(Object.entries(tables))('every row of the table "%s" holds', async (heading, checks) => {
    const exports = await packed();
    const wrong: string[] = [];
    for (const [row, check] of Object.entries(checks)) if (!(await check(exports))) wrong.push(row);
    expect(wrong).toEqual([]);
    expect(Object.keys(checks)).toEqual(inReadme.get(heading)?.map(([row]) => row));
  });

  test('every call that replaces one of gta-service-desk is sent', async () => {
    const { createServiceDesk } = await packed();
    const rows = inReadme.get('`gta-service-desk`') ?? [];
    expect(rows).toHaveLength(18);
    for (const [old = '', call = ''] of rows) {
      let sent = '';
      const fetch = async (input: string | Request, init: RequestInit = {}) => {
        sent = `${init.method} ${new URL(String(input)).pathname} ${init.body ?? ''}`;
        return Response.json({ status: 'Success', version: '1.0', result: {} });
      };
      const desk = createServiceDesk({ baseUrl: 'https://desk.example/v1', token: 't', fetch });
      const given = {
        desk,
        id: 7,
        incident_id: 5,
        fields: { title: 'VPN' },
        params: { page: 2 },
        text: 'Slow.',
      };
      await new Function(...Object.keys(given), `return ${call.replaceAll('`', '')}`)(
        ...Object.values(given),
      ).catch(() => undefined);
      const verb = { show: 'GET', create: 'POST', update: 'PUT' }[
        /^`(show|create|update)/.exec(old)?.[1] ?? ''
      ];
      expect(sent, old).toMatch(new RegExp(`^${verb} /v1/\\w+`));
      expect(/fields|text/.test(call), old).toBe(/VPN|Slow/.test(sent));
    }
  });
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
    ['', '/react', '/webhooks'].map((entry) => `export * from '@service-desk/client${entry}';`).join('\n'),
  );
  const packages = whole.files.map((file) => /^(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  expect(new Set(packages)).toEqual(new Set(['@service-desk/client', ...Object.keys(manifest.dependencies)]));
  const client = await bundled(`export { createServiceDesk } from '@service-desk/client';`);
  for (const entry of ['react', 'webhooks'])
    expect(client.files).not.toContain(`@service-desk/client/dist/${entry}.js`);
  expect(client.files).toContain('@service-desk/client/dist/generated/operations.js');
});

/** Compiles a program as a project of its own would, and returns the declarations that it would publish. */
async function declarationsOf(project: string, source: string, options: object): Promise<string> {
  writeFileSync(path.join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(project, 'uses.ts'), source);
  const compilerOptions = {
    strict: true,
    declaration: true,
    skipLibCheck: true,
    outDir: 'out',
    types: [],
    ...options,
  };
  writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['uses.ts'] }));
  const compiler = find('typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [compiler, '-p', project]).catch(({ stdout }) => ({
    stdout,
  }));
  expect(stdout).toBe('');
  return readFileSync(path.join(project, 'out/uses.d.ts'), 'utf8');
}

/** A program that exports what others may want to name. */
const EXPORTING = `import { createServiceDesk } from '@service-desk/client';
import { createQueries } from '@service-desk/client/react';
export const desk = createServiceDesk({ baseUrl: 'https://desk.example/v1', token: 'x' });
export const { raw } = desk;
const { incidents, users } = createQueries(desk);
export const key = incidents.get.queryKey(1);
export const { infiniteQueryKey } = incidents.list;
export const options = users.list.queryOptions();
export const allOptions = incidents.list.allQueryOptions();
export const create = incidents.create.mutationOptions();
`;

test.each([
  ['NodeNext', { module: 'NodeNext', target: 'es2022' }],
  ['node10', { module: 'esnext', moduleResolution: 'node10', target: 'es2022', ignoreDeprecations: '5.0' }],
])(
  'a program that exports what it made compiles with declarations, by the resolution of %s',
  async (_, options) => {
    // As pnpm lays packages out: what the client depends on is beside it, and not beside the program.
    const project = mkdtempSync(path.join(folder, 'project-'));
    const modules = path.join(project, 'node_modules');
    mkdirSync(path.join(modules, '@service-desk'), { recursive: true });
    const store = path.join(modules, '.pnpm/client/node_modules');
    cpSync(path.join(folder, 'node_modules'), store, { recursive: true });
    for (const name of [
      '@tanstack/react-query',
      '@tanstack/query-core',
      'react',
      '@types/react',
      'csstype',
    ]) {
      mkdirSync(path.dirname(path.join(store, name)), { recursive: true });
      symlinkSync(packageAt(name, client), path.join(store, name));
    }
    symlinkSync(path.join(store, '@service-desk/client'), path.join(modules, '@service-desk/client'));
    mkdirSync(path.join(modules, '@tanstack'), { recursive: true });
    symlinkSync(path.join(store, '@tanstack/react-query'), path.join(modules, '@tanstack/react-query'));
    const declared = await declarationsOf(project, EXPORTING, options);
    expect(declared).toMatch(/export declare const raw: .*RawClient/);
  },
);
