import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { createApp } from '../app.ts';
import { seedWorld, WORLD_ACCOUNT, WORLD_NOW } from '../demo/world.ts';
import { fromXml } from '../http/xml.ts';
import { type Db, openStore, type Store } from '../store/store.ts';
import { TABLES } from '../store/tables.ts';
import { readConformance } from './conformance.ts';
import { stateHandlers } from './states.ts';

/** A provider of the demo world that others test against, in a database of its own. */
export interface Sandbox extends AsyncDisposable {
  /** Where it listens, without a path: `http://127.0.0.1:41234`. */
  url: string;
  store: Store;
  /** What answers held that the description does not know, or lacked that it promises. */
  violations: string[];
  /** How many answers were held against the description. */
  validated(): number;
  /** Takes the world back to its beginning. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** How a sandbox is started. */
export interface SandboxOptions {
  /** A free one unless given. */
  port?: number;
  /** Requests an hour of each token; any number unless given. */
  rateLimit?: number | null;
  /** An empty Postgres database; a file of the sandbox's own unless given. */
  database?: string | undefined;
}

/** Keeps the world as it is in tables beside its own: putting it back takes a fraction of seeding it again. */
async function keep(db: Db): Promise<void> {
  for (const table of Object.keys(TABLES)) {
    await sql`create table ${sql.table(`kept_${table}`)} as select * from ${sql.table(table)}`.execute(db);
  }
}

/** Puts back the world that was kept. */
async function restore(db: Db): Promise<void> {
  for (const table of Object.keys(TABLES)) {
    await sql`delete from ${sql.table(table)}`.execute(db);
    await sql`insert into ${sql.table(table)} select * from ${sql.table(`kept_${table}`)}`.execute(db);
  }
}

/**
 * Starts a sandbox. Its clock stands at the world's moment and moves on by a second with each call, so that answers can
 * be foretold and things that happen one after the other show it.
 */
export async function startSandbox({
  port = 0,
  rateLimit = null,
  database,
}: SandboxOptions = {}): Promise<Sandbox> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-sandbox-'));
  const store = await openStore(database ?? path.join(folder, 'service-desk.db'));
  const conforms = readConformance();
  const violations: string[] = [];
  let validated = 0;
  let now = 0;

  async function reset(): Promise<void> {
    now = Date.parse(WORLD_NOW) / 1000;
    await store.write(WORLD_ACCOUNT, restore);
  }

  function prepare(app: FastifyInstance): void {
    app.addHook('onSend', async (request, reply, body) => {
      const { operation } = request.routeOptions.config;
      if (!operation) return;
      validated += 1;
      const isXml = String(reply.getHeader('content-type')).includes('xml');
      const text = String(body ?? '');
      const value = text === '' ? undefined : isXml ? fromXml(text) : JSON.parse(text);
      violations.push(...conforms(operation, reply.statusCode, value));
    });
    app.get('/_sandbox/violations', () => ({ violations, validated }));
    app.post('/_sandbox/reset', async () => {
      await reset();
      return {};
    });
    app.post<{ Body: { state: string; action?: string } }>('/_sandbox/states', async (request, reply) => {
      const { state, action } = request.body;
      if (action === 'teardown') return {};
      const handler = (stateHandlers as Record<string, (() => unknown) | undefined>)[state];
      if (!handler) return reply.code(404).send({ error: `There is no state "${state}"` });
      await reset();
      return handler();
    });
  }

  await store.write(WORLD_ACCOUNT, async (db) => {
    await seedWorld(db, { shift: 0 });
    await keep(db);
  });
  await reset();
  const app = await createApp({ store, clock: () => ++now, rateLimit, prepare });
  const url = await app.listen({ host: '127.0.0.1', port });

  async function close(): Promise<void> {
    await app.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { url, store, violations, validated: () => validated, reset, close, [Symbol.asyncDispose]: close };
}
