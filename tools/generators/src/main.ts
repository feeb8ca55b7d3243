import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '@service-desk/server/sandbox';
import { FLAVOURS } from '@service-desk/spec-rules/flavours';
import { countCalls, STEPS } from './client-calls.ts';
import { compile } from './compile.ts';
import { GENERATORS, type Generator } from './generators.ts';
import { type Bundle, finderOf } from './operations.ts';
import { Results } from './results.ts';
import { HERE } from './run.ts';
import { type Cell, pageWith, tableOf } from './table.ts';

/*
 * Generates clients with public generators from each flavour of the description, compiles them, and makes ten calls
 * with each to a sandbox:
 *
 *   npm run generators --prefix tools/generators -- --only orval --flavour plain
 *
 * Without --only it fails if the table of the docs says something else. --write writes the table there.
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    flavour: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const { resolve: find } = createRequire(import.meta.url);
const page = path.join(path.dirname(find('@service-desk/spec/package.json')), 'docs/generators.md');

const sandbox = await startSandbox();
const results = new Results();
for (const generator of GENERATORS.filter(({ name }) => name.includes(values.only ?? ''))) {
  for (const { name, file } of FLAVOURS.filter((each) => [undefined, each.name].includes(values.flavour))) {
    const cell = await check(generator, name, find(`@service-desk/spec/${file}`));
    results.keep(generator, name, cell);
    console.log(`${generator.name}, ${name}: ${JSON.stringify(cell)}`);
  }
}
await sandbox.close();

const table = tableOf(GENERATORS.map((generator) => ({ generator, cells: results.of(generator) })));
console.log(`\n${table}`);
if (values.write || (values.only === undefined && values.flavour === undefined)) {
  const text = readFileSync(page, 'utf8');
  const due = pageWith(text, table);
  if (values.write) writeFileSync(page, due);
  else if (due !== text) {
    console.error(`${path.relative(process.cwd(), page)}: the table is out of date; --write updates it`);
    process.exitCode = 1;
  }
}
// Some generated clients keep sockets open.
process.exit();

/** Generates, compiles and calls; the first that fails ends it. */
async function check(generator: Generator, flavour: string, input: string): Promise<Cell> {
  const folder = path.join(HERE, 'dist', generator.name.replace(/\W+/g, '-'), flavour);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  try {
    const verdict = await generator.generate(input, folder);
    if (verdict !== undefined) return { verdict };
  } catch (error) {
    return { verdict: 'fails', fault: messageOf(error).slice(0, 300) };
  }
  const { errors, fault } = compile(generator, folder);
  const compiled = { errors, ...(fault !== undefined && { fault }) };
  if (!generator.connect) return compiled;
  try {
    await sandbox.reset();
    const module = generator.entry ? await moduleOf(path.join(folder, generator.entry), folder) : folder;
    const call = await generator.connect(module, { baseUrl: sandbox.baseUrl, token: sandbox.token, input });
    const counted = await countCalls(call, finderOf(JSON.parse(readFileSync(input, 'utf8')) as Bundle));
    return {
      ...compiled,
      calls: counted.passed,
      of: STEPS.length,
      ...(counted.fault && { fault: counted.fault }),
      ...(fault && { fault }),
    };
  } catch (error) {
    return { ...compiled, calls: 0, of: STEPS.length, fault: fault ?? messageOf(error) };
  }
}

/** A generated module, with all that it imports in one file, as an application would bundle it. */
async function moduleOf(entry: string, folder: string): Promise<unknown> {
  const { build } = await import('esbuild');
  const outfile = path.join(folder, 'bundled.mjs');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return import(outfile);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
