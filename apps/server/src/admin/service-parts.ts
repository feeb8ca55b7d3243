import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { sameName } from '../store/names.ts';
import type { Id, RecordType } from '../store/schema.ts';
import { checkedName, checkUnused } from './checks.ts';
import { type Found, find } from './find.ts';
import { newId } from './ids.ts';

type ServiceRow = Pick<Found<'service'>, 'id' | 'name'>;
type PriorityRow = Found<'priority'>;
type TypeRow = Found<'type'>;
type CategoryRow = Found<'category'>;

/** What an operator says about a priority. */
export interface PriorityInput {
  level?: number | undefined;
  description?: string | undefined;
  /** Hours until due; null for 24 a level. */
  dueHours?: number | null | undefined;
  /** Hours until escalation; null for never. */
  escalationHours?: number | null | undefined;
}

/** What an operator says about a type. */
export interface TypeInput {
  name?: string | undefined;
  /** The priority of its new records, by id or description; blank leaves it to the levels. */
  priority?: string | undefined;
}

/** A new priority of a service. */
export async function createPriority(
  context: WriteContext,
  service: ServiceRow,
  record_type: RecordType,
  input: PriorityInput & { level: number; description: string; id?: Id | undefined },
) {
  const { db, faults } = context;
  faults.throwIfAny();
  const row = await db
    .insert('service_priorities', {
      id: await newId(context, 'service_priorities', input.id),
      service_id: service.id,
      record_type,
      level: input.level,
      description: input.description,
      due_hours: input.dueHours ?? null,
      escalation_hours: input.escalationHours ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return priorityView(row);
}

/** Changes a priority. Due dates that were computed from it stay until their incident is changed. */
export async function setPriority({ db }: WriteContext, priority: PriorityRow, input: PriorityInput) {
  const { level, description, dueHours, escalationHours } = input;
  const changes = {
    level: level ?? priority.level,
    description: description ?? priority.description,
    due_hours: dueHours === undefined ? priority.due_hours : dueHours,
    escalation_hours: escalationHours === undefined ? priority.escalation_hours : escalationHours,
  };
  await db.update('service_priorities').set(changes).where('id', '=', priority.id).execute();
  // Incidents keep the level for the order of lists.
  if (changes.level !== priority.level) {
    await db
      .update('incidents')
      .set({ priority_level: changes.level })
      .where('priority_id', '=', priority.id)
      .execute();
  }
  return priorityView({ ...priority, ...changes });
}

/** The priorities of a service, or of all, for a type of record or for all. */
export async function listPriorities(context: ReadContext, filter: PartFilter) {
  const rows = await partsOf(context, 'service_priorities', filter).orderBy('level').orderBy('id').execute();
  return rows.map((row) => priorityView(row as PriorityRow));
}

/**
 * Removes a priority that nothing has.
 *
 * @throws CallError that names where it is in use
 */
export async function removePriority(context: WriteContext, priority: PriorityRow) {
  await checkUnused(context, 'priority', { id: priority.id, name: priority.description });
  await removePart(context, 'service_priorities', priority.id);
  return priorityView(priority);
}

/** A new type of a service. */
export async function createType(
  context: WriteContext,
  service: ServiceRow,
  record_type: RecordType,
  input: TypeInput & { name: string; id?: Id | undefined },
) {
  const { db, faults } = context;
  const name = checkedName(context, 'name', input.name);
  const priority = await defaultPriorityOf(context, service.id, record_type, input.priority);
  faults.throwIfAny();
  await checkFree(context, 'service_activity_types', service, name, { recordType: record_type });
  const row = await db
    .insert('service_activity_types', {
      id: await newId(context, 'service_activity_types', input.id),
      service_id: service.id,
      record_type,
      name,
      default_priority_id: priority,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return typeView(row);
}

/** Changes a type. */
export async function setType(context: WriteContext, type: TypeRow, input: TypeInput) {
  const { db, faults } = context;
  const changes = {
    name: input.name === undefined ? type.name : checkedName(context, 'name', input.name),
    default_priority_id:
      input.priority === undefined
        ? type.default_priority_id
        : await defaultPriorityOf(context, type.service_id, type.record_type, input.priority),
  };
  faults.throwIfAny();
  const service = await find(context, 'service', String(type.service_id));
  await checkFree(context, 'service_activity_types', service, changes.name, {
    recordType: type.record_type,
    own: type.id,
  });
  await db.update('service_activity_types').set(changes).where('id', '=', type.id).execute();
  return typeView({ ...type, ...changes });
}

/** The types of a service, or of all, for a type of record or for all. */
export async function listTypes(context: ReadContext, filter: PartFilter) {
  const rows = await partsOf(context, 'service_activity_types', filter).orderBy('id').execute();
  return rows.map((row) => typeView(row as TypeRow));
}

/**
 * Removes a type that no record has.
 *
 * @throws CallError that names where it is in use
 */
export async function removeType(context: WriteContext, type: TypeRow) {
  await checkUnused(context, 'type', type);
  await removePart(context, 'service_activity_types', type.id);
  return typeView(type);
}

/** A new category of a service. */
export async function createCategory(context: WriteContext, service: ServiceRow, text: string, id?: Id) {
  const { db, faults } = context;
  const name = checkedName(context, 'name', text);
  faults.throwIfAny();
  await checkFree(context, 'categories', service, name);
  const row = await db
    .insert('categories', {
      id: await newId(context, 'categories', id),
      service_id: service.id,
      name,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return categoryView(row);
}

/** Gives a category another name. */
export async function setCategory(context: WriteContext, category: CategoryRow, text: string) {
  const { db, faults } = context;
  const name = checkedName(context, 'name', text);
  faults.throwIfAny();
  const service = await find(context, 'service', String(category.service_id));
  await checkFree(context, 'categories', service, name, { own: category.id });
  await db.update('categories').set({ name }).where('id', '=', category.id).execute();
  return categoryView({ ...category, name });
}

/** The categories of a service, or of all. */
export async function listCategories(context: ReadContext, { service }: PartFilter) {
  const rows = await partsOf(context, 'categories', { service }).orderBy('name_key').orderBy('id').execute();
  return rows.map((row) => categoryView(row as CategoryRow));
}

/**
 * Removes a category that no record has.
 *
 * @throws CallError that names where it is in use
 */
export async function removeCategory(context: WriteContext, category: CategoryRow) {
  await checkUnused(context, 'category', category);
  await removePart(context, 'categories', category.id);
  return categoryView(category);
}

/** Of which service, and for which type of record; of all that is left out. */
export interface PartFilter {
  service?: Id | undefined;
  recordType?: RecordType | undefined;
}

type PartTable = 'service_priorities' | 'service_activity_types' | 'categories';

function partsOf<Table extends PartTable>({ db }: ReadContext, table: Table, filter: PartFilter) {
  let query = db.from(table as PartTable).selectAll();
  if (filter.service !== undefined) query = query.where('service_id', '=', filter.service);
  if (filter.recordType !== undefined)
    query = query.where('record_type' as 'id', '=', filter.recordType as never);
  return query.orderBy('service_id');
}

async function removePart({ db }: WriteContext, table: PartTable, id: Id): Promise<void> {
  await db.remove(table).where('id', '=', id).execute();
}

/** @throws CallError when the service has one of that name, by which a record that moves there would find it */
async function checkFree(
  context: ReadContext,
  table: 'service_activity_types' | 'categories',
  service: ServiceRow,
  name: string,
  { recordType, own }: { recordType?: RecordType; own?: Id } = {},
): Promise<void> {
  const rows = (await partsOf(context, table, { service: service.id, recordType }).execute()) as (
    | TypeRow
    | CategoryRow
  )[];
  const same = rows.find((row) => row.id !== own && sameName(row.name, name));
  if (same) throw new CallError(`${service.name} has ${name} already: ${same.id}`);
}

async function defaultPriorityOf(
  context: ReadContext,
  service: Id,
  recordType: RecordType,
  text: string | undefined,
): Promise<Id | null> {
  return text ? (await find(context, 'priority', text, { service, recordType })).id : null;
}

/** A row, which may still have the key of its name. */
type Stored<Row> = Row & { name_key?: string };

function priorityView({ account_id: _, name_key: __, ...view }: Stored<PriorityRow>) {
  return view;
}

function typeView({ account_id: _, name_key: __, ...view }: Stored<TypeRow>) {
  return view;
}

function categoryView({ account_id: _, name_key: __, ...view }: Stored<CategoryRow>) {
  return view;
}
