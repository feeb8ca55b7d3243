/* Priorities, types and categories: what the records of a service are classified by. */

import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { sameName } from '../store/names.ts';
import type { Id, RecordType } from '../store/schema.ts';
import { checkedName, checkUnused } from './checks.ts';
import { type Found, find } from './find.ts';
import { newId } from './new-id.ts';

type ServiceRow = Pick<Found<'service'>, 'id' | 'name'>;
type PriorityRow = Found<'priority'>;
type TypeRow = Found<'type'>;
type CategoryRow = Found<'category'>;

/** The input for a priority. */
export interface PriorityInput {
  level?: number | undefined;
  description?: string | undefined;
  /** Hours until due; null: 24 hours per level. */
  dueHours?: number | null | undefined;
  /** Hours until escalation; null: never. */
  escalationHours?: number | null | undefined;
}

/** The input for a type. */
export interface TypeInput {
  name?: string | undefined;
  /** The default priority of its new records, by id or description; blank: that of level 3. */
  priority?: string | undefined;
}

/** Creates a priority of a service. */
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

/** Changes a priority. Due dates already computed from it stay until their incident changes. */
export async function setPriority({ db }: WriteContext, priority: PriorityRow, input: PriorityInput) {
  const { level, description, dueHours, escalationHours } = input;
  const changes = {
    level: level ?? priority.level,
    description: description ?? priority.description,
    due_hours: dueHours === undefined ? priority.due_hours : dueHours,
    escalation_hours: escalationHours === undefined ? priority.escalation_hours : escalationHours,
  };
  await db.update('service_priorities').set(changes).where('id', '=', priority.id).execute();
  // Incidents have a copy of the level, by which lists are ordered.
  if (changes.level !== priority.level) {
    await db
      .update('incidents')
      .set({ priority_level: changes.level })
      .where('priority_id', '=', priority.id)
      .execute();
  }
  return priorityView({ ...priority, ...changes });
}

/** Lists priorities. */
export async function listPriorities(context: ReadContext, filter: ClassificationFilter) {
  const rows = await classificationsOf(context, 'service_priorities', filter)
    .orderBy('level')
    .orderBy('id')
    .execute();
  return rows.map((row) => priorityView(row as PriorityRow));
}

/**
 * Removes an unused priority.
 *
 * @throws CallError if it is in use
 */
export async function removePriority(context: WriteContext, priority: PriorityRow) {
  await checkUnused(context, 'priority', { id: priority.id, name: priority.description });
  await removeClassification(context, 'service_priorities', priority.id);
  return priorityView(priority);
}

/** Creates a type of a service. */
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

/** Lists types. */
export async function listTypes(context: ReadContext, filter: ClassificationFilter) {
  const rows = await classificationsOf(context, 'service_activity_types', filter).orderBy('id').execute();
  return rows.map((row) => typeView(row as TypeRow));
}

/**
 * Removes an unused type.
 *
 * @throws CallError if it is in use
 */
export async function removeType(context: WriteContext, type: TypeRow) {
  await checkUnused(context, 'type', type);
  await removeClassification(context, 'service_activity_types', type.id);
  return typeView(type);
}

/** Creates a category of a service. */
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

/** Renames a category. */
export async function setCategory(context: WriteContext, category: CategoryRow, text: string) {
  const { db, faults } = context;
  const name = checkedName(context, 'name', text);
  faults.throwIfAny();
  const service = await find(context, 'service', String(category.service_id));
  await checkFree(context, 'categories', service, name, { own: category.id });
  await db.update('categories').set({ name }).where('id', '=', category.id).execute();
  return categoryView({ ...category, name });
}

/** Lists categories. */
export async function listCategories(context: ReadContext, { service }: ClassificationFilter) {
  const rows = await classificationsOf(context, 'categories', { service })
    .orderBy('name_key')
    .orderBy('id')
    .execute();
  return rows.map((row) => categoryView(row as CategoryRow));
}

/**
 * Removes an unused category.
 *
 * @throws CallError if it is in use
 */
export async function removeCategory(context: WriteContext, category: CategoryRow) {
  await checkUnused(context, 'category', category);
  await removeClassification(context, 'categories', category.id);
  return categoryView(category);
}

/** Narrows a list to a service or a type of record. */
export interface ClassificationFilter {
  service?: Id | undefined;
  recordType?: RecordType | undefined;
}

type ClassificationTable = 'service_priorities' | 'service_activity_types' | 'categories';

function classificationsOf<Table extends ClassificationTable>(
  { db }: ReadContext,
  table: Table,
  filter: ClassificationFilter,
) {
  let query = db.from(table as ClassificationTable).selectAll();
  if (filter.service !== undefined) query = query.where('service_id', '=', filter.service);
  if (filter.recordType !== undefined)
    query = query.where('record_type' as 'id', '=', filter.recordType as never);
  return query.orderBy('service_id');
}

async function removeClassification({ db }: WriteContext, table: ClassificationTable, id: Id): Promise<void> {
  await db.remove(table).where('id', '=', id).execute();
}

/** @throws CallError if the service has one with that name: records that move to the service find it by name */
async function checkFree(
  context: ReadContext,
  table: 'service_activity_types' | 'categories',
  service: ServiceRow,
  name: string,
  { recordType, own }: { recordType?: RecordType; own?: Id } = {},
): Promise<void> {
  const rows = (await classificationsOf(context, table, { service: service.id, recordType }).execute()) as (
    | TypeRow
    | CategoryRow
  )[];
  const same = rows.find((row) => row.id !== own && sameName(row.name, name));
  if (same) throw new CallError(`${service.name} already has ${name}, with the id ${same.id}`);
}

async function defaultPriorityOf(
  context: ReadContext,
  service: Id,
  recordType: RecordType,
  text: string | undefined,
): Promise<Id | null> {
  return text ? (await find(context, 'priority', text, { service, recordType })).id : null;
}

/** A row, possibly with its name key. */
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
