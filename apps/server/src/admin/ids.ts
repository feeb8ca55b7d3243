import type { WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import type { Id } from '../store/schema.ts';
import { countChosenId, isTaken, nextId, type OperatorTable } from '../store/sequences.ts';

/**
 * The id of something new: the one that the operator asks for, else the next one.
 *
 * @throws CallError when it is taken; users and groups share their ids
 */
export async function newId(
  context: WriteContext,
  table: OperatorTable,
  wanted: Id | undefined,
): Promise<Id> {
  const { db } = context;
  if (wanted === undefined) return nextId(db, table);
  if (await isTaken(db, table, wanted))
    throw new CallError(`${wanted} is taken: it is in ${table.replaceAll('_', ' ')} already`);
  await countChosenId(db, table, wanted);
  return wanted;
}
