import { fastifyCors } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Seconds for which a browser caches a preflight response. */
const MAX_AGE = 600;

/** The response headers that a page may read. */
const EXPOSED = [
  'Allow',
  'ETag',
  'Idempotency-Key-Lifetime',
  'Idempotency-Replayed',
  'Retry-After',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-Request-Id',
];

/**
 * Allows pages of these origins to call the API. They send the token themselves, so the browser's credentials are not
 * needed.
 */
export async function allowOrigins(api: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await api.register(fastifyCors, {
    delegator: (request: FastifyRequest, done) =>
      done(null, {
        origin: [...origins],
        methods: ['GET', 'POST', 'PUT', 'DELETE'],
        allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match'],
        exposedHeaders: EXPOSED,
        maxAge: MAX_AGE,
        preflight: isPreflight(request),
      }),
  });
}

/** Whether a request is a preflight. Any other OPTIONS request is a call with a method that is not allowed. */
function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
