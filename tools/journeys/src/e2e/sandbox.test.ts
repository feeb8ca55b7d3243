import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/*
 * Runs the examples of the sandbox's page with the built packages and the installed command, in a project outside of this
 * repository.
 */

const require = createRequire(import.meta.url);
const run = promisify(execFile);
const page = path.join(path.dirname(require.resolve('@service-desk/spec/package.json')), 'docs/sandbox.md');
const program = path.join(
  path.dirname(require.resolve('@service-desk/server/package.json')),
  'bin/service-desk.js',
);
const ADDRESS = 'http://127.0.0.1:4010';

let folder: string;
let sandbox: Serving;
beforeAll(async () => {
  const dist = path.resolve(import.meta.dirname, '../../dist');
  mkdirSync(dist, { recursive: true });
  folder = mkdtempSync(path.join(dist, 'sandbox-'));
  sandbox = await serve([program, 'sandbox', '--port', '0'], {}, /^{"url":"([^"]+)"/);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sandbox.stop();
});

function examples(language: string): string[] {
  const fences = readFileSync(page, 'utf8').matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'));
  return Array.from(fences, ([, code = '']) => code);
}

const programs = examples('ts').map((code, index): [string, string] => [
  `example-${index + 1}.test.ts`,
  code,
]);

describe('in TypeScript', () => {
  beforeAll(() => {
    for (const [name, code] of programs) writeFileSync(path.join(folder, name), code);
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      lib: ['es2023', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
    };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  });

  test('the examples compile', async () => {
    const { stdout } = await run(process.execPath, [
      require.resolve('typescript/bin/tsc'),
      '-p',
      folder,
    ]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  test.each(programs)('%s passes', async (name, code) => {
    const vitest = path.join(path.dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
    const runner = code.includes("from 'vitest'")
      ? [vitest, 'run', '--root', folder, name]
      : ['--test', name];
    const { stdout } = await run(process.execPath, runner, {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(stdout).toMatch(/Tests.*1 passed|pass 1/);
  });
});

interface RecordedCall {
  headers: Record<string, string>;
  fault: string | null;
}

const calls = examples('sh')
  .flatMap((code) => code.split('\n'))
  .filter((line) => line.startsWith('curl'));

describe('from the command line', () => {
  test.each(calls)('%s', async (line) => {
    const { stdout } = await run('sh', [
      '-c',
      `exec ${line.replace(ADDRESS, sandbox.url)} --silent --show-error`,
    ]);
    expect(stdout).not.toBe('');
    expect(stdout).not.toContain('"error":"there is no');
    const fault = /Prefer: fault=(\w+)/.exec(line)?.[1];
    if (fault) expect(stdout.toLowerCase()).toContain(`preference-applied: fault=${fault.toLowerCase()}`);
  });

  test('the requests of the page were recorded, with their injected faults', async () => {
    const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as RecordedCall[];
    expect(requests.map(({ fault }) => fault)).toEqual(['E902', null, null, 'E902', 'delay', 'html', 'E400']);
  });

  test('the output on the page equals that of a fresh sandbox', async () => {
    const [printed = '', request = '', mails = ''] = examples('json');
    await using other = await serve([program, 'sandbox', '--port', '0'], {}, /^({"url":.*})$/);
    const { url } = JSON.parse(other.url) as { url: string };
    expect(JSON.parse(other.url)).toEqual(JSON.parse(printed.replaceAll(ADDRESS, url)));

    for (const line of calls.filter((call) => / -d .*\/v1\//.test(call))) {
      await run('sh', ['-c', `exec ${line.replace(ADDRESS, url)} --silent --show-error`]);
    }
    const [recorded] = (await (await fetch(`${url}/_sandbox/requests`)).json()) as [RecordedCall];
    const shown = JSON.parse(request.replace(ADDRESS.slice(7), new URL(url).host)) as RecordedCall;
    expect(recorded).toEqual({
      ...shown,
      ms: expect.any(Number),
      headers: { ...shown.headers, 'user-agent': expect.stringMatching(/^curl\//) },
    });
    const sent = (await (await fetch(`${url}/_sandbox/mails`)).json()) as { body: string }[];
    const first = (text: string) => text.split('\n')[0];
    const page = JSON.parse(mails) as { body: string }[];
    expect(sent.map((mail) => ({ ...mail, body: first(mail.body) }))).toEqual(
      page.map((mail) => ({ ...mail, body: first(mail.body) })),
    );
  });
});
