import type { WriteContext } from '../calls/context.ts';
import { selectTime } from '../resources/time-entries/rows.ts';
import type { Id, Seconds } from '../store/schema.ts';

/**
 * Closes the books on the time entries of a range, of somebody or of everybody: they can be neither changed nor deleted
 * any more.
 *
 * @returns how many were open until then
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
 * Opens them again.
 *
 * @returns how many were locked until then
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
