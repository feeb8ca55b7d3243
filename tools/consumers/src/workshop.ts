import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { freePort } from '@service-desk/test-kit/ports';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import type { Browser } from 'playwright-core';
import type { BrowserPage, Consumer } from './consumer.ts';
import { PUBLISHED, type Published } from './published.ts';
import { PROVIDER } from './readme.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** How long one command may take, in milliseconds. */
const LIMIT = 300_000;

/** What the programs print at the end. */
const PASSED = /^.*\b(\d+ checks passed)/m;

/** The commands that run now. Each is a group of processes of its own, so that what it started ends with it. */
const running = new Set<ChildProcess>();

/** Ends the commands that run now. */
export function endCommands(): void {
  for (const child of running) end(child);
}

function end({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

/** A command that failed, with what it printed. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/**
 * Runs a command in a shell, with the programs of a project before those of the workspace.
 *
 * @returns its output, stdout and stderr together
 * @throws CommandError if it fails or takes too long
 */
export async function runInShell(
  command: string,
  cwd: string,
  env: Record<string, string> = {},
): Promise<string> {
  const child = spawn('sh', ['-c', command], {
    cwd,
    env: environment(cwd, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end(child);
  }, LIMIT);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  running.delete(child);
  if (late) output += `\nit took longer than ${LIMIT / 1000} s`;
  if (code !== 0) throw new CommandError(`${command}\n${output.trim()}`);
  return output;
}

function environment(cwd: string, env: Record<string, string>): NodeJS.ProcessEnv {
  const programs = [path.join(cwd, 'node_modules/.bin'), path.join(root, 'node_modules/.bin')];
  // What npm sets for its scripts would configure the installations below.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|userconfig)$)|NODE_OPTIONS$|FORCE_COLOR$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: [...programs, process.env.PATH].join(path.delimiter),
    CI: 'true',
    NO_COLOR: '1',
    ...env,
  };
}

/** A consumer's files, and the origin of the sandbox that they call. */
export interface ConsumerProject {
  folder: string;
  provider: string;
}

/** A temporary place with the packed packages, sandboxes of the packed server and a browser. */
export class Workshop implements AsyncDisposable {
  readonly #archives = new Map<Published, string>();
  readonly #folder: string;
  readonly #sandboxes: Serving[] = [];
  readonly #ports = { pages: 0, server: 0 };
  #browser: Promise<Browser> | undefined;
  #pages: Server | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Packs the packages, installs the server from its archive and starts sandboxes of it. */
  async open(sandboxes: number): Promise<void> {
    this.#ports.pages = await freePort();
    this.#ports.server = await freePort();
    await this.#pack();
    await this.#start(sandboxes);
  }

  async #pack(): Promise<void> {
    const archives = path.join(this.#folder, 'archives');
    mkdirSync(archives, { recursive: true });
    for (const [name, home] of Object.entries(PUBLISHED)) {
      const output = await runInShell(
        `npm pack --silent --pack-destination ${archives}`,
        path.join(root, home),
      );
      this.#archives.set(name as Published, path.join(archives, output.trim().split('\n').at(-1) ?? ''));
    }
  }

  async #start(sandboxes: number): Promise<void> {
    const home = await this.install({ packages: { '@service-desk/server': '' } }, 'server');
    const { pages, server } = this.#ports;
    const origins = [pages, server].map((port) => `http://127.0.0.1:${port}`).join();
    const program = path.join(home, 'node_modules/@service-desk/server/bin/service-desk.js');
    for (let count = 0; count < sandboxes; count += 1)
      this.#sandboxes.push(
        await serve([program, 'sandbox', '--cors-origins', origins], {}, /^{"url":"([^"]+)"/),
      );
    this.#pages = createServer(({ url = '/' }, response) => {
      const file = path.join(this.#folder, path.normalize(new URL(url, 'http://pages').pathname));
      const type = TYPES[path.extname(file)];
      if (!type || !existsSync(file)) response.writeHead(404).end();
      else response.writeHead(200, { 'Content-Type': type }).end(readFileSync(file));
    });
    await new Promise<void>((listening) => this.#pages?.listen(pages, '127.0.0.1', listening));
  }

  /** A folder in which the packages of a consumer are installed. */
  async install({ packages, manager = 'npm' }: Installation, name: string): Promise<string> {
    const folder = path.join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    const archived = (names: readonly string[]) =>
      Object.fromEntries(names.map((each) => [each, `file:${this.#archives.get(each as Published)}`]));
    const own = Object.keys(packages).filter((each) => each in PUBLISHED);
    // Packages of ours that others depend on come from their archives as well, since none is published yet.
    const needed = own.includes('@service-desk/contract') ? Object.keys(PUBLISHED) : own;
    const manifest = {
      name: 'consumer',
      private: true,
      type: 'module',
      dependencies: { ...packages, ...archived(needed) },
    };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
    await runInShell(INSTALL[manager], folder);
    return folder;
  }

  /**
   * A copy of an installation with the files of a project, which call one of the sandboxes in its first state. The
   * packages are hard links, as pnpm makes them.
   */
  async project(
    installation: string,
    name: string,
    { files }: Consumer,
    sandbox: number,
  ): Promise<ConsumerProject> {
    const provider = this.#sandboxes[sandbox]?.url ?? '';
    await fetch(`${provider}/_sandbox/reset`, { method: 'POST' });
    const folder = path.join(this.#folder, name);
    await runInShell(`cp --archive --link ${installation} ${folder}`, this.#folder);
    // A link would change the installation with it.
    rmSync(path.join(folder, 'package.json'));
    cpSync(path.join(installation, 'package.json'), path.join(folder, 'package.json'));
    for (const [file, text] of Object.entries(files)) {
      const place = path.join(folder, file);
      mkdirSync(path.dirname(place), { recursive: true });
      rmSync(place, { force: true });
      writeFileSync(place, text.replaceAll(PROVIDER, provider));
    }
    return { folder, provider };
  }

  /** Runs a command in a project. @throws CommandError if it fails */
  command(command: string, { folder, provider }: ConsumerProject): Promise<string> {
    return runInShell(command.replaceAll(PROVIDER, provider), folder);
  }

  /** Runs a command or page of a project, and returns what it says that passed. */
  async exercise(target: string | BrowserPage, project: ConsumerProject): Promise<string> {
    const output =
      typeof target === 'string' ? await this.command(target, project) : await this.#visit(target, project);
    const [, passed] = PASSED.exec(output) ?? [];
    if (!passed)
      throw new CommandError(`${typeof target === 'string' ? target : target.page}\n${output.trim()}`);
    return passed;
  }

  async #visit({ page: address, serve: command }: BrowserPage, { folder }: ConsumerProject): Promise<string> {
    if (command === undefined) {
      const place = path.relative(this.#folder, folder);
      return this.#read(`http://127.0.0.1:${this.#ports.pages}/${place}/${address}`);
    }
    const [program = '', ...args] = command.split(' ');
    await using _server = await serve(
      [path.join(folder, 'node_modules', program), ...args],
      { ...environment(folder, {}), PORT: String(this.#ports.server) } as Record<string, string>,
      /(http:\/\/\S+)/,
      ['env', '--chdir', folder],
    );
    // The server is stopped when this function returns.
    return await this.#read(`http://127.0.0.1:${this.#ports.server}/${address}`);
  }

  /** What a page prints until it has passed or failed. */
  async #read(url: string): Promise<string> {
    this.#browser ??= launchBrowser();
    const context = await (await this.#browser).newContext();
    try {
      const page = await context.newPage();
      const lines: string[] = [];
      const ended = new Promise<void>((resolve) => {
        const hear = (line: string) => {
          lines.push(line);
          if (PASSED.test(line) || line.startsWith('failed: ')) resolve();
        };
        page.on('console', (message) => hear(message.text()));
        page.on('pageerror', (error) => hear(`failed: ${error.stack ?? error}`));
        setTimeout(() => hear('failed: nothing was reported within 60 s'), 60_000).unref();
      });
      await page.goto(url);
      await ended;
      return lines.join('\n');
    } finally {
      await context.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#browser)?.close();
    this.#pages?.close();
    await Promise.all(this.#sandboxes.map((sandbox) => sandbox.stop()));
  }
}

export type Installation = Pick<Consumer, 'packages' | 'manager'>;

const INSTALL = {
  npm: 'npm install --no-audit --no-fund --no-package-lock --prefer-offline',
  pnpm: 'npx --yes pnpm@12.4.2 install --no-lockfile --prefer-offline --config.node-linker=isolated',
} as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.map': 'application/json',
};
