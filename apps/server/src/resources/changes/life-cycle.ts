import type { WriteContext } from '../../calls/context.ts';
import { lifeCycles } from '../../generated/operations.ts';
import type { Completion } from '../../rules/completion.ts';
import { type LifeCycle, statusAndDatesAfter } from '../../rules/life-cycle.ts';
import type { ProgressRules } from '../../rules/record-progress.ts';
import type { Seconds } from '../../store/schema.ts';
import type { NoteEvent } from '../notes/note-types.ts';
import type { Parent } from '../parents.ts';
import { findRecord, saveRecord, touchRecord } from '../records/rows.ts';

/** The status of a change that is being implemented. */
const IMPLEMENTING = 6;

/** How a change comes about, from an idea to being live. */
export const CHANGE_LIFE_CYCLE: LifeCycle<keyof ChangeDates> = lifeCycles.ChangeWrite;

/** The dates of the life cycle. */
interface ChangeDates {
  submitted_for_approval_at: Seconds | null;
  approved_at: Seconds | null;
  declined_at: Seconds | null;
  released_live_at: Seconds | null;
}

type Part = 'implementation' | 'test';

/** What decides the progress of a change. */
export const CHANGE_PROGRESS: ProgressRules<
  keyof ChangeDates,
  'submitted_for_approval_by_user_id' | 'ready_for_release_by_user_id',
  Part
> = {
  cycle: CHANGE_LIFE_CYCLE,
  people: {
    submitted_for_approval_by_user_id: 'submitted_for_approval_at',
    ready_for_release_by_user_id: 'ready_for_release_at',
  },
  parts: ['implementation', 'test'],
  reached: (before, done, input) => (startsWork(before, done, input) ? [IMPLEMENTING] : []),
};

/** Whether a call shows that the change is being worked on: by a progress note, or by a part that is completed. */
function startsWork(
  before: Completion<Part>,
  done: Completion<Part>,
  { build_progress_note }: { build_progress_note?: string },
): boolean {
  const isDone = (at: `${Part}_completed_at`) => done[at] !== null && done[at] !== before[at];
  return Boolean(build_progress_note) || isDone('implementation_completed_at') || isDone('test_completed_at');
}

/** A new progress note shows that the change is being worked on. */
export async function afterChangeNote(
  context: WriteContext,
  { id }: Parent,
  { kind, verb }: NoteEvent,
): Promise<void> {
  if (kind !== 'implementation_progress_note' || verb !== 'create') return touchRecord(context, 'change', id);
  const change = await findRecord(context, 'change', id);
  const closure = { before: change.closed_at, after: change.closed_at };
  const standing = statusAndDatesAfter(
    context,
    CHANGE_LIFE_CYCLE,
    change,
    { reached: [IMPLEMENTING] },
    closure,
  );
  await saveRecord(context, 'change', change, { ...change, ...standing }, { active: true });
}
