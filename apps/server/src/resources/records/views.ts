import type { ReadContext } from '../../calls/context.ts';
import type { RecordType } from '../../store/schema.ts';
import { findCustomer } from '../customers/rows.ts';
import { customerRef } from '../customers/views.ts';
import { linkLists, NO_LINKS } from '../links/views.ts';
import { findCategory, prioritiesById, type ServiceRow, servicesById, typesById } from '../services/rows.ts';
import { personsById } from '../users/views.ts';
import { watchesOf } from '../watches/rows.ts';
import { watchSummary } from '../watches/views.ts';
import type { DetailSurroundings, RecordSchemas, RecordSurroundings, Shown } from './kind.ts';
import { recordKinds } from './kinds.ts';
import { parentRecord, type RecordRows } from './rows.ts';

/** Records as lists show them. */
export async function recordSummaries<Type extends RecordType>(
  context: ReadContext,
  type: Type,
  records: RecordRows[Type][],
): Promise<RecordSchemas[Type]['summary'][]> {
  const { summaries, people, typeInLists } = recordKinds[type].views;
  const ids = records.map(({ id }) => id);
  const reading = summaries(context, ids);
  const surroundingsOf = await readSurroundings(context, type, records, reading, people.summary, typeInLists);
  const { show } = await reading;
  return records.map((record) => show(record, surroundingsOf(record)));
}

/** A record with all that belongs to it. */
export async function recordView<Type extends RecordType>(
  context: ReadContext,
  type: Type,
  record: RecordRows[Type],
): Promise<RecordSchemas[Type]['detail']> {
  const { detail, people } = recordKinds[type].views;
  const { service_id, category_id } = record;
  const customerId = 'customer_id' in record ? record.customer_id : null;
  const columns = [...people.summary, ...people.detail];
  const reading = detail(context, record.id);
  const [surroundingsOf, links, category, customer] = await Promise.all([
    readSurroundings(context, type, [record], reading, columns, true),
    linkLists(context, parentRecord(type, record)),
    category_id === null ? undefined : findCategory(context, service_id, category_id),
    customerId === null ? undefined : findCustomer(context, customerId),
  ]);
  const { show } = await reading;
  const surroundings: DetailSurroundings<Type> = {
    ...surroundingsOf(record),
    links,
    category,
    customer: customer ? customerRef(customer) : null,
  };
  const view = show(record, surroundings);
  if (links === NO_LINKS) sameForAll.add(view);
  return view;
}

/** The views of records without links: who reads a record decides only which of its links it has. */
const sameForAll = new WeakSet<object>();

/** Whether a view of a record is known to be the same for all who may read it. */
export function isSameForAll(view: object): boolean {
  return sameForAll.has(view);
}

/**
 * Reads what records are shown with: services, priorities, types, watches, and the people of all that is shown.
 *
 * @param reading the rest of the view, and the people that it names
 * @param columns those that hold people
 */
async function readSurroundings<Type extends RecordType>(
  context: ReadContext,
  type: Type,
  records: RecordRows[Type][],
  reading: Promise<Pick<Shown<Type, 'summary'>, 'people'>>,
  columns: readonly (keyof RecordRows[Type])[],
  withTypes: boolean,
): Promise<(record: RecordRows[Type]) => RecordSurroundings<Type>> {
  const [services, priorities, types, watches, { people }] = await Promise.all([
    servicesById(
      context,
      records.map(({ service_id }) => service_id),
    ),
    prioritiesById(
      context,
      records.map(({ priority_id }) => priority_id),
    ),
    typesById(context, withTypes ? records.map(({ type_id }) => type_id) : []),
    watchesOf(
      context,
      type,
      records.map(({ id }) => id),
    ),
    reading,
  ]);
  const person = await personsById(context, [
    ...records.flatMap((record) => columns.map((column) => record[column] as RecordRows[Type]['owner_id'])),
    ...watches.map(({ user_id }) => user_id),
    ...people,
  ]);
  const watchesById = Map.groupBy(watches, ({ parent_id }) => parent_id);

  return (record) => {
    const { id, service_id, priority_id, type_id } = record;
    const parent = parentRecord(type, record);
    const activityType = type_id === null ? undefined : types.get(type_id);
    return {
      parent,
      service: services.get(service_id) as ServiceRow,
      priority: priority_id === null ? undefined : priorities.get(priority_id),
      type: activityType?.service_id === service_id ? activityType : undefined,
      watches: (watchesById.get(id) ?? []).map((watch) => ({ watch: watchSummary(watch, parent, person) })),
      person,
    };
  };
}
