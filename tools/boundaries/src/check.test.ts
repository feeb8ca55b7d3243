import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check } from './check.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'boundaries-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

test.each([
  ['server-knows-no-client', 'apps/server/src/app.ts', 'libs/client/src/index.ts'],
  ['server-knows-states-only', 'apps/server/src/app.ts', 'libs/contract/src/verify.ts'],
  ['client-stands-alone', 'libs/client/src/index.ts', 'libs/contract/src/index.ts'],
  ['libs-know-no-app', 'libs/contract/src/index.ts', 'apps/server/src/app.ts'],
  ['desk-knows-the-client-only', 'apps/desk/src/main.ts', 'apps/server/src/app.ts'],
  ['server-knows-no-desk', 'apps/server/src/app.ts', 'apps/desk/src/main.ts'],
  ['ships-no-tools', 'libs/client/src/index.ts', 'tools/codegen/src/main.ts'],
  ['store-is-the-lowest', 'apps/server/src/store/a.ts', 'apps/server/src/records/b.ts'],
  ['records-know-the-store-only', 'apps/server/src/records/a.ts', 'apps/server/src/resources/b.ts'],
  ['admin-knows-records-only', 'apps/server/src/admin/a.ts', 'apps/server/src/http/b.ts'],
  ['resources-know-no-http', 'apps/server/src/resources/a.ts', 'apps/server/src/http/b.ts'],
  ['contract-v1', 'libs/contract/src/v1/a.ts', 'libs/contract/src/report/b.ts'],
  ['contract-report', 'libs/contract/src/report/a.ts', 'libs/contract/src/interactions/b.ts'],
  [
    'contract-interactions-behaviours-properties-twin',
    'libs/contract/src/twin/a.ts',
    'libs/contract/src/inspection/b.ts',
  ],
  ['contract-inspection-checks', 'libs/contract/src/checks/a.ts', 'libs/contract/src/cli/b.ts'],
  ['tests-are-not-imported', 'apps/desk/src/a.ts', 'apps/desk/src/b.test.ts'],
])('%s: %s may not import %s, not even a type', async (rule, from, to) => {
  write(to, 'export type Thing = string;\nexport const thing = 1;\n');
  const relative = path.relative(path.dirname(from), to).replace(/^(?!\.)/, './');
  write(from, `import type { Thing } from '${relative}';\nexport type Other = Thing;\n`);
  const { violations } = await check(root);
  expect(violations).toContainEqual(`${rule}: ${from} -> ${to}`);
});

test('a circle is found', async () => {
  write('libs/client/src/a.ts', "import { b } from './b.ts';\nexport const a = b;\n");
  write('libs/client/src/b.ts', "import { a } from './a.ts';\nexport const b = a;\n");
  const { violations } = await check(root);
  expect(violations.some((line) => line.startsWith('no-circles'))).toBe(true);
});

test('the arrows of the house are allowed', async () => {
  write('libs/client/src/index.ts', 'export const client = 1;\n');
  write('libs/contract/src/states.ts', 'export type States = string;\n');
  write(
    'libs/contract/src/index.ts',
    "import { client } from '../../client/src/index.ts';\nexport const c = client;\n",
  );
  write(
    'apps/server/src/sandbox/states.ts',
    "import type { States } from '../../../../libs/contract/src/states.ts';\nexport type S = States;\n",
  );
  write(
    'apps/desk/src/main.ts',
    "import { client } from '../../../libs/client/src/index.ts';\nexport const m = client;\n",
  );
  expect((await check(root)).violations).toEqual([]);
});
