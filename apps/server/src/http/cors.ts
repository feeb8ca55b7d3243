import { fastifyCors } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Seconds that a browser remembers what it was allowed. */
const REMEMBERED = 600;

/** What a page may read of an answer beside its body. */
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
 * Lets scripts of pages from these origins call what is registered here. They bring their token themselves, so no
 * cookies or passwords of the browser are asked for.
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
        maxAge: REMEMBERED,
        preflight: isPreflight(request),
      }),
  });
}

/** Whether a browser asks if it may; any other OPTIONS is a call, and one that is not allowed. */
function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
