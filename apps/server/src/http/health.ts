import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Store } from '../store/store.ts';
import { withTimeout } from '../timeout.ts';

/** Milliseconds for the database to respond. */
const CHECK_TIMEOUT = 2000;

const PROBE = { config: { probe: true } } as const;

/** The health of the process. */
export interface Health {
  /** Whether it has received a stop signal. */
  stopping: boolean;
  /** @throws Error if the database is not ready */
  check(): Promise<void>;
  /** @throws Error if the process must be restarted */
  checkAlive(): void;
}

/** The health of a process that serves a store. */
export function healthOf(store: Pick<Store, 'check' | 'checkAlive'>): Health {
  return { stopping: false, check: () => store.check(), checkAlive: () => store.checkAlive() };
}

/**
 * Serves `/healthz`, which fails if the process must be restarted, and `/readyz`, which succeeds if it can serve requests.
 * They need no token, because they reveal no data.
 */
export function registerHealth(app: FastifyInstance, health: Health): void {
  app.get('/healthz', PROBE, (request, reply) => {
    try {
      health.checkAlive();
      return sendState(reply, 200, 'alive');
    } catch (error) {
      request.log.error(error, 'only a restart helps');
      return sendState(reply, 503, 'only a restart helps');
    }
  });
  app.get('/readyz', PROBE, async (request, reply) => {
    if (health.stopping) return sendState(reply, 503, 'stopping');
    try {
      await withTimeout(CHECK_TIMEOUT, health.check());
      return sendState(reply, 200, 'ready');
    } catch (error) {
      request.log.warn(error, 'not ready');
      return sendState(reply, 503, 'the database is not ready');
    }
  });
}

function sendState(reply: FastifyReply, status: number, state: string) {
  return reply.code(status).header('Cache-Control', 'no-store').send({ state });
}
