import type { ExpressionBuilder, ExpressionWrapper, Selectable, SqlBool } from 'kysely';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { CallError, notFound } from '../../calls/faults.ts';
import { isGiven } from '../../rules/values.ts';
import { LARGEST_ID, narrowed } from '../../store/engine.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { Database, Id, Seconds, TimeEntriesTable } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import { recordByNumber } from '../records/rows.ts';
import { findServiceByName, type ServiceRow, servicesById } from '../services/rows.ts';
import { findActiveUser, findUser } from '../users/rows.ts';

export type TimeEntryRow = Selectable<TimeEntriesTable>;

/** What a call says about a time entry. */
export interface TimeEntryInput {
  entry?: string;
  hours?: number | null;
  description?: string;
  performed_at?: Seconds | null;
}

/** Which time entries a list holds. */
export type TimeSelection = (
  eb: ExpressionBuilder<Database, 'time_entries'>,
) => ExpressionWrapper<Database, 'time_entries', SqlBool>;

/** What an entry names: a record, a service or neither, and the task. */
type Spent = Pick<TimeEntryRow, 'record_type' | 'record_id' | 'service_id' | 'custom'>;

const MOST_HOURS = 24;

/** Whether the caller may change the time of all users, as an account-wide token may. */
export async function isTimeAdministrator(context: ReadContext): Promise<boolean> {
  const { user } = context.caller;
  return user === null || (await findUser(context, user))?.time_administrator === 1;
}

/**
 * The user that a call names in place of the caller; undefined if it names none. An unknown user is added to the
 * context's faults.
 *
 * @param before the current user of the entry, who is accepted without a lookup
 * @param find looks up users that the call may name: for reading, also disabled ones
 * @throws CallError if a Time User names another user
 */
export async function selectedTimeUser(
  context: ReadContext,
  id: Id | null | undefined,
  before?: Id,
  find: typeof findUser = findActiveUser,
): Promise<Id | undefined> {
  if (!isGiven(id)) return undefined;
  if (id === before) return id;
  const user = await find(context, id);
  if (user?.kind !== 'user') {
    context.faults.notFound('selected_user_id', 'user');
    return undefined;
  }
  if (id !== context.caller.user && !(await isTimeAdministrator(context))) {
    throw new CallError('You are not permitted to do this');
  }
  return id;
}

/** The entries of one user or of all users, within a range that includes both of its ends. */
export function selectTime(user: Id | undefined, from: Seconds, to: Seconds): TimeSelection {
  return (eb) =>
    eb.and([
      eb('performed_at', '>=', from),
      eb('performed_at', '<=', to),
      ...(user === undefined ? [] : [eb('user_id', '=', user)]),
    ]);
}

/** How many entries a selection holds. */
export async function countTime({ db }: ReadContext, where: TimeSelection): Promise<number> {
  const { count } = await db
    .from('time_entries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(where)
    .executeTakeFirstOrThrow();
  return count;
}

/** A page of a selection, newest first. */
export async function listTime(
  { db }: ReadContext,
  where: TimeSelection,
  { limit, offset }: { limit: number; offset: number },
): Promise<TimeEntryRow[]> {
  return db
    .from('time_entries')
    .selectAll()
    .where(where)
    .orderBy('performed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
}

/**
 * An entry that the caller may access: their own, or any for a Time Administrator.
 *
 * @throws CallError when there is none
 */
export async function findTimeEntry(context: ReadContext, id: Id): Promise<TimeEntryRow> {
  const { db, caller } = context;
  const entry = await db.byId('time_entries', id);
  const reached = entry && (entry.user_id === caller.user || (await isTimeAdministrator(context)));
  if (!reached) throw notFound('time entry');
  return entry;
}

/** Enters time. */
export async function createTimeEntry(
  context: WriteContext,
  user: Id | undefined,
  input: TimeEntryInput,
): Promise<TimeEntryRow> {
  const { db, caller, now, faults } = context;
  checkHours(context, input);
  const spent = input.entry ? await spentOn(context, input.entry) : undefined;
  faults.throwIfAny();
  const row: TimeEntryRow = {
    account_id: caller.account,
    id: await nextNumber(db, 'time_entry'),
    user_id: user ?? caller.person,
    hours: input.hours as number,
    description: input.description ?? '',
    ...(spent as Spent),
    performed_at: input.performed_at ?? now,
    locked_at: null,
    created_at: now,
    updated_at: now,
  };
  await db.insert('time_entries', row).execute();
  return row;
}

/** Changes an entry that is not locked; what the call does not say is left alone. */
export async function updateTimeEntry(
  context: WriteContext,
  before: TimeEntryRow,
  user: Id | undefined,
  input: TimeEntryInput,
): Promise<TimeEntryRow> {
  const { db, now, faults } = context;
  checkUnlocked(before);
  checkHours(context, input);
  if (input.entry === '') faults.add('entry', "can't be blank");
  const spent = input.entry ? await spentOn(context, input.entry, before) : undefined;
  faults.throwIfAny();
  const after: TimeEntryRow = {
    ...before,
    ...spent,
    user_id: user ?? before.user_id,
    hours: input.hours ?? before.hours,
    description: input.description ?? before.description,
    performed_at: input.performed_at ?? before.performed_at,
  };
  const names = Object.keys(after) as (keyof TimeEntryRow)[];
  if (names.every((name) => after[name] === before[name])) return before;
  after.updated_at = now;
  await db.update('time_entries').set(after).where('id', '=', before.id).execute();
  return after;
}

/** Removes an entry that is not locked. */
export async function deleteTimeEntry({ db }: WriteContext, entry: TimeEntryRow): Promise<void> {
  checkUnlocked(entry);
  await db.remove('time_entries').where('id', '=', entry.id).execute();
}

/** All hours that were spent on a record. */
export async function timeSpentOn({ db }: ReadContext, record: Id): Promise<number> {
  const rows = await hoursOn(db, { record });
  const sum = rows.reduce((total, { hours }) => total + hours, 0);
  // Rounds the error of sums of binary fractions.
  return Math.round(sum * 10_000) / 10_000;
}

const hoursOn = preparedRows((db, { record }: { record: Id }) =>
  db.from('time_entries').select('hours').where('record_id', '=', record),
);

function checkHours({ faults }: ReadContext, { hours }: TimeEntryInput): void {
  if (hours === undefined) return;
  if (hours === null) faults.add('hours', "can't be blank");
  else if (hours <= 0) faults.add('hours', 'must be greater than 0');
  else if (hours > MOST_HOURS) faults.add('hours', `must be less than or equal to ${MOST_HOURS}`);
}

function checkUnlocked({ locked_at }: TimeEntryRow): void {
  if (locked_at !== null) throw new CallError('time entry is locked');
}

/**
 * `B#1234 task`, `Service // task`, `// task`, or a task and nothing else.
 *
 * @param before what it was spent on so far: named again, it is not looked for
 */
async function spentOn(context: ReadContext, entry: string, before?: Spent): Promise<Spent> {
  const task = (custom: string): Spent => ({ record_type: null, record_id: null, service_id: null, custom });
  const [, number, rest = ''] = /^\s*b#(\d+)\s*(.*)$/is.exec(entry) ?? [];
  if (number !== undefined) {
    const id = BigInt(number);
    const custom = rest.trim();
    if (isGiven(before?.record_id) && BigInt(before.record_id) === id) return { ...before, custom };
    const found = id > LARGEST_ID ? undefined : await recordByNumber(context, narrowed(id));
    if (!found) {
      context.faults.notFound('entry', 'record');
      return task('');
    }
    const { type, record } = found;
    return { record_type: type, record_id: record.id, service_id: null, custom };
  }
  const [name, custom] = atSeparator(entry);
  if (name === '') return task(custom);
  const service = (await sameService(context, name, before)) ?? (await findServiceByName(context, name));
  if (!service) context.faults.notFound('entry', 'service');
  return { ...task(custom), service_id: service?.id ?? null };
}

/** The service that time was spent on so far, if it has this name, ignoring case. */
async function sameService(
  context: ReadContext,
  name: string,
  before: Spent | undefined,
): Promise<ServiceRow | undefined> {
  if (!isGiven(before?.service_id)) return undefined;
  const service = (await servicesById(context, [before.service_id])).get(before.service_id);
  return service?.name.toLowerCase() === name.toLowerCase() ? service : undefined;
}

/**
 * What stands before and after the first `//`. It separates only at the start or between blanks, so that an address
 * such as `http://example.com` stays part of the task.
 */
function atSeparator(entry: string): [name: string, task: string] {
  const { index, 0: separator } = /^\s*\/\/|\s\/\/(?=\s|$)/.exec(entry) ?? { index: 0, 0: '' };
  return [entry.slice(0, index).trim(), entry.slice(index + separator.length).trim()];
}
