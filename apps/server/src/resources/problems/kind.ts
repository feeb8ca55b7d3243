import { closureAfter, isReopened } from '../../rules/closing.ts';
import { given } from '../../rules/values.ts';
import type { RecordKind } from '../records/kind.ts';
import { chosenService } from '../records/references.ts';
import { findRecord, parentRecord, touchRecord } from '../records/rows.ts';
import { problemViews } from './views.ts';
import { settleWorkaround } from './workarounds.ts';

/** Problems keep when their workaround was found. */
export const problemKind: RecordKind<'problem'> = {
  lists: { order: 'reference_num', columns: ['resolved_at'] },

  blank: ({ caller, now }) => ({
    customer_id: null,
    received_by_id: caller.person,
    interesting: 0,
    common: 0,
    occurred_at: null,
    updated_at: now,
    last_notified_at: null,
    workaround_found_at: null,
    workaround_found_by_user_id: null,
    resolved_at: null,
    assignee_note: '',
    non_beetil_users: '',
    external_email: '',
  }),
  assignedByService: true,
  fields: {
    plain: ['customer_id', 'received_by_id', 'assignee_note', 'non_beetil_users', 'external_email'],
    flags: ['interesting', 'common'],
    people: ['owner_id', 'received_by_id', 'closed_by_user_id'],
    amounts: [],
    secondNames: {},
    texts: {
      symptom: ['symptom'],
      root_cause: ['root_cause'],
      workaround: ['workaround'],
      comment: ['comment'],
    },
  },
  serviceOfNew: chosenService,
  progressAfter(context, { before, input, codes }) {
    const closure = closureAfter(context, before, input, codes);
    return {
      ...closure,
      // Of its two names, the misspelt one wins.
      occurred_at: given(input.occured_at, given(input.occurred_at, before.occurred_at)),
      resolved_at: isReopened(before, closure) ? null : given(input.resolved_at, before.resolved_at),
    };
  },
  async afterTexts(context, problem, { workaround }) {
    if (!workaround) return problem;
    await settleWorkaround(context, parentRecord('problem', problem));
    return findRecord(context, 'problem', problem.id);
  },
  async afterNote(context, problem, { kind }) {
    await touchRecord(context, 'problem', problem.id);
    if (kind === 'workaround') await settleWorkaround(context, problem);
  },

  stateOf: ({ closed_at }) => (closed_at === null ? 'Open' : 'Closed'),
  views: problemViews,
};
