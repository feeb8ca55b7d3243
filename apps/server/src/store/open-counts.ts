import { type Kysely, sql } from 'kysely';
import type { Db } from './engine.ts';
import { prepared } from './prepared.ts';
import type { Reader, Writer } from './rows.ts';
import type { Id, RecordType } from './schema.ts';

/** The group of open records that share a count. */
export interface OpenCount {
  type: RecordType;
  service: Id;
  /** Null if unassigned. */
  assignee: Id | null;
}

/** The assignee of unassigned records in the key, which cannot be null. No user has this id. */
const UNASSIGNED = 0;

const TABLES = {
  incident: 'incidents',
  problem: 'problems',
  change: 'changes',
  release: 'releases',
} as const;

/** Counts a record that was opened (1) or closed (-1). */
export async function countOpen(
  { source, account }: Writer,
  { type, service, assignee }: OpenCount,
  by: 1 | -1,
): Promise<void> {
  await addOpen(source, { account, type, service, assignee: assignee ?? UNASSIGNED, by });
}

const addOpen = prepared(
  (
    db: Db,
    {
      account,
      type,
      service,
      assignee,
      by,
    }: { account: Id; type: RecordType; service: Id; assignee: Id; by: number },
  ) =>
    db
      .insertInto('open_counts')
      .values({
        account_id: account,
        record_type: type,
        service_id: service,
        assigned_user_id: assignee,
        open: by,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'record_type', 'service_id', 'assigned_user_id'])
          .doUpdateSet((eb) => ({ open: eb('open_counts.open', '+', by) })),
      ),
);

/** The number of open records of a type, optionally of these assignees or services. */
export async function openRecords(
  { source, account }: Reader,
  type: RecordType,
  { services, assignees }: { services: readonly Id[] | undefined; assignees: readonly Id[] | undefined },
): Promise<number> {
  const [row] = await sumOfOpen(source, { account, type, services, assignees });
  return row?.open ?? 0;
}

const sumOfOpen = prepared(
  (
    db,
    {
      account,
      type,
      services,
      assignees,
    }: {
      account: Id;
      type: RecordType;
      services: readonly Id[] | undefined;
      assignees: readonly Id[] | undefined;
    },
  ) => {
    let query = db
      .selectFrom('open_counts')
      .select((eb) => eb.fn.sum<number | null>('open').as('open'))
      .where('account_id', '=', account)
      .where('record_type', '=', type);
    if (services) query = query.where('service_id', 'in', services);
    if (assignees) query = query.where('assigned_user_id', 'in', assignees);
    return query;
  },
);

/** Recomputes the counts after a bulk write, such as an import. */
// biome-ignore lint/suspicious/noExplicitAny: migrations call it with the schema of their time.
export async function recountOpen(db: Kysely<any>, account: Id): Promise<void> {
  await db.deleteFrom('open_counts').where('account_id', '=', account).execute();
  for (const [type, table] of Object.entries(TABLES)) {
    await sql`
      insert into open_counts (account_id, record_type, service_id, assigned_user_id, open)
      select account_id, ${sql.lit(type)}, service_id, coalesce(assigned_user_id, ${sql.lit(UNASSIGNED)}), count(*)
      from ${sql.table(table)}
      where account_id = ${account} and closed_at is null
      group by account_id, service_id, assigned_user_id`.execute(db);
  }
}
