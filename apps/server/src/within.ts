import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What work comes to, if it does in time. It is not ended when it takes longer.
 *
 * @throws Error when it takes longer
 */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`the database did not answer within ${milliseconds} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    controller.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}
