import type { Selectable } from 'kysely';
import type { Schemas } from '../generated/types.ts';
import type { Id, ReviewUsersTable } from '../store/schema.ts';
import type { Context } from './context.ts';
import type { Parent } from './parents.ts';

export type ReviewUserRow = Selectable<ReviewUsersTable>;

/** The review users of these releases, in the order of being named. */
export async function reviewUsersOf(
  { db, caller }: Context,
  releases: readonly Id[],
): Promise<ReviewUserRow[]> {
  if (releases.length === 0) return [];
  return db
    .selectFrom('review_users')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('release_id', 'in', releases)
    .orderBy('id')
    .execute();
}

/** A review user inside his release. */
export function reviewUserInRelease(
  reviewer: ReviewUserRow,
  release: Parent,
  person: (id: Id | null) => Schemas['Person'] | null,
): Schemas['ReviewUserInRelease'] {
  return {
    id: reviewer.id,
    review_user_link: `${release.link}/reviewers/${reviewer.id}`,
    owned_by: person(reviewer.user_id),
  };
}
