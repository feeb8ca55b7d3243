import { ConnectionError, MalformedResponseError } from '@service-desk/client';

/** Stores a write whose response was lost. */
export interface UnconfirmedWrite<Variables> {
  get(): Variables | undefined;
  set(variables: Variables | undefined): void;
}

export interface WriteSteps<Variables, Result> {
  send: (variables: Variables) => Promise<Result>;
  /** Looks for the result of an earlier attempt; undefined if there is none. */
  find?: ((variables: Variables) => Promise<Result | undefined>) | undefined;
  /** Runs before the write is sent; false if the user has to see something first, such as a conflict. */
  prepare?: ((variables: Variables) => Promise<boolean>) | undefined;
  /** Runs before `find`. */
  onCheck?: (() => void) | undefined;
}

export type WriteOutcome<Result> =
  | { state: 'saved'; result: Result }
  /** The response was lost, but the write was saved. */
  | { state: 'found'; result: Result }
  /** The response was lost, and the write was not saved so far. */
  | { state: 'absent' }
  /** The response was lost, and so was that of `find`. */
  | { state: 'unknown' }
  /** `prepare` returned false, so nothing was sent. */
  | { state: 'stopped' };

/** Whether an error leaves open if a write was carried out. */
export function isResponseLost(error: unknown): boolean {
  return error instanceof ConnectionError || error instanceof MalformedResponseError;
}

/**
 * Sends a write at most once, although responses may be lost: before it sends again, it looks for the earlier attempt.
 *
 * @throws the errors of `send`, `find` and `prepare`, except for lost responses of `send` and `find`
 */
export async function sendOnce<Variables, Result>(
  { send, find, prepare, onCheck }: WriteSteps<Variables, Result>,
  unconfirmed: UnconfirmedWrite<Variables>,
  variables: Variables,
): Promise<WriteOutcome<Result>> {
  async function check(sent: Variables): Promise<WriteOutcome<Result>> {
    if (!find) return { state: 'unknown' };
    onCheck?.();
    try {
      const result = await find(sent);
      return result === undefined ? { state: 'absent' } : { state: 'found', result };
    } catch (error) {
      if (isResponseLost(error)) return { state: 'unknown' };
      throw error;
    }
  }

  const earlier = unconfirmed.get();
  if (find && earlier !== undefined) {
    const outcome = await check(earlier);
    if (outcome.state !== 'absent') return outcome;
  }
  if (prepare && !(await prepare(variables))) return { state: 'stopped' };
  unconfirmed.set(variables);
  try {
    const result = await send(variables);
    unconfirmed.set(undefined);
    return { state: 'saved', result };
  } catch (error) {
    if (isResponseLost(error)) return check(variables);
    unconfirmed.set(undefined);
    throw error;
  }
}
