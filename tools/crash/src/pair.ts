import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePlace, type PostgresNode, type PostgresPlace } from '@service-desk/test-kit/postgres';
import pg from 'pg';

/** The write-ahead log that a server keeps for a standby that is still being copied. */
const SETTINGS = { wal_keep_size: '1GB', hot_standby: 'on' };

/**
 * Two Postgres servers, a primary and a standby that confirms each commit before it is acknowledged. When the primary is
 * killed the standby takes over, and a new standby is made in place of the old primary.
 */
export class PostgresPair implements AsyncDisposable {
  readonly #place: PostgresPlace;
  #primary: PostgresNode;
  #standby: PostgresNode;
  /** Both hosts, of which a client has to find the one that takes writes. */
  readonly url: string;

  private constructor(place: PostgresPlace, primary: PostgresNode, standby: PostgresNode) {
    this.#place = place;
    this.#primary = primary;
    this.#standby = standby;
    const hosts = [primary, standby].map(({ port }) => `127.0.0.1:${port}`);
    this.url = `postgres://postgres@${hosts.join(',')}/postgres?target_session_attrs=read-write`;
  }

  static async start(): Promise<PostgresPair> {
    const place = await makePlace();
    const pair = new PostgresPair(place, await place.node(SETTINGS), await place.node(SETTINGS));
    place.initialize(pair.#primary);
    await pair.#primary.start();
    await pair.#copy();
    return pair;
  }

  /** Kills or freezes the primary, and has the standby take over. What is frozen neither answers nor hangs up. */
  async failOver(how: 'killed' | 'frozen' = 'killed'): Promise<void> {
    if (how === 'killed') await this.#primary.stop('SIGQUIT');
    else signalAll(this.#primary, 'SIGSTOP');
    [this.#primary, this.#standby] = [this.#standby, this.#primary];
    await ask(this.#primary, 'select pg_promote(true, 60)');
    // Until there is a standby again none can confirm a commit.
    await confirmedBy(this.#primary, '');
  }

  /** Makes a standby of the server that was killed. */
  async repair(): Promise<void> {
    signalAll(this.#standby, 'SIGKILL');
    await this.#standby.stop('SIGKILL');
    await this.#copy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that waits for its standby would not end.
    await this.#primary.stop('SIGQUIT');
    await this.#place.remove();
  }

  async #copy(): Promise<void> {
    const [from, to] = [this.#primary, this.#standby];
    const client = await clientOf(from);
    try {
      rmSync(to.data, { recursive: true });
      await client.query("select pg_backup_start('standby', true)");
      // What goes while it is copied is no fault.
      try {
        execFileSync('cp', ['--archive', from.data, to.data], { stdio: 'ignore' });
      } catch {}
      const { rows } = await client.query('select labelfile from pg_backup_stop(false)');
      const log = path.join(to.data, 'pg_wal');
      for (const name of readdirSync(log)) rmSync(path.join(log, name), { recursive: true });
      for (const name of ['archive_status', 'summaries']) mkdirSync(path.join(log, name));
      for (const name of ['postmaster.pid', 'postmaster.opts'])
        rmSync(path.join(to.data, name), { force: true });
      writeFileSync(path.join(to.data, 'backup_label'), rows[0].labelfile);
      writeFileSync(path.join(to.data, 'standby.signal'), '');
      appendFileSync(
        path.join(to.data, 'postgresql.auto.conf'),
        `primary_conninfo = 'host=127.0.0.1 port=${from.port} user=postgres'\n`,
      );
      execFileSync('chown', ['--recursive', `--reference=${from.data}`, to.data]);
      await to.start();
      await confirmedBy(from, '*');
      const isSynchronous = async () =>
        (await client.query("select from pg_stat_replication where sync_state = 'sync'")).rowCount === 1;
      while (!(await isSynchronous())) await sleep(20);
    } finally {
      await client.end();
    }
  }
}

/** Sends a signal to a server and to all processes that it has started. */
function signalAll({ pid }: PostgresNode, signal: NodeJS.Signals): void {
  const children = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(children)) return;
  for (const each of [pid, ...readFileSync(children, 'utf8').trim().split(' ')])
    process.kill(Number(each), signal);
}

/** Says which standbys have to confirm a commit of a server. */
async function confirmedBy(node: PostgresNode, standbys: '' | '*'): Promise<void> {
  await ask(node, `alter system set synchronous_standby_names = '${standbys}'`, 'select pg_reload_conf()');
}

async function ask(node: PostgresNode, ...statements: string[]): Promise<void> {
  const client = await clientOf(node);
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function clientOf({ url }: PostgresNode): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
