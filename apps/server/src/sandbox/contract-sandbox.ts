import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { WORLD_ACCOUNT, WORLD_NOW } from '../demo/demo-world.ts';
import { fromXml } from '../http/xml.ts';
import { openStore, type Store } from '../store/store.ts';
import { seedEmptyWorld } from './empty-world.ts';
import { readResponseValidator } from './response-validator.ts';
import { type Sandbox, type SandboxOptions, seedWithSnapshot, serveSandbox } from './sandbox.ts';

/** The options of a sandbox for the contract. */
export interface ContractSandboxOptions extends Omit<SandboxOptions, 'world'> {
  /** An empty Postgres database; a temporary SQLite file by default. */
  database?: string | undefined;
}

const OTHER_ACCOUNT = WORLD_ACCOUNT + 1;

/** A sandbox of the demo world, which validates its own responses. */
export interface ContractSandbox extends Sandbox {
  store: Store;
  /** The violations of the description in its responses. */
  violations: string[];
  /** The number of validated responses. */
  validated(): number;
}

/**
 * Starts a sandbox for the verification of the contract. It uses a database of the server, because the contract is verified
 * against the server.
 */
export async function startContractSandbox({
  database,
  ...options
}: ContractSandboxOptions = {}): Promise<ContractSandbox> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-sandbox-'));
  const store = await openStore(database ?? path.join(folder, 'service-desk.db'));
  // Another account, whose token must not give access to this one.
  await store.write(OTHER_ACCOUNT, (db) => seedEmptyWorld(db, Date.parse(WORLD_NOW) / 1000, OTHER_ACCOUNT));
  await seedWithSnapshot(store, 'demo');
  const conforms = readResponseValidator();
  const violations: string[] = [];
  let validated = 0;

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
  }

  const sandbox = await serveSandbox({ ...options, store, prepare });
  const { close: closeSandbox } = sandbox;
  async function close(): Promise<void> {
    await closeSandbox();
    rmSync(folder, { recursive: true, force: true });
  }
  const additions = { store, violations, validated: () => validated, close, [Symbol.asyncDispose]: close };
  return Object.defineProperties(sandbox, Object.getOwnPropertyDescriptors(additions)) as ContractSandbox;
}
