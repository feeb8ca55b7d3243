import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as client from '@service-desk/client';
import { createQueries } from '@service-desk/client/react';
import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement, type FunctionComponent } from 'react';
import { renderToString } from 'react-dom/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { compile } from './compile.ts';

const home = path.dirname(createRequire(import.meta.url).resolve('@service-desk/client/package.json'));
const readme = readFileSync(path.join(home, 'README.md'), 'utf8');

let sandbox: Serving;
/** Inside the package, so that the examples find the client as its users do. */
let folder: string;
/** Every example as a file. */
let examples: { file: string; code: string }[];
beforeAll(async () => {
  sandbox = await startSandboxProcess();
  const dist = path.resolve(import.meta.dirname, '../../dist');
  mkdirSync(dist, { recursive: true });
  folder = mkdtempSync(path.join(dist, 'client-readme-'));
  const blocks = Array.from(readme.matchAll(/^```(tsx?)\n(.*?)^```/gms), ([, kind = '', code = '']) => ({
    kind,
    code: code.replaceAll('https://desk.example', sandbox.url),
  }));
  const [made = ''] = /^const desk = .*$/m.exec(blocks[0]?.code ?? '') ?? [];
  examples = blocks.map(({ kind, code }, index) => {
    const file = path.join(folder, `${index}.${kind}`);
    writeFileSync(file, whole(code, made));
    return { file, code };
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sandbox.stop();
});

/** An example with what it leaves to those before it: the client, the imports, and what a value is, as an export. */
function whole(code: string, made: string): string {
  const text = /^const desk = /m.test(code) ? code : `${made}\n${code}`;
  const imported = Array.from(text.matchAll(/^import (?:type )?\{ (.*) \}/gm), ([, names = '']) =>
    names.split(', '),
  );
  const missing = Object.keys(client)
    .filter((name) => new RegExp(`\\b${name}\\(`).test(text))
    .filter((name) => !imported.flat().includes(name));
  const imports = missing.length > 0 ? `import { ${missing.join(', ')} } from '@service-desk/client';\n` : '';
  let count = 0;
  const shown = text.replaceAll(VALUE, (_, expression) => `export const value${count++} = ${expression};`);
  return `/** @jsxImportSource react */\n${imports}${shown}`;
}

/** An expression with what it gives beside it. */
const VALUE = /^(formatDate\(.*\)); \/\/ ([^,\n]+).*$/gm;

test('the examples compile', async () => {
  expect(examples.length).toBeGreaterThan(15);
  // An example leaves what it finds to the reader.
  expect(await compile(folder, { noUnusedLocals: false, jsx: 'react-jsx' })).toBe('');
});

test('the examples run, and return the stated results', async () => {
  using log = vi.spyOn(console, 'log').mockReturnValue();
  using _debug = vi.spyOn(console, 'debug').mockReturnValue();
  using _error = vi.spyOn(console, 'error').mockReturnValue();
  let values = 0;
  for (const { file, code } of examples) {
    const given = (await import(file)) as Record<string, unknown>;
    for (const [index, [, , documentedValue = '']] of [...code.matchAll(VALUE)].entries()) {
      expect([code, given[`value${index}`]]).toEqual([code, documentedValue === '""' ? '' : documentedValue]);
      values += 1;
    }
  }
  expect(values).toBeGreaterThan(2);
  expect(log).toHaveBeenCalledWith('Dan Lee');
});

test('the component shows what is asked for', async () => {
  const { file } = examples.find((example) => example.file.endsWith('.tsx')) ?? { file: '' };
  const { IncidentPage } = (await import(file)) as { IncidentPage: FunctionComponent<{ id: number }> };
  const desk = client.createServiceDesk({ baseUrl: `${sandbox.url}/v1`, token: 'demo-dan' });
  const { incidents } = createQueries(desk);
  const cache = new QueryClient();
  const { title } = await cache.fetchQuery(incidents.get.queryOptions(13534));
  const { totalEntries } = await cache.fetchQuery(incidents.list.queryOptions({ limit: 20 }));
  const page = createElement(IncidentPage, { id: 13534 });
  const html = renderToString(createElement(QueryClientProvider, { client: cache }, page));
  expect(html).toContain(`<h1>${title}</h1><p>${totalEntries} open,`);
});

test('the examples use every option of a client and of a call', () => {
  const sources = ['service-desk', 'transport', 'call'].map((name) =>
    readFileSync(path.join(home, `src/${name}.ts`), 'utf8'),
  );
  const options = ['ServiceDeskOptions', 'TransportOptions', 'CallOptions'].flatMap((name) => {
    const [, body = ''] =
      new RegExp(`interface ${name}\\b.*?\\{\\n(.*?)^\\}`, 'ms').exec(sources.join('\n')) ?? [];
    return Array.from(body.matchAll(/^ {2}(\w+)\??:/gm), ([, option = '']) => option);
  });
  expect(options.length).toBeGreaterThan(10);
  const shown = examples.map(({ code }) => code).join('\n');
  expect(options.filter((option) => !new RegExp(`\\b${option}\\b(?::|,| =)`).test(shown))).toEqual([]);
});
