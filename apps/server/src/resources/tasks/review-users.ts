import type { Selectable } from 'kysely';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { notFound } from '../../calls/faults.ts';
import type { Schemas } from '../../generated/types.ts';
import type { Id, ReviewUsersTable } from '../../store/schema.ts';
import type { Parent } from '../parents.ts';
import { newTask, type TaskInput, taskAfter } from './tasks.ts';

export type ReviewUserRow = Selectable<ReviewUsersTable>;

/** The review users of these releases, in the order of being named. */
export async function reviewUsersOf({ db }: ReadContext, releases: readonly Id[]): Promise<ReviewUserRow[]> {
  if (releases.length === 0) return [];
  return db.from('review_users').selectAll().where('release_id', 'in', releases).orderBy('id').execute();
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
export async function findReviewUser({ db }: ReadContext, release: Parent, id: Id): Promise<ReviewUserRow> {
  const reviewer = await db
    .from('review_users')
    .selectAll()
    .where('id', '=', id)
    .where('release_id', '=', release.id)
    .executeTakeFirst();
  if (!reviewer) throw notFound('review user');
  return reviewer;
}

/** Has a release reviewed by somebody, the caller unless another is named. */
export async function createReviewUser(
  context: WriteContext,
  release: Parent,
  input: TaskInput,
): Promise<ReviewUserRow> {
  const row = { ...(await newTask(context, 'review_user', input)), release_id: release.id };
  await context.db.insert('review_users', row).execute();
  return row;
}

/** Changes a review user. He is always somebody: a blank person leaves him who he is. */
export async function updateReviewUser(
  context: WriteContext,
  before: ReviewUserRow,
  input: TaskInput,
): Promise<ReviewUserRow> {
  const { db } = context;
  const after = await taskAfter(context, before, input);
  if (after === before) return before;
  await db.update('review_users').set(after).where('id', '=', before.id).execute();
  return after;
}

/** Removes a review user. */
export async function deleteReviewUser({ db }: WriteContext, reviewer: ReviewUserRow): Promise<void> {
  await db.remove('review_users').where('id', '=', reviewer.id).execute();
}
