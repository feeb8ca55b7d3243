import { ConnectionError, MalformedResponseError } from '@service-desk/client';

/** Where a write keeps what was sent and never answered. */
export interface Attempts<Variables> {
  get(): Variables | undefined;
  set(variables: Variables | undefined): void;
}

export interface Write<Variables, Result> {
  send: (variables: Variables) => Promise<Result>;
  /** Looks for what an earlier attempt may have written; undefined when it is not there. */
  find?: ((variables: Variables) => Promise<Result | undefined>) | undefined;
  /** Looks again at what the write is about; false when the person should see it before anything is sent. */
  prepare?: ((variables: Variables) => Promise<boolean>) | undefined;
  /** Runs when the answer was lost, before `find` does. */
  looking?: (() => void) | undefined;
}

export type Outcome<Result> =
  | { state: 'saved'; result: Result }
  /** An attempt whose answer was lost had been saved. */
  | { state: 'found'; result: Result }
  /** The answer was lost, and what was sent is not there. */
  | { state: 'absent' }
  /** The answer was lost, and it cannot be said whether it was saved. */
  | { state: 'unknown' }
  /** `prepare` said no: nothing was sent. */
  | { state: 'stopped' };

/** Whether nothing came back that would say if a write was carried out. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ConnectionError || error instanceof MalformedResponseError;
}

/**
 * Sends a write so that a lost answer makes no doubles: it looks for what was sent last time before it sends again.
 *
 * @throws what `send`, `find` and `prepare` throw, except for a lost answer of `send`, and of `find`
 */
export async function sendOnce<Variables, Result>(
  { send, find, prepare, looking }: Write<Variables, Result>,
  attempts: Attempts<Variables>,
  variables: Variables,
): Promise<Outcome<Result>> {
  async function look(sent: Variables): Promise<Outcome<Result>> {
    if (!find) return { state: 'unknown' };
    looking?.();
    try {
      const result = await find(sent);
      return result === undefined ? { state: 'absent' } : { state: 'found', result };
    } catch (error) {
      if (isUnanswered(error)) return { state: 'unknown' };
      throw error;
    }
  }

  const earlier = attempts.get();
  if (find && earlier !== undefined) {
    const outcome = await look(earlier);
    if (outcome.state !== 'absent') return outcome;
  }
  if (prepare && !(await prepare(variables))) return { state: 'stopped' };
  attempts.set(variables);
  try {
    const result = await send(variables);
    attempts.set(undefined);
    return { state: 'saved', result };
  } catch (error) {
    if (isUnanswered(error)) return look(variables);
    attempts.set(undefined);
    throw error;
  }
}
