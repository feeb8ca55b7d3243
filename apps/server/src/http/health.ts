import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Milliseconds that the database has to answer. */
const PATIENCE = 2000;

const PROBE = { config: { probe: true } } as const;

/** Whether the provider may be sent requests. */
export interface Health {
  /** Whether it was told to stop. */
  stopping: boolean;
  /** @throws Error that says what is wrong about the database */
  check(): Promise<void>;
}

/**
 * Serves `/healthz`, which says that the process lives, and `/readyz`, which says whether it may be sent requests. They
 * tell nothing of what is kept, so anybody may ask.
 */
export function registerHealth(app: FastifyInstance, health: Health): void {
  app.get('/healthz', PROBE, (_request, reply) => tell(reply, 200, 'alive'));
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

/** @throws Error when it takes longer */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  const controller = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`the database did not answer within ${milliseconds} ms`);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    controller.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}
