import { createRequire } from 'node:module';
import path from 'node:path';
import type { MailServer } from '@service-desk/test-kit/mail-server';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import { callApi } from './call-api.ts';

/** The program of the server. */
export const program = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@service-desk/server/package.json')),
  'src/cli/main.ts',
);

/** Settings that have mail taken over soon from a server that died. */
export function mailSettings({ url }: MailServer): Record<string, string> {
  return { SMTP_URL: url, MAIL_FROM: 'Desk <desk@youdo.example>', MAIL_LEASE: '2' };
}

/** Starts a server of the demo world, and waits until it has answered a call. */
export async function startDemoServer(
  env: Record<string, string>,
  launcher: readonly string[] = [],
): Promise<Serving> {
  const args = ['--conditions=@service-desk/source', program, 'serve', '--demo', '--log-level', 'error'];
  const server = await serve(args, env, /API\s+(\S+)\/v1$/, launcher);
  await callApi(server.url, 'GET', 'users/current_user');
  return server;
}

/** Servers of one database, of which any may be killed and started again. */
export class ServerFleet implements AsyncDisposable {
  readonly #env: Record<string, string>;
  readonly #servers: (Serving | undefined)[] = [];
  readonly #frozen = new Set<Serving>();

  /** @param env their settings */
  constructor(env: Record<string, string>) {
    this.#env = env;
  }

  /** Where those are that are up and not frozen. */
  get urls(): string[] {
    return this.#servers.flatMap((server) => (server && !this.#frozen.has(server) ? server.url : []));
  }

  /** @returns milliseconds until it answered */
  async start(index: number): Promise<number> {
    const began = performance.now();
    this.#servers[index] = await startDemoServer(this.#env);
    return performance.now() - began;
  }

  async kill(index: number): Promise<void> {
    const server = this.#servers[index];
    this.#servers[index] = undefined;
    await server?.stop('SIGKILL');
  }

  /** Stops a process where it stands, as a machine does that is paused. */
  freeze(index: number): void {
    const server = this.#servers[index];
    if (!server) return;
    this.#frozen.add(server);
    server.process.kill('SIGSTOP');
  }

  /** Lets a process go on that was frozen. */
  thaw(index: number): void {
    const server = this.#servers[index];
    if (!server) return;
    server.process.kill('SIGCONT');
    this.#frozen.delete(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map((server) => server?.stop()));
  }
}
