import type { ReadContext } from '../../calls/context.ts';
import { cachedById, cachedRows } from '../../store/cache.ts';
import { folded, nameKey, sameName } from '../../store/names.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { Reader } from '../../store/rows.ts';
import type {
  CategoriesTable,
  Id,
  NamedRow,
  RecordType,
  ServiceActivityTypesTable,
  ServicePrioritiesTable,
  ServicesTable,
} from '../../store/schema.ts';

export type ServiceRow = NamedRow<ServicesTable>;
export type PriorityRow = NamedRow<ServicePrioritiesTable>;
export type TypeRow = NamedRow<ServiceActivityTypesTable>;
export type CategoryRow = NamedRow<CategoriesTable>;

/** The services that a caller may see; undefined for all of them. */
export type VisibleServices = readonly Id[] | undefined;

/** The services that the caller sees: their own, or all with an account-wide token. */
export async function visibleServices(context: ReadContext): Promise<VisibleServices> {
  const { db, caller } = context;
  if (caller.user === null) return undefined;
  const known = visible.get(context) ?? servicesOf(db, caller.user);
  visible.set(context, known);
  return known;
}

/** Looked up once a call: no call changes what its caller sees. */
const visible = new WeakMap<ReadContext, Promise<Id[]>>();

/** The services that a user belongs to, himself or through a group. */
export async function servicesOf(db: Reader, user: Id): Promise<Id[]> {
  const rows = await accessOf(db, { user });
  return rows.map(({ service_id }) => service_id);
}

const accessOf = cachedRows(
  preparedRows((db, { user }: { user: Id }) =>
    db
      .from('service_access')
      .select('service_id')
      .distinct()
      .where((eb) =>
        eb.or([
          eb('user_id', '=', user),
          eb('user_id', 'in', db.from('memberships').select('group_id').where('user_id', '=', user)),
        ]),
      ),
  ),
);

/** Whether a user or group may be given the records of a service. */
export async function hasAccess({ db }: ReadContext, user: Id, service: Id): Promise<boolean> {
  return (await servicesOf(db, user)).includes(service);
}

/** Which of these users and groups belong to a service, themselves or through a group. */
export async function belongingTo({ db }: ReadContext, service: Id, ids: readonly Id[]): Promise<Set<Id>> {
  if (ids.length === 0) return new Set();
  const rows = await belonging(db, { service, ids });
  return new Set(rows.map(({ user_id }) => user_id));
}

const belonging = preparedRows((db, { service, ids }: { service: Id; ids: readonly Id[] }) =>
  db
    .from('service_access')
    .select('user_id')
    .where('service_id', '=', service)
    .where('user_id', 'in', ids)
    .union(
      db
        .from('memberships as member')
        .innerJoin('service_access as access', (join) =>
          join
            .onRef('access.account_id', '=', 'member.account_id')
            .onRef('access.user_id', '=', 'member.group_id'),
        )
        .select('member.user_id')
        .where('access.service_id', '=', service)
        .where('member.user_id', 'in', ids),
    ),
);

/** A service that the caller sees, by its id, or in an address by its slug or else by its name. */
export async function findService(context: ReadContext, id: Id | string): Promise<ServiceRow | undefined> {
  const { db } = context;
  const by = typeof id === 'string' ? 'slug' : 'id';
  const value = typeof id === 'string' ? folded(id) : id;
  const [service] = await servicesBy(db, { id: value }, by);
  const visible = await visibleServices(context);
  if (service && (!visible || visible.includes(service.id))) return service;
  return typeof id === 'string' ? findServiceByName(context, id) : undefined;
}

const servicesBy = preparedRows((db, { id }: { id: Id | string }, by: 'id' | 'slug') =>
  db.from('services').selectAll().where(by, '=', id),
);

/** The services that the caller sees, by name. */
export async function listVisibleServices(context: ReadContext): Promise<ServiceRow[]> {
  return servicesByName(context, await visibleServices(context)).execute();
}

/** The first by name of the services that the caller sees. */
export async function firstService(context: ReadContext): Promise<ServiceRow | undefined> {
  return servicesByName(context, await visibleServices(context))
    .limit(1)
    .executeTakeFirst();
}

function servicesByName({ db }: ReadContext, visible: VisibleServices) {
  const all = db.from('services').selectAll();
  return (visible ? all.where('id', 'in', visible) : all).orderBy('name_key').orderBy('id');
}

/** The service that a priority belongs to, if the caller sees it. */
export async function serviceOfPriority(context: ReadContext, id: Id): Promise<ServiceRow | undefined> {
  return ownerOf(context, 'service_priorities', id);
}

/** The service that a type belongs to, if the caller sees it. */
export async function serviceOfType(context: ReadContext, id: Id): Promise<ServiceRow | undefined> {
  return ownerOf(context, 'service_activity_types', id);
}

async function ownerOf(
  context: ReadContext,
  table: 'service_priorities' | 'service_activity_types',
  id: Id,
): Promise<ServiceRow | undefined> {
  const row = await context.db.from(table).select('service_id').where('id', '=', id).executeTakeFirst();
  return row && findService(context, row.service_id);
}

/** A service that the caller sees, by its name, ignoring case. */
export async function findServiceByName(context: ReadContext, name: string): Promise<ServiceRow | undefined> {
  const visible = await visibleServices(context);
  let query = context.db.from('services').selectAll().where('name_key', '=', nameKey(name));
  if (visible) query = query.where('id', 'in', visible);
  const services = await query.orderBy('id').execute();
  return services.find((service) => sameName(service.name.trim(), name.trim()));
}

/** The services with these ids, also those that the caller may not see. */
export function servicesById({ db }: ReadContext, ids: Id[]): Promise<ReadonlyMap<Id, ServiceRow>> {
  return servicesWithIds(db, ids);
}

const servicesWithIds = cachedById(
  preparedRows((db, { ids }: { ids: Id[] }) => db.from('services').selectAll().where('id', 'in', ids)),
  (service) => service,
);

/** The priorities with these ids. */
export function prioritiesById(
  { db }: ReadContext,
  ids: (Id | null)[],
): Promise<ReadonlyMap<Id, PriorityRow>> {
  return prioritiesWithIds(db, ids);
}

const prioritiesWithIds = cachedById(
  preparedRows((db, { ids }: { ids: Id[] }) =>
    db.from('service_priorities').selectAll().where('id', 'in', ids),
  ),
  (priority) => priority,
);

/** The types with these ids. */
export function typesById({ db }: ReadContext, ids: (Id | null)[]): Promise<ReadonlyMap<Id, TypeRow>> {
  return typesWithIds(db, ids);
}

const typesWithIds = cachedById(
  preparedRows((db, { ids }: { ids: Id[] }) =>
    db.from('service_activity_types').selectAll().where('id', 'in', ids),
  ),
  (type) => type,
);

/** A priority of a service, whatever type of record it was made for. */
export async function findPriority(
  context: ReadContext,
  service: Id,
  id: Id,
): Promise<PriorityRow | undefined> {
  return ofService(await prioritiesById(context, [id]), service, id);
}

/** A type of a service, whatever type of record it was made for. */
export async function findType(context: ReadContext, service: Id, id: Id): Promise<TypeRow | undefined> {
  return ofService(await typesById(context, [id]), service, id);
}

/** A category of a service. */
export async function findCategory(
  { db }: ReadContext,
  service: Id,
  id: Id,
): Promise<CategoryRow | undefined> {
  return ofService(await categoriesWithIds(db, [id]), service, id);
}

const categoriesWithIds = cachedById(
  preparedRows((db, { ids }: { ids: Id[] }) => db.from('categories').selectAll().where('id', 'in', ids)),
  (category) => category,
);

/** The priorities, types and categories of these services: priorities by level, the others by name. */
export async function partsOfServices(
  { db }: ReadContext,
  services: readonly Id[],
): Promise<{ priorities: PriorityRow[]; types: TypeRow[]; categories: CategoryRow[] }> {
  const priorities = db.from('service_priorities').selectAll().where('service_id', 'in', services);
  const types = db.from('service_activity_types').selectAll().where('service_id', 'in', services);
  const categories = db.from('categories').selectAll().where('service_id', 'in', services);
  const [ofPriorities, ofTypes, ofCategories] = await Promise.all([
    priorities.orderBy('level').orderBy('id').execute(),
    types.orderBy('name_key').orderBy('id').execute(),
    categories.orderBy('name_key').orderBy('id').execute(),
  ]);
  return { priorities: ofPriorities, types: ofTypes, categories: ofCategories };
}

/** The category of a service with this name, ignoring case. */
export async function categoryNamed(
  { db }: ReadContext,
  service: Id,
  name: string,
): Promise<CategoryRow | undefined> {
  const likely = await db
    .from('categories')
    .selectAll()
    .where('service_id', '=', service)
    .where('name_key', '=', nameKey(name))
    .orderBy('id')
    .execute();
  return likely.find((category) => sameName(category.name, name));
}

/** The one with this id, if it is the service's. */
function ofService<Row extends { service_id: Id }>(
  rows: ReadonlyMap<Id, Row>,
  service: Id,
  id: Id,
): Row | undefined {
  const row = rows.get(id);
  return row?.service_id === service ? row : undefined;
}

/**
 * The type of a new record: the first by id, or the one named so when the record comes from another service.
 */
export async function defaultType(
  { db }: ReadContext,
  service: Id,
  recordType: RecordType,
  name?: string,
): Promise<TypeRow | undefined> {
  const types = await typesOf(db, { service, recordType });
  return types.find((type) => name !== undefined && sameName(type.name, name)) ?? types[0];
}

const typesOf = preparedRows((db, { service, recordType }: { service: Id; recordType: RecordType }) =>
  db
    .from('service_activity_types')
    .selectAll()
    .where('service_id', '=', service)
    .where('record_type', '=', recordType)
    .orderBy('id'),
);

/** The level that a new record gets where its type has no priority of its own. */
const USUAL_LEVEL = 3;

/**
 * The priority of a new record: that of its type, else level 3, else the lowest level there is. A record that comes
 * from another service keeps its level where it can.
 */
export async function defaultPriority(
  { db }: ReadContext,
  service: Id,
  recordType: RecordType,
  type: TypeRow | undefined,
  level?: number,
): Promise<PriorityRow | undefined> {
  const priorities = await prioritiesOf(db, { service, recordType });
  return (
    priorities.find((priority) => priority.level === level) ??
    priorities.find((priority) => priority.id === type?.default_priority_id) ??
    priorities.find((priority) => priority.level === USUAL_LEVEL) ??
    priorities[0]
  );
}

const prioritiesOf = preparedRows((db, { service, recordType }: { service: Id; recordType: RecordType }) =>
  db
    .from('service_priorities')
    .selectAll()
    .where('service_id', '=', service)
    .where('record_type', '=', recordType)
    .orderBy('level')
    .orderBy('id'),
);
