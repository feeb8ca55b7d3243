import {
  type DataTypeNode,
  HandleEmptyInListsPlugin,
  Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  PostgresDialect,
  type QueryId,
  RawNode,
  replaceWithNoncontingentExpression,
} from 'kysely';
import pg from 'pg';
import { type Db, type Engine, narrowed, withoutUser } from './engine.ts';
import { countTogether } from './hourly-counts.ts';
import { migrate } from './migrations.ts';
import { NameKeys } from './name-keys.ts';
import type { Database, Id } from './schema.ts';

const READERS = 10;
const WRITERS = 5;
/** Milliseconds after which a server that does not answer is given up. */
const CONNECT_TIMEOUT = 10_000;

/**
 * Connects to a Postgres database and brings its schema forward. Several processes may share one.
 *
 * @throws Error when a newer version of this program wrote the database, or nobody answers
 */
export async function openPostgres(url: string): Promise<Engine> {
  const writing = connect(url, WRITERS);
  let applied: readonly string[];
  try {
    applied = await migrate(writing, withoutUser(url));
  } catch (error) {
    await writing.destroy();
    throw error;
  }
  const reading = connect(url, READERS);
  return {
    reading,
    applied,
    queueOf: String,
    // Not among those that write, who may wait for their turn with an account.
    hourlyCounts: countTogether(reading),
    transaction: (account, work) =>
      writing.transaction().execute(async (db) => {
        // Whoever changes the account, in whichever process, waits here for his turn.
        await lock(db, account);
        await work(db);
      }),
    snapshot: (work) =>
      reading.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    takesNoChanges,
    async close() {
      await reading.destroy();
      await writing.destroy();
    },
  };
}

/** Conditions of Postgres: it lacks room, stops, or may only be read. */
const UNWRITABLE = /^(53|57P|58|25006)/;

function takesNoChanges(error: unknown): boolean {
  return UNWRITABLE.test((error as { code?: string }).code ?? '');
}

async function lock(db: Db, account: Id): Promise<void> {
  await db.selectFrom('accounts').select('id').where('id', '=', account).forUpdate().execute();
}

/** Up to `max` connections, opened as they are needed. */
export function connect(connectionString: string, max: number): Db {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    types: { getTypeParser },
  });
  // A connection that breaks fails what is under way on it, and the pool replaces it. Without a listener, on the pool
  // for those that idle and on each for those in use, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const plugins = [
    new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
    new PortableTypes(),
    new NameKeys(),
  ];
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins });
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
