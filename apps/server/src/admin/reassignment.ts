import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { recordTables } from '../resources/records/rows.ts';
import { servicesOf } from '../resources/services/rows.ts';
import { fullName } from '../resources/users/views.ts';
import { recountOpen } from '../store/open-counts.ts';
import type { Id, RecordType } from '../store/schema.ts';
import { type Found, find } from './find.ts';

type Person = Found<'user or group'>;

const TYPES = Object.keys(recordTables) as RecordType[];

/** Counts the open records that are assigned to a user or group. */
export async function openRecordsOf({ db }: ReadContext, person: Id): Promise<number> {
  const { open } = await db
    .from('open_counts')
    .select((eb) => eb.fn.sum<number | null>('open').as('open'))
    .where('assigned_user_id', '=', person)
    .executeTakeFirstOrThrow();
  return Number(open ?? 0);
}

/**
 * Assigns the open records of a user or group to another. Owners and watches stay, and no mail is sent.
 *
 * @param to a user or group by id or name, with access to the service of each record
 * @returns the number of records
 */
export async function reassignOpenRecords(context: WriteContext, from: Person, to: string): Promise<number> {
  const { db, caller, now } = context;
  const assignee = await find(context, 'user or group', to);
  if (assignee.disabled_at !== null) throw new CallError(`${fullName(assignee)} is disabled`);
  if (assignee.id === from.id) throw new CallError(`${fullName(assignee)} already has these records`);
  const count = await openRecordsOf(context, from.id);
  if (count === 0) return 0;
  await checkAccess(context, from, assignee);
  for (const type of TYPES) {
    const active = { last_active_at: now, updated_by_user_id: caller.person };
    await db
      .update(recordTables[type] as 'problems')
      .set({ assigned_user_id: assignee.id, ...active, ...(type !== 'incident' && { updated_at: now }) })
      .where('assigned_user_id', '=', from.id)
      .where('closed_at', 'is', null)
      .execute();
  }
  await recountOpen(db.source, caller.account);
  return count;
}

/** @throws CallError if the assignee has no access to the services of these records */
async function checkAccess({ db }: ReadContext, from: Person, assignee: Person): Promise<void> {
  const accessible = await servicesOf(db, assignee.id);
  const services = await db
    .from('services')
    .select(['id', 'name'])
    .where(
      'id',
      'in',
      db
        .from('open_counts')
        .select('service_id')
        .where('assigned_user_id', '=', from.id)
        .where('open', '>', 0),
    )
    .orderBy('id')
    .execute();
  const inaccessible = services.filter(({ id }) => !accessible.includes(id)).map(({ name }) => name);
  if (inaccessible.length === 0) return;
  throw new CallError(`${fullName(assignee)} has no access to ${inaccessible.join(', ')}: grant it first`);
}
