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
  | 'time_entry'
  | 'mail';

/** The next number of an account's sequence. */
export async function nextNumber(db: Db, account: Id, name: SequenceName): Promise<number> {
  return nextNumbers(db, account, name, 1);
}

/** The first of the next `count` numbers of an account's sequence. */
export async function nextNumbers(db: Db, account: Id, name: SequenceName, count: number): Promise<number> {
  const [row] = await raised(db, { account, name, count });
  if (!row) throw new Error(`the sequence ${name} gave no number`);
  return row.last - count + 1;
}

const raised = prepared((db, { account, name, count }: { account: Id; name: string; count: number }) =>
  db
    .insertInto('sequences')
    .values({ account_id: account, name, last: count })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'name'])
        .doUpdateSet((eb) => ({ last: eb('sequences.last', '+', count) })),
    )
    .returning('last'),
);
