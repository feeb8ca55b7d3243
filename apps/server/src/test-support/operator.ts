import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, vi } from 'vitest';
import { createApp } from '../app.ts';
import { createProgram } from '../cli/program.ts';
import { openStore } from '../store/store.ts';
import { newDatabase } from './new-database.ts';

/** The result of a call of the API. */
interface CallResult {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: other tests validate responses by the description.
  result: any;
  errors: string[] | undefined;
}

/**
 * Starts a server on an empty database and returns functions to run commands on the same database and to call the API.
 */
export async function startOperator() {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-operator-'));
  const database = await newDatabase();
  const where = database ? ['--database-url', database.url] : ['--data-dir', folder];
  const location = database?.url ?? path.join(folder, 'service-desk.db');
  const store = await openStore(location);
  const app = await createApp({ store });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  afterAll(async () => {
    await app.close();
    await store.close();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a command and returns its output. */
  async function print(...args: string[]): Promise<string> {
    let printed = '';
    const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
    const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    try {
      await createProgram().parseAsync([...args, ...where], { from: 'user' });
    } finally {
      out.mockRestore();
      err.mockRestore();
    }
    return printed;
  }

  /** Runs a command and returns its output as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: the tests check the output.
  async function run(...args: string[]): Promise<any> {
    return JSON.parse(await print(...args, '--json'));
  }

  /** Runs a command that fails and returns the error message. */
  async function refused(...args: string[]): Promise<string> {
    const error: unknown = await print(...args).then(
      (printed) => expect.fail(`the command succeeded: ${printed}`),
      (reason) => reason,
    );
    return (error as Error).message;
  }

  /** Calls the API with a token. */
  async function call(token: string, address: string, method = 'GET', body?: object): Promise<CallResult> {
    const response = await fetch(`${url}/v1/${address}`, {
      method,
      headers: { Authorization: `Basic ${btoa(`x:${token}`)}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { result, errors } = (await response.json()) as {
      result: unknown;
      errors?: { error: string }[];
    };
    return { status: response.status, result, errors: errors?.map(({ error }) => error) };
  }

  return { folder, where, location, url, store, print, run, refused, call };
}
