import type { Context } from '../records/context.ts';
import { selectTime } from '../records/time-entries.ts';
import type { Id, Seconds } from '../store/schema.ts';

/**
 * Closes the books on the time entries of a range, of somebody or of everybody: they can be neither changed nor deleted
 * any more.
 *
 * @returns how many were open until then
 */
export async function lockTime(
  context: Context,
  user: Id | undefined,
  from: Seconds,
  to: Seconds,
): Promise<number> {
  const { numUpdatedRows } = await context.db
    .updateTable('time_entries')
    .set({ locked_at: context.now })
    .where(selectTime(context, user, from, to))
    .where('locked_at', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/**
 * Opens them again.
 *
 * @returns how many were locked until then
 */
export async function unlockTime(
  context: Context,
  user: Id | undefined,
  from: Seconds,
  to: Seconds,
): Promise<number> {
  const { numUpdatedRows } = await context.db
    .updateTable('time_entries')
    .set({ locked_at: null })
    .where(selectTime(context, user, from, to))
    .where('locked_at', 'is not', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
