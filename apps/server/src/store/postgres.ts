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
import { countTogether } from './hourly-counts.ts';
import { migrate } from './migrations.ts';
import { NameKeys } from './name-keys.ts';
import { Hosts, HostsPool, type PoolOptions } from './postgres-pool.ts';
import { urlsOf, withoutUser } from './postgres-url.ts';
import type { Database, Id } from './schema.ts';

const READERS = 10;
const WRITERS = 5;

/** Milliseconds that a query of a call may take, so that a connection whose other side is gone is given up. */
const CALL_TIMEOUT = 10_000;
/** The same for a command, which may read whole tables while no call waits for it. */
const COMMAND_TIMEOUT = 600_000;

/** Milliseconds that a transaction waits for locks, and that the server waits for its next statement. */
interface Limits {
  lock: number;
  idle: number;
}

/** A process that stops within a change loses its locks before those that wait for them give up. */
const CHANGE: Limits = { lock: 8000, idle: 5000 };
/** A schema is changed while others use it: who waits longer for a table keeps all others waiting as well. */
const MIGRATION: Limits = { lock: 30_000, idle: 60_000 };
/** Milliseconds that a migration waits for another process that migrates. */
const MIGRATION_LOCK_TIMEOUT = 600_000;
/** The advisory lock of Kysely's migrator, which earlier versions take. */
const MIGRATION_LOCK = 3853314791062309107n;

/**
 * Connects to a Postgres database and brings its schema forward. Several processes may share one.
 *
 * @throws Error when a newer version of this program wrote the database, it cannot be used, or does not answer
 */
export async function openPostgres(url: string, isCommand: boolean): Promise<Engine> {
  const queryTimeout = isCommand ? COMMAND_TIMEOUT : CALL_TIMEOUT;
  const hosts = new Hosts(urlsOf(url));
  const name = withoutUser(url);
  const reading = connectTo(hosts, { max: READERS, queryTimeout });
  let applied: readonly string[];
  try {
    await checkEncoding(reading, name);
    applied = await migratePostgres(reading, hosts, name);
  } catch (error) {
    await reading.destroy();
    throw error;
  }
  const writing = connectTo(hosts, { max: WRITERS, queryTimeout, mustWrite: true });
  return {
    reading,
    applied,
    queueOf: String,
    // Not among those that write, who may wait for their turn with an account.
    hourlyCounts: countTogether(reading, takesNoChanges),
    async transaction(account, work) {
      let isCommitting = false;
      try {
        await writing.transaction().execute(async (db) => {
          // Whoever changes the account, in whichever process, waits here for their turn.
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
    takesNoChanges,
    checkAlive: () => undefined,
    async close() {
      await reading.destroy();
      await writing.destroy();
    },
  };
}

/** Brings the schema forward on a connection of its own, whose statements may take as long as they need. */
async function migratePostgres(reading: Db, hosts: Hosts, name: string): Promise<string[]> {
  const migrating = connectTo(hosts, { max: 1, mustWrite: true }, MIGRATION);
  try {
    return await migrate(reading, name, (work) =>
      migrating.transaction().execute(async (db) => {
        // A lock of the transaction, not of the session: behind a pooler that one could never be released.
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

/** @throws Error when the database cannot hold every text */
async function checkEncoding(db: Db, name: string): Promise<void> {
  const { rows } = await sql<{ encoding: string }>`
    select current_setting('server_encoding') as encoding`.execute(db);
  const encoding = rows[0]?.encoding;
  if (encoding === 'UTF8') return;
  throw new Error(
    `${name} has the encoding ${encoding}, and needs UTF8: create database … encoding 'UTF8' template template0`,
  );
}

/**
 * Conditions of Postgres: it lacks room, stops, may only be read, did not give a lock in time, or has ended a
 * transaction that stood still.
 */
const UNWRITABLE = /^(08|53|57P|58|25006|25P0[34]|55P03)/;

function takesNoChanges(error: unknown): boolean {
  return UNWRITABLE.test(stateOf(error) ?? '');
}

/** Whether a connection ended before the server had said what became of a statement. */
function isConnectionLost(error: unknown): boolean {
  const state = stateOf(error);
  return state === undefined || /^(08|57P)/.test(state);
}

/** SQLSTATE of an error that the server sent; undefined when it came from elsewhere. */
function stateOf(error: unknown): string | undefined {
  const { code } = error as { code?: string };
  return /^[0-9A-Z]{5}$/.test(code ?? '') ? code : undefined;
}

async function lock(db: Db, account: Id): Promise<void> {
  await db.selectFrom('accounts').select('id').where('id', '=', account).forUpdate().execute();
}

/** Up to `max` connections to a database, opened as they are needed. */
export function connect(url: string, max: number): Db {
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
 * Limits each transaction that writes, in the message that begins it. What is set for a session would stay with whoever
 * gets its connection next from a pooler.
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
    // What only reads holds no locks that others wait for, and may wait for whoever it writes to.
    const { lock, idle } = accessMode === 'read only' ? { lock: 0, idle: 0 } : this.#limits;
    await connection.executeQuery(
      CompiledQuery.raw(
        `begin ${mode}; set local lock_timeout = ${lock}; set local idle_in_transaction_session_timeout = ${idle}`,
      ),
    );
  }

  /** What a transaction failed by is what its caller is to know, not that the connection was lost with it. */
  override async rollbackTransaction(
    connection: Parameters<PostgresDriver['rollbackTransaction']>[0],
  ): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined);
  }
}

/** Integers of 64 bits are read as ids are everywhere, and sums of them as numbers. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === pg.types.builtins.INT8) return (text: string) => narrowed(BigInt(text));
  if (oid === pg.types.builtins.NUMERIC) return Number;
  return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid, 'text');
}

/**
 * The types of the migrations, which are SQLite's, in the words of Postgres. Texts compare byte by byte, as they do in
 * SQLite, or lists would have another order here than there.
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
