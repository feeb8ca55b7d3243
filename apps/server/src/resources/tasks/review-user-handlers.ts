import type { Handlers } from '../../calls/call.ts';
import { findRecord, parentRecord } from '../records/rows.ts';
import { personsById } from '../users/views.ts';
import {
  createReviewUser,
  deleteReviewUser,
  findReviewUser,
  reviewUsersOf,
  updateReviewUser,
} from './review-users.ts';
import { taskView } from './tasks.ts';

export const reviewUsers: Handlers<
  | 'releases.reviewUsers.list'
  | 'releases.reviewUsers.create'
  | 'releases.reviewUsers.get'
  | 'releases.reviewUsers.update'
  | 'releases.reviewUsers.delete'
> = {
  async 'releases.reviewUsers.list'(call) {
    const release = parentRecord('release', await findRecord(call, 'release', call.ids.release_id));
    const reviewers = await reviewUsersOf(call, [release.id]);
    const person = await personsById(
      call,
      reviewers.map(({ user_id }) => user_id),
    );
    return {
      review_users: reviewers.map(({ id, user_id }) => ({
        id,
        release_link: release.link,
        owned_by: person(user_id),
      })),
    };
  },

  'releases.reviewUsers.create': (call) =>
    call.write(async (context) => {
      const release = parentRecord('release', await findRecord(context, 'release', call.ids.release_id));
      const reviewer = await createReviewUser(context, release, call.body);
      return { review_user: await taskView(context, reviewer) };
    }),

  async 'releases.reviewUsers.get'(call) {
    const release = parentRecord('release', await findRecord(call, 'release', call.ids.release_id));
    return { review_user: await taskView(call, await findReviewUser(call, release, call.ids.id)) };
  },

  'releases.reviewUsers.update': (call) =>
    call.write(async (context) => {
      const release = parentRecord('release', await findRecord(context, 'release', call.ids.release_id));
      const before = await findReviewUser(context, release, call.ids.id);
      return {
        review_user: await taskView(context, await updateReviewUser(context, before, call.body)),
      };
    }),

  'releases.reviewUsers.delete': (call) =>
    call.write(async (context) => {
      const release = parentRecord('release', await findRecord(context, 'release', call.ids.release_id));
      const reviewer = await findReviewUser(context, release, call.ids.id);
      await deleteReviewUser(context, reviewer);
      return { review_user: await taskView(context, reviewer) };
    }),
};
