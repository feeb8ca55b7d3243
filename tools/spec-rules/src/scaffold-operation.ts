import path from 'node:path';
import { parseArgs } from 'node:util';
import { METHODS } from './redocly.ts';
import { scaffold } from './scaffold.ts';

const USAGE =
  "usage: npm run scaffold -w @service-desk/spec -- METHOD '/path/{id}' --tag TAG --state STATE\n" +
  'The state is one of spec/shared/states.yaml; the path has no extension.';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tag: { type: 'string' }, state: { type: 'string' } },
});
const [name, template] = positionals;
const method = METHODS.find((each) => each === name?.toLowerCase());

try {
  if (!method || !template?.startsWith('/') || !values.tag || !values.state) throw new Error(USAGE);
  const spec = path.resolve(import.meta.dirname, '../../../spec');
  const files = scaffold({ spec, method, path: template, tag: values.tag, state: values.state });
  for (const file of files) console.log(`spec/${file}`);
  console.log('Complete every TODO; npx nx lint @service-desk/spec lists those that are left.');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
