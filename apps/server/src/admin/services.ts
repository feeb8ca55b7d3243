import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { servicesOf } from '../resources/services/rows.ts';
import { fullName } from '../resources/users/views.ts';
import type { Id, RecordType } from '../store/schema.ts';
import { removingAccess, withMembers } from './access.ts';
import { checkedName, checkUnused } from './checks.ts';
import { createPriority, createType } from './classifications.ts';
import { type Found, find } from './find.ts';
import { newId } from './new-id.ts';

type ServiceRow = Found<'service'>;

/** The input for a service. */
export interface ServiceInput {
  name?: string | undefined;
  /** Its name in URLs. */
  slug?: string | undefined;
  /** The default assignee of its incidents and problems, by id or name; blank: the caller. */
  assignee?: string | undefined;
}

/** The input for a new service. */
export interface NewServiceInput extends ServiceInput {
  id?: Id | undefined;
  name: string;
  /** Users and groups that have access. */
  access?: string[] | undefined;
  /** The number of priorities for each type of record. */
  levels?: number | undefined;
  /** The types for each type of record; {@link DEFAULT_TYPES} by default. */
  types?: Partial<Record<RecordType, string[]>> | undefined;
}

/** The types of record. */
export const RECORD_TYPES = ['incident', 'problem', 'change', 'release'] as const satisfies RecordType[];

const LEVELS = ['Urgent', 'Important', 'Normal', 'Low', 'Cosmetic'];
/** The default number of priorities. */
export const DEFAULT_LEVELS = 4;

const DEFAULT_TYPES: Record<RecordType, string[]> = {
  incident: ['Incident', 'Query', 'Service Request'],
  problem: ['Problem'],
  change: ['Normal', 'Standard', 'Emergency'],
  release: ['Major', 'Minor'],
};

/** Creates a service with priorities and types for each type of record. */
export async function createService(context: WriteContext, input: NewServiceInput) {
  const { db, faults } = context;
  const name = await freeName(context, input.name);
  const slug = await freeSlug(context, input.slug ?? slugOf(name));
  faults.throwIfAny();
  const service = await db
    .insert('services', {
      id: await newId(context, 'services', input.id),
      name,
      slug,
      avatar_id: null,
      default_assignee_id: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const levels = input.levels ?? DEFAULT_LEVELS;
  for (const recordType of RECORD_TYPES) {
    for (let level = 1; level <= levels; level += 1) {
      await createPriority(context, service, recordType, {
        level,
        description: LEVELS[level - 1] ?? `Level ${level}`,
      });
    }
    const types = input.types ? (input.types[recordType] ?? []) : DEFAULT_TYPES[recordType];
    for (const type of types) await createType(context, service, recordType, { name: type });
  }
  await grantAccess(context, service, input.access ?? []);
  return setService(context, service, { assignee: input.assignee });
}

/** Changes a service. */
export async function setService(context: WriteContext, service: ServiceRow, input: ServiceInput) {
  const { db, faults } = context;
  const { name, slug, assignee } = input;
  const changes = {
    name: name === undefined ? service.name : await freeName(context, name, service.id),
    slug: slug === undefined ? service.slug : await freeSlug(context, slug, service.id),
    default_assignee_id:
      assignee === undefined ? service.default_assignee_id : await assigneeOf(context, service, assignee),
  };
  faults.throwIfAny();
  await db.update('services').set(changes).where('id', '=', service.id).execute();
  return showService(context, { ...service, ...changes });
}

/** Lists the services of the account by name. */
export async function listServices({ db }: ReadContext) {
  const rows = await db.from('services').selectAll().orderBy('name_key').orderBy('id').execute();
  return rows.map(serviceView);
}

/** Returns a service with the names of the users and groups that have access. */
export async function showService(context: ReadContext, service: ServiceRow) {
  const { db } = context;
  const people = await db
    .from('users')
    .select(['first_name', 'last_name'])
    .where('id', 'in', db.from('service_access').select('user_id').where('service_id', '=', service.id))
    .orderBy('name_key')
    .orderBy('id')
    .execute();
  return { ...serviceView(service), access: people.map(fullName) };
}

/** Gives users and groups access to a service. */
export async function grantAccess(context: WriteContext, service: ServiceRow, people: string[]) {
  const { db } = context;
  for (const text of people) {
    const person = await find(context, 'user or group', text);
    if (person.disabled_at !== null) throw new CallError(`${fullName(person)} is disabled`);
    await db
      .insert('service_access', { service_id: service.id, user_id: person.id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return showService(context, service);
}

/** Revokes access to a service. Records stay assigned. */
export async function revokeAccess(context: WriteContext, service: ServiceRow, people: string[]) {
  const { db } = context;
  for (const text of people) {
    const person = await find(context, 'user or group', text);
    const { numDeletedRows } = await removingAccess(context, await withMembers(context, person.id), () =>
      db
        .remove('service_access')
        .where('service_id', '=', service.id)
        .where('user_id', '=', person.id)
        .executeTakeFirst(),
    );
    if (numDeletedRows === 0n)
      throw new CallError(`${fullName(person)} has no direct access to ${service.name}`);
  }
  return showService(context, service);
}

/**
 * Removes a service without records, with its priorities, types and categories.
 *
 * @throws CallError if it is in use
 */
export async function removeService(context: WriteContext, service: ServiceRow) {
  const { db } = context;
  await checkUnused(context, 'service', service);
  const shown = await showService(context, service);
  for (const table of [
    'service_priorities',
    'service_activity_types',
    'categories',
    'service_access',
  ] as const) {
    await db.remove(table).where('service_id', '=', service.id).execute();
  }
  await db.remove('services').where('id', '=', service.id).execute();
  return shown;
}

async function assigneeOf(context: ReadContext, service: ServiceRow, text: string): Promise<Id | null> {
  if (text === '') return null;
  const person = await find(context, 'user or group', text);
  const own = await servicesOf(context.db, person.id);
  if (!own.includes(service.id)) {
    throw new CallError(`${fullName(person)} has no access to ${service.name}: grant it first`);
  }
  return person.id;
}

async function freeName(context: ReadContext, text: string, own?: Id): Promise<string> {
  const name = checkedName(context, 'name', text);
  const { db, faults } = context;
  const same = await db
    .from('services')
    .select('id')
    .where((eb) => eb(eb.fn<string>('lower', ['name']), '=', eb.fn<string>('lower', [eb.val(name)])))
    .execute();
  if (same.some(({ id }) => id !== own)) faults.add('name', `is taken by service ${same[0]?.id}`);
  return name;
}

async function freeSlug({ db, faults }: ReadContext, slug: string, own?: Id): Promise<string> {
  if (!/^[a-z][a-z0-9_-]*$/.test(slug)) {
    faults.add('slug', 'must start with a letter and contain only lowercase letters, digits, - and _');
  }
  const same = await db.from('services').select('id').where('slug', '=', slug).executeTakeFirst();
  if (same && same.id !== own) faults.add('slug', `is taken by service ${same.id}`);
  return slug;
}

/** Derives a slug: `Service Desk` is `service-desk`. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^[^a-z]+|-+$/g, '');
}

function serviceView({ id, name, slug, default_assignee_id, avatar_id }: ServiceRow) {
  return { id, name, slug, default_assignee_id, avatar_id };
}
