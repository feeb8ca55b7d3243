import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { operationTable } from '@service-desk/client';
import { generateOperations } from '@service-desk/codegen/client';
import { generateTypes } from '@service-desk/codegen/types';
import { type Scenario, scenarios } from '@service-desk/contract';
import { readDescription, toGenerateFrom } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import type { SiteDescription } from '@service-desk/docs/catalogue';
import { cutTo } from '@service-desk/docs/cut';
import { generateHeyApi } from './clients/bundles.ts';
import { table } from './table.ts';

/*
 * What the types of a client cost in a compiler: how many instantiations and how much time a call
 * takes, by the operations of this client, by openapi-fetch and by the SDK of hey-api, each over the whole description
 * and over a quarter of its operations, with the compiler of TypeScript 5.9 and of 7. The calls are the same each time.
 *
 *   --rounds 5   how often each is compiled; the least time counts
 */

const CALLS = 200;
const AIMS = { instantiations: 100, slope: 1.1 };
const COMPILERS = { 'TypeScript 5.9': 'typescript', 'TypeScript 7': 'typescript-7' } as const;

/** How each client is imported and called. */
const WAYS = {
  operations: {
    head: "import { createServiceDesk } from './client/index.ts';\nconst desk = createServiceDesk({ baseUrl: '', token: '' });",
    call({ operation, request }: Scenario) {
      const { wrapper, query } = operationTable[operation];
      const input = wrapper !== undefined ? [request.body] : query ? [request.query ?? {}] : [];
      return `desk.${operation}(${[...request.ids, ...input].map((each) => JSON.stringify(each)).join(', ')})`;
    },
  },
  'openapi-fetch': {
    head: "import createClient from 'openapi-fetch';\nimport type { paths } from './client/generated/types.ts';\nconst raw = createClient<paths>();",
    call(scenario: Scenario) {
      const { method, path: address } = operationTable[scenario.operation];
      const { path: ids, query, body } = requestOf(scenario);
      return `raw.${method}('${address}', ${JSON.stringify({ params: { path: ids, query }, body })})`;
    },
  },
  'hey-api': {
    head: "import * as sdk from './hey-api/sdk.gen';",
    call(scenario: Scenario) {
      const name = scenario.operation.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
      return `sdk.${name}(${JSON.stringify(requestOf(scenario))})`;
    },
  },
};

type Way = keyof typeof WAYS;
const ways = Object.keys(WAYS) as Way[];

/** The example as clients take it that name everything. */
function requestOf({ operation, request }: Scenario): { path: object; query?: object; body?: unknown } {
  const { ids, wrapper } = operationTable[operation];
  const named = Object.fromEntries(ids.map((name, index) => [name, request.ids[index]]));
  return {
    path: { ...named, format: 'json' },
    ...(request.query && { query: request.query }),
    ...(wrapper !== undefined && { body: wrapper ? { [wrapper]: request.body } : request.body }),
  };
}

interface Cost {
  instantiations: number;
  /** Milliseconds of checking. */
  ms: number;
}

async function main(rounds: number): Promise<void> {
  const folder = path.join(import.meta.dirname, '../dist/client-types');
  rmSync(folder, { recursive: true, force: true });
  const whole = successes();
  const quarter = whole.filter((_, index) => index % 4 === 0);
  // The same calls against both, or it would be theirs that is compared.
  const calls = Array.from({ length: CALLS }, (_, index) => quarter[index % quarter.length] as Scenario);
  const kept = new Set<string>(quarter.map(({ operation }) => operation));
  await writeProject(path.join(folder, 'whole'), () => true, calls);
  await writeProject(path.join(folder, 'quarter'), (id) => kept.has(id), calls);
  console.log(`${calls.length} calls, of ${quarter.length} operations and of ${whole.length}\n`);

  const rows: string[][] = [];
  for (const [title, compiler] of Object.entries(COMPILERS)) {
    for (const way of ways) {
      const all = await costOf(path.join(folder, 'whole'), way, compiler, rounds);
      const few = await costOf(path.join(folder, 'quarter'), way, compiler, rounds);
      const slope = (few.instantiations || 1) && all.instantiations / few.instantiations;
      const met = all.instantiations <= AIMS.instantiations && slope <= AIMS.slope;
      if (way === 'operations' && !met) process.exitCode = 1;
      rows.push([
        `${title}, ${way}`,
        all.instantiations.toFixed(1),
        slope.toFixed(2),
        (all.ms * 1000).toFixed(0),
        (all.ms / few.ms).toFixed(2),
        way === 'operations' ? `${AIMS.instantiations}, ${AIMS.slope} ${met ? 'met' : 'MISSED'}` : '',
      ]);
    }
  }
  console.log(table([['a call', 'instantiations', '÷ quarter', 'µs', '÷ quarter', 'aims'], ...rows]));
  rmSync(folder, { recursive: true });
}

/** The first example of each operation that succeeds. */
function successes(): Scenario[] {
  const found = new Map<string, Scenario>();
  for (const scenario of scenarios) {
    const succeeds = Object.hasOwn((scenario.response.body ?? {}) as object, 'result');
    if (succeeds && !found.has(scenario.operation)) found.set(scenario.operation, scenario);
  }
  return [...found.values()];
}

/** The clients of a part of the description, with programs that call them, and with the same programs without calls. */
async function writeProject(
  folder: string,
  keeps: (operation: string) => boolean,
  calls: readonly Scenario[],
): Promise<void> {
  const description = cutTo(toGenerateFrom(readDescription()) as unknown as SiteDescription, keeps);
  const client = path.join(folder, 'client');
  const source = path.dirname(createRequire(import.meta.url).resolve('@service-desk/client/package.json'));
  cpSync(path.join(source, 'src'), client, {
    recursive: true,
    filter: (file) => !/test|react|query|queries/.test(path.basename(file)),
  });
  const own = description as unknown as Parameters<typeof operationsOf>[0];
  mkdirSync(path.join(client, 'generated'), { recursive: true });
  writeFileSync(path.join(client, 'generated/types.ts'), await generateTypes(own));
  writeFileSync(path.join(client, 'generated/operations.ts'), generateOperations(operationsOf(own)));
  const bundle = path.join(folder, 'openapi.json');
  writeFileSync(bundle, JSON.stringify(description));
  await generateHeyApi(path.join(folder, 'hey-api'), bundle);
  for (const way of ways) {
    const { head, call } = WAYS[way];
    const made = calls.map(
      (scenario, index) => `export async function call${index}() {\n  return ${call(scenario)};\n}`,
    );
    for (const [name, lines] of Object.entries({ calls: made, none: ['export {};'] })) {
      writeFileSync(path.join(folder, `${way}.${name}.ts`), [head, ...lines].join('\n'));
      writeFileSync(
        path.join(folder, `tsconfig.${way}.${name}.json`),
        JSON.stringify({ compilerOptions: OPTIONS, files: [`${way}.${name}.ts`] }),
      );
    }
  }
}

const OPTIONS = {
  target: 'es2022',
  module: 'preserve',
  moduleResolution: 'bundler',
  lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: [],
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};

/** What a call adds to a program that only makes the client. */
async function costOf(folder: string, way: Way, compiler: string, rounds: number): Promise<Cost> {
  const costs = { calls: [] as Cost[], none: [] as Cost[] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['calls', 'none'] as const)
      costs[name].push(await compile(path.join(folder, `tsconfig.${way}.${name}.json`), compiler));
  }
  const least = (those: Cost[], metric: keyof Cost) => Math.min(...those.map((cost) => cost[metric]));
  const per = (metric: keyof Cost) => (least(costs.calls, metric) - least(costs.none, metric)) / CALLS;
  return { instantiations: per('instantiations'), ms: per('ms') };
}

async function compile(project: string, compiler: string): Promise<Cost> {
  const packageJson = createRequire(import.meta.url).resolve(`${compiler}/package.json`);
  const tsc = path.join(path.dirname(packageJson), 'bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [
    tsc,
    '-p',
    project,
    '--extendedDiagnostics',
  ]).catch(({ stdout: said }: { stdout: string }) => {
    throw new Error(`it does not compile:\n${said.slice(0, 2000)}`);
  });
  const value = (label: string) => Number(new RegExp(`${label}:\\s+([\\d.]+)`).exec(stdout)?.[1]);
  return { instantiations: value('Instantiations'), ms: value('Check time') * 1000 };
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
await main(Number(values.rounds));
