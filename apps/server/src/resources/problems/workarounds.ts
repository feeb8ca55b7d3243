import type { WriteContext } from '../../calls/context.ts';
import { notesOf } from '../notes/rows.ts';
import type { Parent } from '../parents.ts';

/**
 * Updates when and by which user the workaround of a problem was found, after its notes may have changed. The first
 * workaround sets both, and deleting the last one clears them.
 */
export async function settleWorkaround(context: WriteContext, problem: Parent): Promise<void> {
  const { db } = context;
  const [first] = await notesOf(context, problem, 'workaround');
  const found = first
    ? { workaround_found_at: first.created_at, workaround_found_by_user_id: first.user_id }
    : { workaround_found_at: null, workaround_found_by_user_id: null };
  let update = db.update('problems').set(found).where('id', '=', problem.id);
  if (first) update = update.where('workaround_found_at', 'is', null);
  await update.execute();
}
