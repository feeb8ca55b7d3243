import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Language } from '@service-desk/docs/languages';
import type { DocumentedCall } from '@service-desk/docs/samples';
import { compileHost } from './dotnet.ts';
import { Host, type Source } from './host.ts';

const execute = promisify(execFile);

/** Runs the samples of a language one at a time, once it has started. */
export interface SampleRunner {
  /** Returns what the sample got. */
  run(source: Source): Promise<unknown>;
  stop(): Promise<void>;
}

/** How the samples of a language are run. */
export interface Runner {
  extension: string;
  /** A command that succeeds if the interpreter is there, with all that the samples need. */
  check: readonly [command: string, ...args: string[]];
  start(sources: readonly Source[], folder: string): Promise<SampleRunner>;
  /** What a sample is documented to get; the envelope unless given. */
  expected?: (call: DocumentedCall) => unknown;
  /** Levels what the language's own values cannot tell apart. */
  level?: (value: unknown) => unknown;
}

/** A runner per language. */
export const RUNNERS: Readonly<Record<Language, Runner>> = {
  curl: {
    extension: 'sh',
    check: ['curl', '--version'],
    async start() {
      return {
        async run({ text }) {
          const { stdout } = await execute('sh', ['-c', `exec ${text} --silent --show-error --fail`]);
          return JSON.parse(stdout);
        },
        stop: async () => undefined,
      };
    },
  },
  typescript: {
    extension: 'ts',
    check: [process.execPath, '--version'],
    async start() {
      return {
        async run({ file }) {
          const { default: result } = await import(file);
          return result;
        },
        stop: async () => undefined,
      };
    },
    expected: ({ result }) => result,
  },
  python: hosted('python.py', 'python3', [], ['-c', 'import requests']),
  php: {
    ...hosted('php.php', 'php', [], ['-r', 'exit(function_exists("curl_init") ? 0 : 1);']),
    // An array is a list and a map.
    level: (value) => eachValue(value, (part) => (isEmptyMap(part) ? [] : part)),
  },
  powershell: {
    ...hosted('powershell.ps1', 'pwsh', ['-NoProfile', '-File'], ['-Version']),
    // A text that is a date becomes a date of the machine's own zone.
    level: (value) => eachValue(value, (part) => (isDate(part) ? Date.parse(part) : part)),
  },
  csharp: {
    extension: 'cs',
    check: ['dotnet', '--version'],
    start: async (sources, folder) => hostOf('dotnet', [await compileHost(sources, folder)]),
  },
  ruby: hosted('ruby.rb', 'ruby', [], ['-e', "require 'net/http'"]),
};

/** Whether the interpreter of a language is there. */
export async function isThere(language: Language): Promise<boolean> {
  const [command, ...args] = RUNNERS[language].check;
  return execute(command, args).then(
    () => true,
    () => false,
  );
}

function hosted(script: string, command: string, args: string[], check: string[]): Runner {
  const file = path.join(import.meta.dirname, 'hosts', script);
  return {
    extension: path.extname(script).slice(1),
    check: [command, ...check],
    start: async () => hostOf(command, [...args, file]),
  };
}

function hostOf(command: string, args: string[]): SampleRunner {
  const host = new Host(command, args);
  return { run: ({ file }) => host.run(file), stop: () => host.stop() };
}

function eachValue(value: unknown, change: (part: unknown) => unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, part) => change(part));
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value);
}
