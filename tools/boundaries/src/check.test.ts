import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkImports } from './check.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'boundaries-'));
  writeManifest('.', { workspaces: ['apps/*', 'libs/*', 'tools/*', '!tools/bench'] });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function writeManifest(folder: string, manifest: object): void {
  write(path.join(folder, 'package.json'), JSON.stringify(manifest));
}

test.each([
  ['server-knows-no-client', 'apps/server/src/app.ts', 'libs/client/src/index.ts'],
  ['server-knows-no-contract', 'apps/server/src/app.ts', 'libs/contract/src/verify.ts'],
  ['client-stands-alone', 'libs/client/src/index.ts', 'libs/contract/src/index.ts'],
  ['client-reads-no-description', 'libs/client/src/index.ts', 'libs/description/src/operations.ts'],
  ['description-stands-alone', 'libs/description/src/operations.ts', 'libs/client/src/index.ts'],
  ['libs-know-no-app', 'libs/contract/src/index.ts', 'apps/server/src/app.ts'],
  ['desk-knows-the-client-only', 'apps/desk/src/main.ts', 'apps/server/src/app.ts'],
  ['mcp-knows-the-client-only', 'apps/mcp/src/main.ts', 'apps/server/src/app.ts'],
  ['mcp-knows-the-client-only', 'apps/mcp/src/main.ts', 'libs/description/src/operations.ts'],
  ['server-knows-no-app', 'apps/server/src/app.ts', 'apps/desk/src/main.ts'],
  ['desk-knows-no-app', 'apps/desk/src/main.ts', 'apps/mcp/src/main.ts'],
  ['mcp-knows-no-desk', 'apps/mcp/src/main.ts', 'apps/desk/src/main.ts'],
  ['ships-no-tools', 'libs/client/src/index.ts', 'tools/codegen/src/main.ts'],
  [
    'server-generated-json-log-levels-mail-addresses-timeout',
    'apps/server/src/json.ts',
    'apps/server/src/store/b.ts',
  ],
  ['server-store', 'apps/server/src/store/a.ts', 'apps/server/src/calls/b.ts'],
  ['server-settings', 'apps/server/src/settings/a.ts', 'apps/server/src/store/b.ts'],
  ['server-mail', 'apps/server/src/mail/a.ts', 'apps/server/src/http/b.ts'],
  ['server-transfer', 'apps/server/src/transfer/a.ts', 'apps/server/src/resources/b.ts'],
  ['server-calls', 'apps/server/src/calls/a.ts', 'apps/server/src/rules/b.ts'],
  ['server-rules', 'apps/server/src/rules/a.ts', 'apps/server/src/store/b.ts'],
  ['server-rows', 'apps/server/src/resources/a/rows.ts', 'apps/server/src/resources/b/views.ts'],
  ['server-handlers', 'apps/server/src/resources/a/rows.ts', 'apps/server/src/resources/b/handlers.ts'],
  ['server-handlers', 'apps/server/src/resources/a/rows.ts', 'apps/server/src/calls/call.ts'],
  ['server-handlers', 'apps/server/src/admin/a.ts', 'apps/server/src/resources/b/part-handlers.ts'],
  ['server-handlers', 'apps/server/src/demo/a.ts', 'apps/server/src/resources/handlers.ts'],
  ['server-demo', 'apps/server/src/demo/a.ts', 'apps/server/src/http/b.ts'],
  ['server-admin', 'apps/server/src/admin/a.ts', 'apps/server/src/http/b.ts'],
  ['server-resources', 'apps/server/src/resources/a.ts', 'apps/server/src/http/b.ts'],
  ['server-http', 'apps/server/src/http/a.ts', 'apps/server/src/settings/b.ts'],
  ['server-metrics', 'apps/server/src/metrics.ts', 'apps/server/src/http/b.ts'],
  ['server-app', 'apps/server/src/app.ts', 'apps/server/src/sandbox/b.ts'],
  ['server-sandbox', 'apps/server/src/sandbox/a.ts', 'apps/server/src/mail/b.ts'],
  ['server-cli-admin', 'apps/server/src/cli/admin/a.ts', 'apps/server/src/http/b.ts'],
  ['server-cli', 'apps/server/src/sandbox/a.ts', 'apps/server/src/cli/b.ts'],
  ['contract-v1', 'libs/contract/src/v1/a.ts', 'libs/contract/src/report/b.ts'],
  ['contract-report', 'libs/contract/src/report/a.ts', 'libs/contract/src/interactions/b.ts'],
  [
    'contract-interactions-behaviours-properties-twin-webhooks',
    'libs/contract/src/twin/a.ts',
    'libs/contract/src/inspection/b.ts',
  ],
  ['contract-inspection-checks', 'libs/contract/src/checks/a.ts', 'libs/contract/src/cli/b.ts'],
  ['tests-are-not-imported', 'apps/desk/src/a.ts', 'apps/desk/src/b.test.ts'],
])('%s: %s may not import %s, not even a type', async (rule, from, to) => {
  write(to, 'export type Thing = string;\nexport const thing = 1;\n');
  const relative = path.relative(path.dirname(from), to).replace(/^(?!\.)/, './');
  write(from, `import type { Thing } from '${relative}';\nexport type Other = Thing;\n`);
  const { violations } = await checkImports(root);
  expect(violations).toContainEqual(`${rule}: ${from} -> ${to}`);
});

test.each(['import', 'import type'])('a cycle is found that an %s closes', async (how) => {
  write(
    'libs/client/src/a.ts',
    "import { b } from './b.ts';\nexport type A = string;\nexport const a = b;\n",
  );
  write('libs/client/src/b.ts', `${how} { A } from './a.ts';\nexport const b: A = '';\n`);
  const { violations } = await checkImports(root);
  expect(violations.some((line) => line.startsWith('no-cycles'))).toBe(true);
});

test('the arrows of the house are allowed', async () => {
  write('libs/client/src/index.ts', 'export const client = 1;\n');
  write(
    'libs/contract/src/index.ts',
    "import { client } from '../../client/src/index.ts';\nexport const c = client;\n",
  );
  write('apps/server/src/json.ts', 'export const json = 1;\n');
  write(
    'apps/server/src/store/postgres-url.ts',
    "import { json } from '../json.ts';\nexport const url = json;\n",
  );
  write(
    'apps/server/src/settings/setting-kinds.ts',
    "import { url } from '../store/postgres-url.ts';\nexport const kind = url;\n",
  );
  write(
    'apps/server/src/cli/program.ts',
    "import { kind } from '../settings/setting-kinds.ts';\nexport const program = kind;\n",
  );
  write(
    'apps/server/src/settings/setting-kinds.test.ts',
    "import '../cli/program.ts';\nimport './setting-kinds.ts';\n",
  );
  write(
    'apps/desk/src/main.ts',
    "import { client } from '../../../libs/client/src/index.ts';\nexport const m = client;\n",
  );
  expect((await checkImports(root)).violations).toEqual([]);
});

/** Three packages, of which the first one is checked. */
function writePackages(manifest: object): void {
  writeManifest('tools/a', { name: '@service-desk/a', ...manifest });
  writeManifest('tools/b', { name: '@service-desk/b', bin: { 'service-desk-b': './src/b.ts' } });
  writeManifest('tools/bench', { name: '@service-desk/bench' });
  write('tools/b/src/b.ts', 'export const b = 1;\n');
  write('tools/bench/src/main.ts', "import '../../b/src/b.ts';\n");
}

const lookup = (name: string) => `require.resolve('${name}/package.json');\n`;

test.each([
  { use: 'an import', source: "import '../../b/src/b.ts';\n" },
  { use: 'a lookup', source: lookup('@service-desk/b') },
])('a package may only use what it declares: $use', async ({ source }) => {
  writePackages({});
  write('tools/a/src/a.ts', source);
  expect((await checkImports(root)).violations).toEqual(['undeclared: tools/a/src/a.ts -> @service-desk/b']);
  writePackages({ devDependencies: { '@service-desk/b': '*' } });
  expect((await checkImports(root)).violations).toEqual([]);
});

test('a script may only run commands of what its package declares', async () => {
  const scripts = { generate: 'service-desk-b dist' };
  writePackages({ scripts });
  expect((await checkImports(root)).violations).toEqual([
    'undeclared: tools/a/package.json -> @service-desk/b',
  ]);
  writePackages({ scripts, dependencies: { '@service-desk/b': '*' } });
  expect((await checkImports(root)).violations).toEqual([]);
});
