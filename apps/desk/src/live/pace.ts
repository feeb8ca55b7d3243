import type { Fetch } from '@service-desk/client';

/** Milliseconds between two looks at what is on screen. */
const USUAL = 60_000;
/** The part of the hour's remaining requests that may go into looking again. The rest is for work. */
const SHARE = 0.25;

/** How often to look again, by what the provider says is left of the hour's requests. */
export interface Pace {
  /** The platform's `fetch`, which notes what each answer says is left. */
  fetch: Fetch;
  /** Milliseconds until the next look: a minute, and more as fewer requests are left. */
  interval(): number;
}

export function createPace(send: Fetch = (input, init) => globalThis.fetch(input, init)): Pace {
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
    interval() {
      const time = resetAt - Date.now();
      if (!(time > 0)) return USUAL;
      return Math.max(USUAL, time / Math.max(1, Math.floor(remaining * SHARE)));
    },
  };
}

/** The pace of this page, whose calls all go to one provider. */
export const pace = createPace();

/** Options of a query that is looked at again while it is on screen in a tab that is visible. */
export const live = { refetchInterval: () => pace.interval() } as const;
