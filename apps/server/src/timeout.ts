import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Resolves with the result of `work`. On a timeout `work` is not cancelled.
 *
 * @throws Error on a timeout
 */
export async function withTimeout<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`the database did not respond within ${milliseconds} ms`);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    controller.abort();
    timeout.catch(() => undefined);
    work.catch(() => undefined);
  }
}
