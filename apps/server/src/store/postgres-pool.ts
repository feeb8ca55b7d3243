import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** Milliseconds to wait for a connection to a host. */
const CONNECT_TIMEOUT = 10_000;
/** The same if there are several hosts. */
const MULTI_HOST_CONNECT_TIMEOUT = 3000;
/** Seconds after which a connection is replaced, so that changes of DNS take effect. */
const MAX_LIFETIME = 300;
/** Milliseconds of inactivity until the first TCP keep-alive probe. */
const KEEP_ALIVE_DELAY = 10_000;

/** The options of a pool. */
export interface PoolOptions {
  /** Maximum connections per host. */
  max: number;
  /** Milliseconds to wait for the result of a query; unlimited by default. */
  queryTimeout?: number;
  /** Whether a writable host is required, not only preferred. */
  mustWrite?: boolean;
}

/** The hosts of a database, of which one at a time is writable. All pools of a process share an instance. */
export class Hosts {
  readonly urls: readonly string[];
  #first = 0;
  #primary = 0;
  #generation = 0;

  constructor(urls: readonly string[]) {
    this.urls = urls;
  }

  /** The hosts in the order to try them: first the last writable one, unless it has failed since. */
  get inOrder(): number[] {
    return this.urls.map((_, index) => (this.#first + index) % this.urls.length);
  }

  /** Connections of an earlier generation are not reused. */
  get generation(): number {
    return this.#generation;
  }

  /** Records that a host is writable. */
  markWritable(host: number): void {
    this.#first = host;
    if (host === this.#primary) return;
    this.#primary = host;
    this.#generation += 1;
  }

  /** Records that a host has failed, so that another is tried first. */
  markFailed(host: number): void {
    if (host === this.#first) this.#first = (host + 1) % this.urls.length;
  }

  /** Makes all connections outdated: they lead to a host that does not respond or is not writable. */
  replaceConnections(): void {
    this.#generation += 1;
  }
}

/** A pool of connections to the writable host. */
export class HostsPool implements PostgresPool {
  readonly options = {};
  readonly #hosts: Hosts;
  readonly #mustWrite: boolean;
  readonly #pools: readonly pg.Pool[];
  readonly #generations = new WeakMap<pg.PoolClient, number>();

  constructor(
    hosts: Hosts,
    { max, queryTimeout, mustWrite = false }: PoolOptions,
    types: pg.CustomTypesConfig,
  ) {
    this.#hosts = hosts;
    this.#mustWrite = mustWrite;
    this.#pools = hosts.urls.map((connectionString) => {
      const pool = new pg.Pool({
        connectionString,
        max,
        connectionTimeoutMillis: hosts.urls.length > 1 ? MULTI_HOST_CONNECT_TIMEOUT : CONNECT_TIMEOUT,
        maxLifetimeSeconds: MAX_LIFETIME,
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY,
        ...(queryTimeout && { query_timeout: queryTimeout }),
        types,
      });
      // The pool replaces broken connections, and their pending queries fail. The listeners, on the pool for idle
      // connections and on each client for those in use, keep the errors from ending the process.
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
      return pool;
    });
  }

  async connect(): Promise<PostgresPoolClient> {
    const { client, host } = await this.#acquire();
    let usable = true;
    const query = async (text: string, values: readonly unknown[]) => {
      try {
        return await client.query(text, [...values]);
      } catch (error) {
        if (hasTimedOut(error)) {
          usable = false;
          // The result may still arrive, so the connection cannot be reused.
          void (client as unknown as pg.Client).end().catch(() => undefined);
        }
        if (isReadOnly(error)) usable = false;
        if (!usable) {
          this.#hosts.markFailed(host);
          this.#hosts.replaceConnections();
        }
        throw error;
      }
    };
    const release = () => client.release(!usable || this.#isOutdated(client));
    return { query: query as unknown as PostgresPoolClient['query'], release };
  }

  async end(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
  }

  /** @throws Error if no host is usable */
  async #acquire(): Promise<{ client: pg.PoolClient; host: number }> {
    const errors: Error[] = [];
    let fallback: { client: pg.PoolClient; host: number } | undefined;
    for (const host of this.#hosts.inOrder) {
      try {
        const { client, isWritable } = await this.#from(host);
        if (isWritable) {
          this.#hosts.markWritable(host);
          this.#generations.set(client, this.#hosts.generation);
          fallback?.client.release();
          return { client, host };
        }
        if (this.#mustWrite) {
          client.release(true);
          throw new ReadOnlyError();
        }
        if (fallback) client.release();
        else fallback = { client, host };
      } catch (error) {
        errors.push(error as Error);
        this.#hosts.markFailed(host);
      }
    }
    if (fallback) return fallback;
    const [first = new Error('the database has no host')] = errors;
    if (errors.length === 1) throw first;
    const messages = errors.map((error) => error.message || String((error as { code?: string }).code));
    throw Object.assign(
      new Error(`no host of the database is usable: ${messages.join('; ')}`, { cause: first }),
      {
        code: (errors.find(isReadOnly) as { code?: string } | undefined)?.code,
      },
    );
  }

  /** A current connection to a host. If it matters, a new one is checked for being writable. */
  async #from(host: number): Promise<{ client: pg.PoolClient; isWritable: boolean }> {
    for (;;) {
      const client = await (this.#pools[host] as pg.Pool).connect();
      if (this.#isOutdated(client)) {
        client.release(true);
        continue;
      }
      const isNew = !this.#generations.has(client);
      const matters = this.#mustWrite || this.#hosts.urls.length > 1;
      if (!isNew || !matters) return { client, isWritable: true };
      try {
        const { rows } = await client.query("select current_setting('transaction_read_only') as read_only");
        // A read-only connection has no generation, so it is checked again on its next use.
        return { client, isWritable: rows[0]?.read_only === 'off' };
      } catch (error) {
        client.release(true);
        throw error;
      }
    }
  }

  #isOutdated(client: pg.PoolClient): boolean {
    const generation = this.#generations.get(client);
    return generation !== undefined && generation !== this.#hosts.generation;
  }
}

/** SQLSTATE of a write to a read-only database. */
const READ_ONLY = '25006';

/** The host is a standby or is set to read-only. */
class ReadOnlyError extends Error {
  readonly code = READ_ONLY;

  constructor() {
    super('the database is read-only: it is a standby, or default_transaction_read_only is on');
  }
}

function isReadOnly(error: unknown): boolean {
  return (error as { code?: string }).code === READ_ONLY;
}

/** Whether the driver's timeout for a query has expired. */
function hasTimedOut(error: unknown): boolean {
  return (error as Error).message === 'Query read timeout';
}
