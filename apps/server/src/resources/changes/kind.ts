import { initialStatus } from '../../rules/life-cycle.ts';
import { progressAfter } from '../../rules/record-progress.ts';
import type { RecordKind } from '../records/kind.ts';
import { basesOf, copyNotesOfBases, serviceOfNewChange, withBase } from './bases.ts';
import { afterChangeNote, CHANGE_LIFE_CYCLE, CHANGE_PROGRESS } from './life-cycle.ts';
import { changeViews } from './views.ts';

/** Changes have a life cycle, and can be made from problems and incidents. */
export const changeKind: RecordKind<'change'> = {
  lists: { order: 'reference_num', columns: ['due_date'] },

  blank: ({ now }) => ({
    ...initialStatus(CHANGE_LIFE_CYCLE),
    complexity: null,
    risk: null,
    estimated_hours: null,
    updated_at: now,
    due_date: null,
    due_live_at: null,
    submitted_for_approval_at: null,
    submitted_for_approval_by_user_id: null,
    approved_at: null,
    declined_at: null,
    implementation_due_date: null,
    implementation_completed_at: null,
    implementation_completed_by_user_id: null,
    test_due_date: null,
    test_completed_at: null,
    test_completed_by_user_id: null,
    ready_for_release_at: null,
    ready_for_release_by_user_id: null,
    released_live_at: null,
  }),
  assignedByService: false,
  fields: {
    plain: [
      'complexity',
      'risk',
      'estimated_hours',
      'due_date',
      'due_live_at',
      'implementation_due_date',
      'test_due_date',
      'ready_for_release_at',
    ],
    flags: [],
    people: [
      'owner_id',
      'closed_by_user_id',
      'implementation_completed_by_user_id',
      'test_completed_by_user_id',
      'submitted_for_approval_by_user_id',
      'ready_for_release_by_user_id',
      'ready_for_released_by_user_id',
    ],
    amounts: ['est_hrs', 'estimated_hours'],
    secondNames: {
      est_hrs: 'estimated_hours',
      build_due_at: 'implementation_due_date',
      test_due_at: 'test_due_date',
      ready_for_released_at: 'ready_for_release_at',
      ready_for_released_by_user_id: 'ready_for_release_by_user_id',
    },
    texts: {
      description: ['description'],
      reason: ['reason'],
      comment: ['comment'],
      implementation_change_instruction: ['build_instruction'],
      implementation_progress_note: ['build_progress_note'],
    },
  },
  serviceOfNew: serviceOfNewChange,
  progressAfter: (context, { before, after, input, codes }) =>
    progressAfter(context, CHANGE_PROGRESS, before, after, input, codes),
  bases: { find: basesOf, complete: withBase, copyNotes: copyNotesOfBases },
  afterNote: afterChangeNote,

  stateOf: ({ status }) => CHANGE_LIFE_CYCLE.names[status] ?? '',
  views: changeViews,
};
