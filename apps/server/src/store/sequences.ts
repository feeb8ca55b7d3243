import { type Db, narrowed } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Reader, Writer } from './rows.ts';
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
  | 'mail'
  | 'webhook'
  | 'webhook_delivery';

/** The next number of a sequence. */
export async function nextNumber({ source, account }: Writer, name: SequenceName): Promise<number> {
  return nextNumbers(source, account, name, 1);
}

/** The first of the next `count` numbers of an account's sequence. */
export async function nextNumbers(db: Db, account: Id, name: SequenceName, count: number): Promise<number> {
  const [row] = await raised(db, { account, name, count });
  if (!row) throw new Error(`the sequence ${name} returned no number`);
  // Sequences stay far below 2^53, so a number is exact.
  return Number(row.last) - count + 1;
}

const raised = prepared((db: Db, { account, name, count }: { account: Id; name: string; count: number }) =>
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

/** The tables in which operators create rows and may choose their ids. */
export type OperatorTable =
  | 'users'
  | 'services'
  | 'service_priorities'
  | 'service_activity_types'
  | 'categories'
  | 'avatars'
  | 'messages'
  | 'knowledge_articles'
  | 'reports'
  | 'config_types'
  | 'config_relationship_types';

/** Larger ids, which an operator or an import may have chosen, do not raise the sequence. */
const HIGHEST_COUNTED = 2 ** 31 - 1;

/**
 * The next free id of a table. Ids are never reused, not even those of deleted rows. Ids that an import or an operator has
 * chosen are skipped.
 */
export async function nextId(db: Writer, table: OperatorTable): Promise<Id> {
  const last = await lastOf(db, table);
  const highest = await db
    .from(table)
    .select((eb) => eb.fn.max<Id | null>('id').as('id'))
    .where('id', '<=', HIGHEST_COUNTED)
    .executeTakeFirst();
  const [a, b] = [last, BigInt(highest?.id ?? 0)];
  let next = (a > b ? a : b) + 1n;
  while (await isTaken(db, table, narrowed(next))) next += 1n;
  const id = narrowed(next);
  await setLast(db, table, id);
  return id;
}

/** Raises the sequence to an id that an operator has chosen, so that it is not reused after its row is deleted. */
export async function countChosenId(db: Writer, table: OperatorTable, id: Id): Promise<void> {
  if (id <= HIGHEST_COUNTED && id > (await lastOf(db, table))) await setLast(db, table, id);
}

async function lastOf(db: Reader, table: OperatorTable): Promise<bigint> {
  const row = await db.from('sequences').select('last').where('name', '=', table).executeTakeFirst();
  return BigInt(row?.last ?? 0);
}

async function setLast({ source, account }: Writer, table: OperatorTable, id: Id): Promise<void> {
  await source
    .insertInto('sequences')
    .values({ account_id: account, name: table, last: id })
    .onConflict((conflict) => conflict.columns(['account_id', 'name']).doUpdateSet({ last: id }))
    .execute();
}

/** Whether a row of a table has this id. */
export async function isTaken(db: Reader, table: OperatorTable, id: Id): Promise<boolean> {
  return (await db.byId(table, id)) !== undefined;
}
