import { expect, test } from 'vitest';
import { readDescription } from './description.ts';
import { generateTypes } from './types.ts';

test('ids are Int64, the extension is optional, and every schema has a name of its own', async () => {
  const source = await generateTypes(readDescription());
  expect(source).toContain('Id: Int64;');
  expect(source).toContain('format?: components["parameters"]["Format"];');
  expect(source).not.toMatch(/^\s*format: /m);
  expect(source).toContain("export type Incident = components['schemas']['Incident'];");
}, 20_000);
