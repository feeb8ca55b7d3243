import type { Selectable } from 'kysely';
import type { Schemas } from '../generated/types.ts';
import type { Id, ReviewUsersTable, Seconds } from '../store/schema.ts';
import { nextNumber } from '../store/sequences.ts';
import type { Context } from './context.ts';
import { notFound } from './faults.ts';
import { given } from './fields.ts';
import type { Parent } from './parents.ts';
import { checkUser, personsById } from './people.ts';
import { timestamp } from './time.ts';

export type ReviewUserRow = Selectable<ReviewUsersTable>;

/** What a call says about a review user. */
export interface ReviewUserInput {
  focus?: string;
  completed_at?: Seconds | null;
  owned_by?: Id | null;
}

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

/**
 * A review user by his id.
 *
 * @throws CallError when the release has none with that id
 */
export async function findReviewUser(
  { db, caller }: Context,
  release: Parent,
  id: Id,
): Promise<ReviewUserRow> {
  const reviewer = await db
    .selectFrom('review_users')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('id', '=', id)
    .where('release_id', '=', release.id)
    .executeTakeFirst();
  if (!reviewer) throw notFound('review user');
  return reviewer;
}

/** Has a release reviewed by somebody, the caller unless another is named. */
export async function createReviewUser(
  context: Context,
  release: Parent,
  input: ReviewUserInput,
): Promise<ReviewUserRow> {
  const { db, caller, now, faults } = context;
  await checkUser(context, 'owned_by', input.owned_by);
  faults.throwIfAny();
  const row: ReviewUserRow = {
    account_id: caller.account,
    id: await nextNumber(db, caller.account, 'review_user'),
    release_id: release.id,
    user_id: input.owned_by ?? caller.person,
    focus: input.focus ?? '',
    completed_at: input.completed_at ?? null,
    created_at: now,
    updated_at: now,
  };
  await db.insertInto('review_users').values(row).execute();
  return row;
}

/** Changes a review user. He is always somebody: a blank person leaves him who he is. */
export async function updateReviewUser(
  context: Context,
  before: ReviewUserRow,
  input: ReviewUserInput,
): Promise<ReviewUserRow> {
  const { db, caller, now, faults } = context;
  await checkUser(context, 'owned_by', input.owned_by);
  faults.throwIfAny();
  const after: ReviewUserRow = {
    ...before,
    user_id: input.owned_by ?? before.user_id,
    focus: given(input.focus, before.focus),
    completed_at: given(input.completed_at, before.completed_at),
  };
  const changed =
    after.user_id !== before.user_id ||
    after.focus !== before.focus ||
    after.completed_at !== before.completed_at;
  if (!changed) return before;
  after.updated_at = now;
  await db
    .updateTable('review_users')
    .set(after)
    .where('account_id', '=', caller.account)
    .where('id', '=', before.id)
    .execute();
  return after;
}

/** Removes a review user. */
export async function deleteReviewUser({ db, caller }: Context, reviewer: ReviewUserRow): Promise<void> {
  await db
    .deleteFrom('review_users')
    .where('account_id', '=', caller.account)
    .where('id', '=', reviewer.id)
    .execute();
}

/** A review user on his own. */
export async function reviewUserView(
  context: Context,
  reviewer: ReviewUserRow,
): Promise<Schemas['ReviewUser']> {
  const person = await personsById(context, [reviewer.user_id]);
  return {
    id: reviewer.id,
    created_at: timestamp(reviewer.created_at),
    updated_at: timestamp(reviewer.updated_at),
    completed_at: timestamp(reviewer.completed_at),
    focus: reviewer.focus,
    owned_by: person(reviewer.user_id),
  };
}
