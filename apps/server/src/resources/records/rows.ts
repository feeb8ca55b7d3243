import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Selectable } from 'kysely';
import { LINKS, type ReadContext, type WriteContext } from '../../calls/context.ts';
import { found } from '../../calls/faults.ts';
import { changedColumns } from '../../rules/values.ts';
import { countOpen, type OpenCount } from '../../store/open-counts.ts';
import { prepared, preparedRows } from '../../store/prepared.ts';
import type { Reader, Writer } from '../../store/rows.ts';
import type { Database, Id, RecordType, Seconds } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import type { Db } from '../../store/store.ts';
import type { Parent } from '../parents.ts';
import { type VisibleServices, visibleServices } from '../services/rows.ts';

/** The rows of each type of record. */
export interface RecordRows {
  incident: Selectable<Database['incidents']>;
  change: Selectable<Database['changes']>;
  problem: Selectable<Database['problems']>;
  release: Selectable<Database['releases']>;
}

/** The table of each type. */
export const recordTables: Record<RecordType, `${RecordType}s`> = {
  incident: 'incidents',
  change: 'changes',
  problem: 'problems',
  release: 'releases',
};

/** A row of any type of record: what all of them have. */
interface AnyRecord {
  account_id: Id;
  id: Id;
  service_id: Id;
  assigned_user_id: Id | null;
  updated_by_user_id: Id | null;
  closed_at: Seconds | null;
  last_active_at: Seconds;
  /** When a field last changed; not every type has it. */
  updated_at?: Seconds;
}

/** What decides where a record is counted. */
type Countable = Pick<AnyRecord, 'service_id' | 'assigned_user_id' | 'closed_at'>;

/** All tables of records, seen as one: Kysely cannot type a table that is chosen while it runs. */
export interface AnyDatabase {
  record: AnyRecord & {
    resolved_at: Seconds | null;
    due_date: Seconds | null;
    created_at: Seconds;
    priority_level: number | null;
  };
  service_priorities: Database['service_priorities'];
  watches: Database['watches'];
}

/** A record as the parent of its notes and watches. */
export function parentRecord<Type extends RecordType>(type: Type, { id }: { id: Id }): Parent<Type> {
  return { type, id, link: `${LINKS}/${recordTables[type]}/${id}` };
}

/**
 * A record that the caller sees.
 *
 * @throws CallError when there is none
 */
export async function findRecord<Type extends RecordType>(
  context: ReadContext,
  type: Type,
  id: Id,
): Promise<RecordRows[Type]> {
  return found(await recordOf(context, type, id), type);
}

/** A record, if there is one that the caller sees. */
export async function recordOf<Type extends RecordType>(
  context: ReadContext,
  type: Type,
  id: Id,
): Promise<RecordRows[Type] | undefined> {
  const { db } = context;
  const services = await visibleServices(context);
  const [record] = await recordsWithId(db, { id, services }, type);
  return record as unknown as RecordRows[Type] | undefined;
}

const recordsWithId = preparedRows(
  (db, { id, services }: { id: Id; services: VisibleServices }, type: RecordType) => {
    const query = selectFrom(db, type).selectAll('record').where('record.id', '=', id);
    return services ? query.where('record.service_id', 'in', services) : query;
  },
);

/** A record of any type that the caller sees, by the number that no two of them share. */
export async function recordByNumber(
  context: ReadContext,
  number: Id,
): Promise<{ type: RecordType; record: RecordRows[RecordType] } | undefined> {
  for (const type of Object.keys(recordTables) as RecordType[]) {
    const record = await recordOf(context, type, number);
    if (record) return { type, record };
  }
  return undefined;
}

/** Which of these records of a type the caller sees. */
export async function visibleIds(context: ReadContext, type: RecordType, ids: Id[]): Promise<Set<Id>> {
  if (ids.length === 0) return new Set();
  const visible = await visibleServices(context);
  let query = selectFrom(context.db, type).select('record.id').where('record.id', 'in', ids);
  if (visible) query = query.where('record.service_id', 'in', visible);
  return new Set((await query.execute()).map(({ id }) => id));
}

/** The services of these records of a type, whether the caller sees them or not. */
export async function servicesOfRecords(
  { db }: ReadContext,
  type: RecordType,
  ids: readonly Id[],
): Promise<[record: Id, service: Id][]> {
  if (ids.length === 0) return [];
  const rows = await servicesOfRecordsWithIds(db, { ids }, type);
  return rows.map(({ id, service_id }) => [id, service_id]);
}

const servicesOfRecordsWithIds = preparedRows((db, { ids }: { ids: readonly Id[] }, type: RecordType) =>
  selectFrom(db, type).select(['record.id', 'record.service_id']).where('record.id', 'in', ids),
);

/** Stores a new record under the account's next reference number. */
export async function insertRecord<Type extends RecordType>(
  { db }: WriteContext,
  type: Type,
  record: Omit<RecordRows[Type], 'id'>,
): Promise<RecordRows[Type]> {
  const row = { ...record, id: await nextNumber(db, 'record') } as RecordRows[Type];
  await storeRecord(db.source, { ...(row as StoredRecord), account_id: db.account }, type);
  const count = countOf(type, row);
  if (count) await countOpen(db, count, 1);
  return row;
}

type StoredRecord = { [Name in keyof RecordRows['incident']]: RecordRows['incident'][Name] };

const storeRecord = prepared((db: Db, row: StoredRecord, type: RecordType) =>
  db.insertInto(recordTables[type] as 'incidents').values(row),
);

/** Stores what a call changed; a call that changed nothing leaves no trace. */
export async function saveRecord<Type extends RecordType>(
  { db, caller, now }: WriteContext,
  type: Type,
  before: RecordRows[Type],
  after: RecordRows[Type],
  { active }: { active: boolean },
): Promise<RecordRows[Type]> {
  const changed: Partial<AnyRecord> = changedColumns<RecordRows[Type]>(before, after);
  if (Object.keys(changed).length > 0) {
    changed.updated_by_user_id = caller.person;
    if ('updated_at' in before) changed.updated_at = now;
  } else if (!active) return before;
  changed.last_active_at = now;
  await db
    .update(recordTables[type] as 'incidents')
    .set(changed)
    .where('id', '=', before.id)
    .execute();
  const updated = { ...before, ...changed };
  await countChange(db, type, before, updated);
  return updated;
}

/** Updates the counts of open records updated one is closed, re-opened, moved or reassigned. */
async function countChange(db: Writer, type: RecordType, before: Countable, after: Countable): Promise<void> {
  const from = countOf(type, before);
  const to = countOf(type, after);
  if (isDeepStrictEqual(from, to)) return;
  if (from) await countOpen(db, from, -1);
  if (to) await countOpen(db, to, 1);
}

/** The assignee and service that a record is counted for; undefined while it is closed. */
function countOf(type: RecordType, record: Countable): OpenCount | undefined {
  if (record.closed_at !== null) return undefined;
  return { type, service: record.service_id, assignee: record.assigned_user_id };
}

/** Says that something happened on a record: one of its notes was written, changed or removed. */
export async function touchRecord({ db, now }: WriteContext, type: RecordType, id: Id): Promise<void> {
  await db
    .update(recordTables[type] as 'incidents')
    .set({ last_active_at: now })
    .where('id', '=', id)
    .execute();
}

/** The account's records of a type, as `record`. */
export function selectFrom({ source, account }: Reader, type: RecordType) {
  const any = source as unknown as Kysely<AnyDatabase>;
  return any
    .selectFrom(`${recordTables[type]} as record` as 'record')
    .where('record.account_id', '=', account);
}
