import type { WriteContext } from '../calls/context.ts';
import { selectTime } from '../resources/time-entries/rows.ts';
import type { Id, Seconds } from '../store/schema.ts';

/**
 * Locks the time entries in a range, of one user or of all: they can no longer be changed or deleted.
 *
 * @returns the number of entries that were not locked before
 */
export function lockTime(
  context: WriteContext,
  user: Id | undefined,
  from: Seconds,
  to: Seconds,
): Promise<number> {
  return setLock(context, user, from, to, context.now);
}

/**
 * Unlocks the time entries in a range.
 *
 * @returns the number of entries that were locked before
 */
export function unlockTime(
  context: WriteContext,
  user: Id | undefined,
  from: Seconds,
  to: Seconds,
): Promise<number> {
  return setLock(context, user, from, to, null);
}

async function setLock(
  context: WriteContext,
  user: Id | undefined,
  from: Seconds,
  to: Seconds,
  locked_at: Seconds | null,
): Promise<number> {
  const { numUpdatedRows } = await context.db
    .update('time_entries')
    .set({ locked_at })
    .where(selectTime(user, from, to))
    .where('locked_at', locked_at === null ? 'is not' : 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
