import type { WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import type { Id } from '../store/schema.ts';
import { countChosenId, isTaken, nextId, type OperatorTable } from '../store/sequences.ts';

/**
 * The id of a new row: the one that the operator chose, or the next one.
 *
 * @throws CallError if it is taken; users and groups share their ids
 */
export async function newId(
  context: WriteContext,
  table: OperatorTable,
  wanted: Id | undefined,
): Promise<Id> {
  const { db } = context;
  if (wanted === undefined) return nextId(db, table);
  if (await isTaken(db, table, wanted))
    throw new CallError(`id ${wanted} is already used in ${table.replaceAll('_', ' ')}`);
  await countChosenId(db, table, wanted);
  return wanted;
}
