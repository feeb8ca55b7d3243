import type { FastifyReply } from 'fastify';
import type { Caller } from '../calls/context.ts';
import type { Seconds } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/**
 * Counts a request of a token with a rate limit, and sets the rate limit headers.
 *
 * @returns whether the request is within the limit
 */
export async function countRequest(
  { hourlyCounts }: Store,
  { account, token }: Caller,
  limit: number,
  now: Seconds,
  reply: FastifyReply,
): Promise<boolean> {
  const { count, endsAt } = await hourlyCounts.add(account, token, now);
  reply.headers({
    'X-RateLimit-Limit': limit,
    'X-RateLimit-Remaining': Math.max(0, limit - count),
    'X-RateLimit-Reset': endsAt - now,
  });
  if (count <= limit) return true;
  reply.header('Retry-After', endsAt - now);
  return false;
}
