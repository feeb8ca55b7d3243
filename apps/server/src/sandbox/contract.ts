import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { WORLD_ACCOUNT, WORLD_NOW } from '../demo/world.ts';
import { fromXml } from '../http/xml.ts';
import { openStore, type Store } from '../store/store.ts';
import { readConformance } from './conformance.ts';
import { seedEmptyWorld } from './empty-world.ts';
import { type Sandbox, type SandboxOptions, seedAndKeep, serveSandbox } from './sandbox.ts';
import { stateHandlers } from './states.ts';

/** How a sandbox of the contract is started. */
export interface ContractSandboxOptions extends Omit<SandboxOptions, 'world'> {
  /** An empty Postgres database; a file of the sandbox's own unless given. */
  database?: string | undefined;
}

const OTHER_ACCOUNT = WORLD_ACCOUNT + 1;

/** A sandbox of the demo world that knows the contract's provider states, and holds its own answers to the description. */
export interface ContractSandbox extends Sandbox {
  store: Store;
  /** What answers held that the description does not know, or lacked that it promises. */
  violations: string[];
  /** How many answers were held against the description. */
  validated(): number;
}

/**
 * Starts a sandbox to which the contract is verified. Its database is one that a server has, because it is the server that
 * is held to the contract.
 */
export async function startContractSandbox({
  database,
  ...options
}: ContractSandboxOptions = {}): Promise<ContractSandbox> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-sandbox-'));
  const store = await openStore(database ?? path.join(folder, 'service-desk.db'));
  // Another account beside it, whose token must open nothing of this one.
  await store.write(OTHER_ACCOUNT, (db) => seedEmptyWorld(db, Date.parse(WORLD_NOW) / 1000, OTHER_ACCOUNT));
  await seedAndKeep(store, 'demo');
  const conforms = readConformance();
  const violations: string[] = [];
  let validated = 0;

  function prepare(app: FastifyInstance, reset: () => Promise<void>): void {
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
    app.post<{ Body: { state: string; action?: string } }>('/_sandbox/states', async (request, reply) => {
      const { state, action } = request.body;
      if (action === 'teardown') return {};
      const handler = (stateHandlers as Record<string, (() => unknown) | undefined>)[state];
      if (!handler) return reply.code(404).send({ error: `There is no state "${state}"` });
      await reset();
      return handler();
    });
  }

  const sandbox = await serveSandbox({ ...options, store, prepare });
  const { close: end } = sandbox;
  async function close(): Promise<void> {
    await end();
    rmSync(folder, { recursive: true, force: true });
  }
  const more = { store, violations, validated: () => validated, close, [Symbol.asyncDispose]: close };
  return Object.defineProperties(sandbox, Object.getOwnPropertyDescriptors(more)) as ContractSandbox;
}
