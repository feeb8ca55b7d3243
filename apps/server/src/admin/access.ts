import type { Context } from '../records/context.ts';
import { servicesOf } from '../records/services.ts';
import type { Id } from '../store/schema.ts';

/** What belongs to a service and can be watched. */
const WATCHED = {
  incident: 'incidents',
  problem: 'problems',
  change: 'changes',
  release: 'releases',
  message: 'messages',
  knowledge_article: 'knowledge_articles',
} as const;

/** Carries out what may take access to services from these users and groups, and ends their watches there. */
export async function takingAccess<Result>(
  context: Context,
  people: readonly Id[],
  change: () => Promise<Result>,
): Promise<Result> {
  const { db, caller } = context;
  const access = (id: Id) => servicesOf(db, caller.account, id);
  const before = new Map<Id, Id[]>();
  for (const id of new Set(people)) before.set(id, await access(id));
  const result = await change();
  for (const [id, services] of before) {
    const left = await access(id);
    await endWatches(
      context,
      id,
      services.filter((service) => !left.includes(service)),
    );
  }
  return result;
}

/** Those who have access to something through this user or group: itself, and the members of a group. */
export async function withMembers({ db, caller }: Context, person: Id): Promise<Id[]> {
  const members = await db
    .selectFrom('memberships')
    .select('user_id')
    .where('account_id', '=', caller.account)
    .where('group_id', '=', person)
    .execute();
  return [person, ...members.map(({ user_id }) => user_id)];
}

async function endWatches({ db, caller }: Context, person: Id, services: readonly Id[]): Promise<void> {
  if (services.length === 0) return;
  for (const [type, table] of Object.entries(WATCHED)) {
    await db
      .deleteFrom('watches')
      .where('account_id', '=', caller.account)
      .where('user_id', '=', person)
      .where('parent_type', '=', type as keyof typeof WATCHED)
      .where('parent_id', 'in', (eb) =>
        eb
          .selectFrom(table as 'incidents')
          .select('id')
          .where('account_id', '=', caller.account)
          .where('service_id', 'in', services),
      )
      .execute();
  }
}
