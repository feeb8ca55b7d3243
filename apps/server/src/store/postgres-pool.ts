import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** Milliseconds after which a host that does not answer is given up. */
const CONNECT_TIMEOUT = 10_000;
/** The same where there are others to try. */
const CONNECT_TIMEOUT_OF_SEVERAL = 3000;
/** Seconds after which a connection is replaced, so that one host's name leads to where it leads now. */
const LIFETIME = 300;
/** Milliseconds of silence after which the system asks whether the other side is still there. */
const KEEP_ALIVE = 10_000;

/** What connections are for. */
export interface PoolOptions {
  /** Connections to a host at once. */
  max: number;
  /** Milliseconds that the server may take to answer a query; any time unless given. */
  queryTimeout?: number;
  /** Whether only a host will do that takes writes. Others prefer one. */
  mustWrite?: boolean;
}

/** The hosts of a database, of which one takes writes at a time. All pools of a process share what they know of them. */
export class Hosts {
  readonly urls: readonly string[];
  #first = 0;
  #primary = 0;
  #generation = 0;

  constructor(urls: readonly string[]) {
    this.urls = urls;
  }

  /** The hosts as they are tried: first the one that took writes last, unless it did not answer since. */
  get inOrder(): number[] {
    return this.urls.map((_, index) => (this.#first + index) % this.urls.length);
  }

  /** Connections of another generation are not used again. */
  get generation(): number {
    return this.#generation;
  }

  /** Says that a host takes writes. */
  found(host: number): void {
    this.#first = host;
    if (host === this.#primary) return;
    this.#primary = host;
    this.#generation += 1;
  }

  /** Says that a host does not answer, so that another is tried first. */
  failed(host: number): void {
    if (host === this.#first) this.#first = (host + 1) % this.urls.length;
  }

  /** Has all connections replaced: those that there are lead to a host that does not answer or takes no writes. */
  replaceConnections(): void {
    this.#generation += 1;
  }
}

/** Connections to whichever host takes writes. */
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
        connectionTimeoutMillis: hosts.urls.length > 1 ? CONNECT_TIMEOUT_OF_SEVERAL : CONNECT_TIMEOUT,
        maxLifetimeSeconds: LIFETIME,
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEP_ALIVE,
        ...(queryTimeout && { query_timeout: queryTimeout }),
        types,
      });
      // A connection that breaks fails what is under way on it, and the pool replaces it. Without a listener, on the
      // pool for those that idle and on each for those in use, it would end the process.
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
          // Its answer may still come, so the connection cannot be used again.
          void (client as unknown as pg.Client).end().catch(() => undefined);
        }
        if (isReadOnly(error)) usable = false;
        if (!usable) {
          this.#hosts.failed(host);
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

  /** @throws Error when no host will do */
  async #acquire(): Promise<{ client: pg.PoolClient; host: number }> {
    const faults: Error[] = [];
    let second: { client: pg.PoolClient; host: number } | undefined;
    for (const host of this.#hosts.inOrder) {
      try {
        const { client, takesWrites } = await this.#from(host);
        if (takesWrites) {
          this.#hosts.found(host);
          this.#generations.set(client, this.#hosts.generation);
          second?.client.release();
          return { client, host };
        }
        if (this.#mustWrite) {
          client.release(true);
          throw new ReadOnlyError();
        }
        if (second) client.release();
        else second = { client, host };
      } catch (error) {
        faults.push(error as Error);
        this.#hosts.failed(host);
      }
    }
    if (second) return second;
    const [first = new Error('the database has no host')] = faults;
    if (faults.length === 1) throw first;
    const words = faults.map((fault) => fault.message || String((fault as { code?: string }).code));
    throw Object.assign(new Error(`no host of the database will do: ${words.join('; ')}`, { cause: first }), {
      code: (faults.find(isReadOnly) as { code?: string } | undefined)?.code,
    });
  }

  /** A connection to a host that is up to date. It is checked once for taking writes, where that matters. */
  async #from(host: number): Promise<{ client: pg.PoolClient; takesWrites: boolean }> {
    for (;;) {
      const client = await (this.#pools[host] as pg.Pool).connect();
      if (this.#isOutdated(client)) {
        client.release(true);
        continue;
      }
      const isNew = !this.#generations.has(client);
      const matters = this.#mustWrite || this.#hosts.urls.length > 1;
      if (!isNew || !matters) return { client, takesWrites: true };
      try {
        const { rows } = await client.query("select current_setting('transaction_read_only') as read_only");
        // The next user of the pool asks a host that only reads again.
        return { client, takesWrites: rows[0]?.read_only === 'off' };
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

/** SQLSTATE of a write to a database that may only be read. */
const READ_ONLY = '25006';

/** A host that may only be read: a standby, or one that was set to it. */
class ReadOnlyError extends Error {
  readonly code = READ_ONLY;

  constructor() {
    super('the database may only be read: it is a standby, or default_transaction_read_only is on');
  }
}

function isReadOnly(error: unknown): boolean {
  return (error as { code?: string }).code === READ_ONLY;
}

/** Whether the driver gave up waiting for the answer to a query. */
function hasTimedOut(error: unknown): boolean {
  return (error as Error).message === 'Query read timeout';
}
