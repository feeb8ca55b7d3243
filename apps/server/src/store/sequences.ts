import type { Db } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Id } from './schema.ts';

/** Records of all types share one sequence of reference numbers; notes of all kinds share theirs. */
export type SequenceName =
  | 'record'
  | 'note'
  | 'watch'
  | 'change_tester'
  | 'issue'
  | 'customer'
  | 'company'
  | 'review_user'
  | 'release_record'
  | 'config_item'
  | 'time_entry';

/** The next number of an account's sequence. */
export async function nextNumber(db: Db, account: Id, name: SequenceName): Promise<number> {
  const [row] = await raised(db, { account, name });
  if (!row) throw new Error(`the sequence ${name} gave no number`);
  return row.last;
}

const raised = prepared((db, { account, name }: { account: Id; name: string }) =>
  db
    .insertInto('sequences')
    .values({ account_id: account, name, last: 1 })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'name']).doUpdateSet((eb) => ({ last: eb('sequences.last', '+', 1) })),
    )
    .returning('last'),
);
