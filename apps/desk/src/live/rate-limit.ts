import type { Fetch } from '@service-desk/client';

/** Milliseconds between polls while enough requests remain. */
const POLL_INTERVAL = 60_000;
/** The share of the hour's remaining requests that polling may use. */
const POLL_SHARE = 0.25;

/** Derives the polling interval from the rate limit headers of responses. */
export interface RateLimitTracker {
  /** The platform's `fetch`, which also reads the rate limit headers of each response. */
  fetch: Fetch;
  /** Milliseconds until the next poll: a minute, and more when few requests remain. */
  pollInterval(): number;
}

export function createRateLimitTracker(
  send: Fetch = (input, init) => globalThis.fetch(input, init),
): RateLimitTracker {
  let remaining = Number.POSITIVE_INFINITY;
  let resetAt = 0;
  return {
    async fetch(input, init) {
      const response = await send(input, init);
      const left = response.headers.get('x-ratelimit-remaining');
      const seconds = response.headers.get('x-ratelimit-reset');
      if (left !== null && seconds !== null) {
        remaining = Number(left);
        resetAt = Date.now() + Number(seconds) * 1000;
      }
      return response;
    },
    pollInterval() {
      const untilReset = resetAt - Date.now();
      if (!(untilReset > 0)) return POLL_INTERVAL;
      return Math.max(POLL_INTERVAL, untilReset / Math.max(1, Math.floor(remaining * POLL_SHARE)));
    },
  };
}

/** Shared by all requests of the page, since they count against one limit. */
export const rateLimit = createRateLimitTracker();

/** Options of a query that is polled while it is rendered in a visible tab. */
export const polling = { refetchInterval: () => rateLimit.pollInterval() } as const;
