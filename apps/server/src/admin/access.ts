import type { ReadContext, WriteContext } from '../calls/context.ts';
import { CallError } from '../calls/faults.ts';
import { servicesOf } from '../resources/services/rows.ts';
import { fullName } from '../resources/users/views.ts';
import type { Id } from '../store/schema.ts';

/** The tables of what belongs to a service and can be watched, by parent type. */
const WATCHABLE_TABLES = {
  incident: 'incidents',
  problem: 'problems',
  change: 'changes',
  release: 'releases',
  message: 'messages',
  knowledge_article: 'knowledge_articles',
} as const;

/**
 * Runs a change that may remove the access of users and groups to services, and ends their watches there.
 *
 * @throws CallError if the default assignee of a service would lose access
 */
export async function removingAccess<Result>(
  context: WriteContext,
  people: readonly Id[],
  change: () => Promise<Result>,
): Promise<Result> {
  const { db } = context;
  const access = (id: Id) => servicesOf(db, id);
  const before = new Map<Id, Id[]>();
  for (const id of new Set(people)) before.set(id, await access(id));
  const result = await change();
  for (const [id, services] of before) {
    const left = await access(id);
    const lost = services.filter((service) => !left.includes(service));
    await checkNotDefaultAssignee(context, id, lost);
    await endWatches(context, id, lost);
  }
  return result;
}

/** @throws CallError if a user or group is the default assignee of a service, or of one of `within` */
export async function checkNotDefaultAssignee(
  { db }: ReadContext,
  person: Id,
  within?: readonly Id[],
): Promise<void> {
  const services = await db
    .from('services')
    .innerJoin('users', (join) =>
      join
        .onRef('users.account_id', '=', 'services.account_id')
        .onRef('users.id', '=', 'services.default_assignee_id'),
    )
    .select(['services.id', 'services.name', 'users.first_name', 'users.last_name'])
    .where('users.id', '=', person)
    .orderBy('services.id')
    .execute();
  const affected = services.filter(({ id }) => within === undefined || within.includes(id));
  const [first] = affected;
  if (!first) return;
  const names = affected.map(({ name }) => name).join(', ');
  throw new CallError(`${fullName(first)} is the default assignee of ${names}: choose another first`);
}

/** A user or group, and the members of the group. */
export async function withMembers({ db }: ReadContext, person: Id): Promise<Id[]> {
  const members = await db.from('memberships').select('user_id').where('group_id', '=', person).execute();
  return [person, ...members.map(({ user_id }) => user_id)];
}

async function endWatches({ db }: WriteContext, person: Id, services: readonly Id[]): Promise<void> {
  if (services.length === 0) return;
  for (const [type, table] of Object.entries(WATCHABLE_TABLES)) {
    await db
      .remove('watches')
      .where('user_id', '=', person)
      .where('parent_type', '=', type as keyof typeof WATCHABLE_TABLES)
      .where(
        'parent_id',
        'in',
        db
          .from(table as 'incidents')
          .select('id')
          .where('service_id', 'in', services),
      )
      .execute();
  }
}
