import type { WriteContext } from '../../calls/context.ts';
import { notesOf } from '../notes/rows.ts';
import type { Parent } from '../parents.ts';

/**
 * Keeps on a problem when its workaround was found and by whom, after its notes may have changed: the first workaround
 * says so, and with the last one it goes.
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
