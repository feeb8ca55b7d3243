import { lifeCycles } from '../../generated/operations.ts';
import type { LifeCycle } from '../../rules/life-cycle.ts';
import type { Seconds } from '../../store/schema.ts';

/** The status of a change that is being implemented. */
export const IMPLEMENTING = 6;

/** How a change comes about, from an idea to being live. */
export const CHANGE_LIFE_CYCLE: LifeCycle<keyof ChangeDates> = lifeCycles.ChangeWrite;

/** The dates of the life cycle. */
export interface ChangeDates {
  submitted_for_approval_at: Seconds | null;
  approved_at: Seconds | null;
  declined_at: Seconds | null;
  released_live_at: Seconds | null;
}

/** Who did what two dates of a change say, by date. */
export const CHANGE_PEOPLE = {
  submitted_for_approval_by_user_id: 'submitted_for_approval_at',
  ready_for_release_by_user_id: 'ready_for_release_at',
} as const;
