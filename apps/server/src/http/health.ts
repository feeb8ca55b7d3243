import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Store } from '../store/store.ts';
import { within } from '../within.ts';

/** Milliseconds that the database has to answer. */
const PATIENCE = 2000;

const PROBE = { config: { probe: true } } as const;

/** Whether the provider may be sent requests. */
export interface Health {
  /** Whether it was told to stop. */
  stopping: boolean;
  /** @throws Error that says what is wrong about the database */
  check(): Promise<void>;
  /** @throws Error that says what is wrong when only a restart would help */
  checkAlive(): void;
}

/** The health of a process that serves a store, until it stops. */
export function healthOf(store: Pick<Store, 'check' | 'checkAlive'>): Health {
  return { stopping: false, check: () => store.check(), checkAlive: () => store.checkAlive() };
}

/**
 * Serves `/healthz`, which fails when only a restart would help, and `/readyz`, which says whether it may be sent
 * requests. They tell nothing of what is kept, so anybody may ask.
 */
export function registerHealth(app: FastifyInstance, health: Health): void {
  app.get('/healthz', PROBE, (request, reply) => {
    try {
      health.checkAlive();
      return tell(reply, 200, 'alive');
    } catch (error) {
      request.log.error(error, 'only a restart helps');
      return tell(reply, 503, 'only a restart helps');
    }
  });
  app.get('/readyz', PROBE, async (request, reply) => {
    if (health.stopping) return tell(reply, 503, 'stopping');
    try {
      await within(PATIENCE, health.check());
      return tell(reply, 200, 'ready');
    } catch (error) {
      request.log.warn(error, 'not ready');
      return tell(reply, 503, 'the database is not ready');
    }
  });
}

function tell(reply: FastifyReply, status: number, state: string) {
  return reply.code(status).header('Cache-Control', 'no-store').send({ state });
}
