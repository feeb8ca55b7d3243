import { initialStatus } from '../../rules/life-cycle.ts';
import { progressAfter } from '../../rules/record-progress.ts';
import type { RecordKind } from '../records/kind.ts';
import { RELEASE_LIFE_CYCLE, RELEASE_PROGRESS } from './life-cycle.ts';
import { serviceOfNewRelease } from './service-of-release.ts';
import { releaseViews } from './views.ts';

/** Releases have a life cycle, and are reviewed at its end. */
export const releaseKind: RecordKind<'release'> = {
  lists: { order: 'reference_num', columns: ['due_date'] },

  blank: ({ now }) => ({
    ...initialStatus(RELEASE_LIFE_CYCLE),
    updated_at: now,
    due_date: null,
    due_live_at: null,
    submitted_for_approval_at: null,
    submitted_for_approval_by_user_id: null,
    approved_at: null,
    approved_by_user_id: null,
    declined_at: null,
    complete_at: null,
    complete_by_user_id: null,
    released_to_production_at: null,
    released_to_production_by_user_id: null,
    review_due_date: null,
    review_completed_at: null,
    review_completed_by_user_id: null,
    last_notified_at: null,
    non_beetil_users: '',
    external_email: '',
  }),
  assignedByService: false,
  fields: {
    plain: [
      'due_date',
      'due_live_at',
      'review_due_date',
      'last_notified_at',
      'non_beetil_users',
      'external_email',
    ],
    flags: [],
    people: [
      'owner_id',
      'submitted_for_approval_by_user_id',
      'approved_by_user_id',
      'complete_by_user_id',
      'released_to_production_by_user_id',
      'review_completed_by_user_id',
      'closed_by_user_id',
    ],
    amounts: [],
    secondNames: {},
    texts: {
      component: ['release_component', 'component'],
      instruction: ['instruction'],
      backout: ['backout'],
      comment: ['comment'],
    },
  },
  serviceOfNew: serviceOfNewRelease,
  progressAfter: (context, { before, after, input, codes }) =>
    progressAfter(context, RELEASE_PROGRESS, before, after, input, codes),

  stateOf: ({ status }) => RELEASE_LIFE_CYCLE.names[status] ?? '',
  views: releaseViews,
};
