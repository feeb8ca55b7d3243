import {
  CompiledQuery,
  type DatabaseConnection,
  type DataTypeNode,
  type Driver,
  HandleEmptyInListsPlugin,
  Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
  type QueryId,
  RawNode,
  replaceWithNoncontingentExpression,
  sql,
  type TransactionSettings,
} from 'kysely';
import pg from 'pg';
import { type Db, type Engine, narrowed, UncertainError } from './engine.ts';
import { countInTable } from './hourly-counts.ts';
import { migrate } from './migrations.ts';
import { NameKeys } from './name-keys.ts';
import { Hosts, HostsPool, type PoolOptions } from './postgres-pool.ts';
import { urlsOf, withoutUser } from './postgres-url.ts';
import type { Database, Id } from './schema.ts';

const READ_CONNECTIONS = 10;
const WRITE_CONNECTIONS = 5;

/** Milliseconds for a query of a call. It detects connections whose host is gone. */
const CALL_TIMEOUT = 10_000;
/** The same for a command, which may read whole tables. */
const COMMAND_TIMEOUT = 600_000;

/** The timeouts of a transaction in milliseconds: for locks, and idle between statements. */
interface Limits {
  lock: number;
  idle: number;
}

/** The idle timeout is shorter, so that a frozen process loses its locks before others give up waiting for them. */
const CHANGE: Limits = { lock: 8000, idle: 5000 };
/** The schema is migrated while others use it. Waiting longer for a table lock would block them too. */
const MIGRATION: Limits = { lock: 30_000, idle: 60_000 };
/** Milliseconds to wait for the migration of another process. */
const MIGRATION_LOCK_TIMEOUT = 600_000;
/** The advisory lock of Kysely's migrator, which earlier versions used. */
const MIGRATION_LOCK = 3853314791062309107n;

/**
 * Connects to a Postgres database and upgrades its schema. Several processes may share a database.
 *
 * @throws Error if a newer version of this program wrote it, or if it cannot be used or does not respond
 */
export async function openPostgres(url: string, isCommand: boolean): Promise<Engine> {
  const queryTimeout = isCommand ? COMMAND_TIMEOUT : CALL_TIMEOUT;
  const hosts = new Hosts(urlsOf(url));
  const name = withoutUser(url);
  const reading = connectTo(hosts, { max: READ_CONNECTIONS, queryTimeout });
  let applied: readonly string[];
  try {
    await checkEncoding(reading, name);
    applied = await migratePostgres(reading, hosts, name);
  } catch (error) {
    await reading.destroy();
    throw error;
  }
  const writing = connectTo(hosts, { max: WRITE_CONNECTIONS, queryTimeout, mustWrite: true });
  return {
    reading,
    applied,
    queueKey: String,
    // Not on the write connections, which may all be waiting for the lock of an account.
    hourlyCounts: countInTable(reading, isUnwritable),
    async transaction(account, work) {
      let isCommitting = false;
      try {
        await writing.transaction().execute(async (db) => {
          // Serializes the changes of the account across processes.
          await lock(db, account);
          await work(db);
          isCommitting = true;
        });
      } catch (error) {
        throw isCommitting && isConnectionLost(error) ? new UncertainError(error) : error;
      }
    },
    snapshot: (work) =>
      reading.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    isUnwritable,
    checkAlive: () => undefined,
    async close() {
      await reading.destroy();
      await writing.destroy();
    },
  };
}

/** Upgrades the schema on a separate connection without statement timeout. */
async function migratePostgres(reading: Db, hosts: Hosts, name: string): Promise<string[]> {
  const migrating = connectTo(hosts, { max: 1, mustWrite: true }, MIGRATION);
  try {
    return await migrate(reading, name, (work) =>
      migrating.transaction().execute(async (db) => {
        // A transaction lock, because behind a pooler a session lock might never be released.
        await sql`set local lock_timeout = ${sql.lit(MIGRATION_LOCK_TIMEOUT)}`.execute(db);
        await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(db);
        await sql`set local lock_timeout = ${sql.lit(MIGRATION.lock)}`.execute(db);
        await sql`set local statement_timeout = 0`.execute(db);
        return work(db);
      }),
    );
  } finally {
    await migrating.destroy();
  }
}

/** @throws Error if the database cannot store all characters */
async function checkEncoding(db: Db, name: string): Promise<void> {
  const { rows } = await sql<{ encoding: string }>`
    select current_setting('server_encoding') as encoding`.execute(db);
  const encoding = rows[0]?.encoding;
  if (encoding === 'UTF8') return;
  throw new Error(
    `${name} has the encoding ${encoding} but must have UTF8: create database … encoding 'UTF8' template template0`,
  );
}

/**
 * SQLSTATEs of Postgres: no resources, shutdown, read-only, lock timeout, or a transaction ended by a timeout.
 */
const UNWRITABLE = /^(08|53|57P|58|25006|25P0[34]|55P03)/;

function isUnwritable(error: unknown): boolean {
  return UNWRITABLE.test(stateOf(error) ?? '');
}

/** Whether a connection was lost before the server reported the outcome of a statement. */
function isConnectionLost(error: unknown): boolean {
  const state = stateOf(error);
  return state === undefined || /^(08|57P)/.test(state);
}

/** The SQLSTATE of an error from the server; undefined for other errors. */
function stateOf(error: unknown): string | undefined {
  const { code } = error as { code?: string };
  return /^[0-9A-Z]{5}$/.test(code ?? '') ? code : undefined;
}

async function lock(db: Db, account: Id): Promise<void> {
  await db.selectFrom('accounts').select('id').where('id', '=', account).forUpdate().execute();
}

/** Connects to a database with up to `max` connections, opened on demand. */
export function connectPostgres(url: string, max: number): Db {
  return connectTo(new Hosts(urlsOf(url)), { max });
}

function connectTo(hosts: Hosts, options: PoolOptions, limits = CHANGE): Db {
  const dialect = new LimitedDialect(new HostsPool(hosts, options, { getTypeParser }), limits);
  const plugins = [
    new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
    new PortableTypes(),
    new NameKeys(),
  ];
  return new Kysely<Database>({ dialect, plugins });
}

class LimitedDialect extends PostgresDialect {
  readonly #pool: PostgresPool;
  readonly #limits: Limits;

  constructor(pool: PostgresPool, limits: Limits) {
    super({ pool });
    this.#pool = pool;
    this.#limits = limits;
  }

  override createDriver(): Driver {
    return new LimitedDriver(this.#pool, this.#limits);
  }
}

/**
 * Sets the timeouts of each writing transaction, in the message that begins it. Behind a pooler, session settings would
 * leak to the next user of the connection.
 */
class LimitedDriver extends PostgresDriver {
  readonly #limits: Limits;

  constructor(pool: PostgresPool, limits: Limits) {
    super({ pool });
    this.#limits = limits;
  }

  override async beginTransaction(
    connection: DatabaseConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    const mode = [isolationLevel && `isolation level ${isolationLevel}`, accessMode]
      .filter(Boolean)
      .join(' ');
    // A read-only transaction blocks no others, and may be slow, for example while an export is being written.
    const { lock, idle } = accessMode === 'read only' ? { lock: 0, idle: 0 } : this.#limits;
    await connection.executeQuery(
      CompiledQuery.raw(
        `begin ${mode}; set local lock_timeout = ${lock}; set local idle_in_transaction_session_timeout = ${idle}`,
      ),
    );
  }

  /** Ignores errors, so that the caller gets the error that caused the rollback. */
  override async rollbackTransaction(
    connection: Parameters<PostgresDriver['rollbackTransaction']>[0],
  ): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined);
  }
}

/** Parses 64-bit integers as ids, and sums of them as numbers. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === pg.types.builtins.INT8) return (text: string) => narrowed(BigInt(text));
  if (oid === pg.types.builtins.NUMERIC) return Number;
  return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid, 'text');
}

/**
 * Translates the types of the migrations, which are SQLite's, to Postgres. Texts are compared bytewise, as in SQLite, so
 * that lists have the same order.
 */
class PortableTypes extends OperationNodeTransformer implements KyselyPlugin {
  readonly #types: Record<string, RawNode> = {
    text: RawNode.createWithSql('text collate "C"'),
    blob: RawNode.createWithSql('bytea'),
    real: RawNode.createWithSql('double precision'),
  };

  transformQuery: KyselyPlugin['transformQuery'] = ({ node, queryId }) => this.transformNode(node, queryId);

  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => result;

  protected override transformDataType(node: DataTypeNode, queryId?: QueryId): DataTypeNode {
    const type = this.#types[node.dataType];
    return type ? (type as unknown as DataTypeNode) : super.transformDataType(node, queryId);
  }
}
