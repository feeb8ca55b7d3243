import { lifeCycles } from '../../generated/operations.ts';
import type { LifeCycle } from '../../rules/life-cycle.ts';
import type { ProgressRules } from '../../rules/record-progress.ts';
import type { Seconds } from '../../store/schema.ts';

/** How a release comes about, from a plan to being live. */
export const RELEASE_LIFE_CYCLE: LifeCycle<keyof ReleaseDates> = lifeCycles.ReleaseWrite;

/** The dates of the life cycle. */
interface ReleaseDates {
  submitted_for_approval_at: Seconds | null;
  approved_at: Seconds | null;
  declined_at: Seconds | null;
  released_to_production_at: Seconds | null;
  complete_at: Seconds | null;
}

/** What decides the progress of a release. Declining stores no user. */
export const RELEASE_PROGRESS: ProgressRules<
  keyof ReleaseDates,
  | 'submitted_for_approval_by_user_id'
  | 'approved_by_user_id'
  | 'released_to_production_by_user_id'
  | 'complete_by_user_id',
  'review'
> = {
  cycle: RELEASE_LIFE_CYCLE,
  people: {
    submitted_for_approval_by_user_id: 'submitted_for_approval_at',
    approved_by_user_id: 'approved_at',
    released_to_production_by_user_id: 'released_to_production_at',
    complete_by_user_id: 'complete_at',
  },
  parts: ['review'],
};
