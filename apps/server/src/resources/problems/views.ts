import { timestamp } from '../../rules/time.ts';
import { notesOf } from '../notes/rows.ts';
import { listedNotes } from '../notes/views.ts';
import type { RecordSchemas, RecordSurroundings, RecordViews } from '../records/kind.ts';
import { parentRecord, type RecordRows } from '../records/rows.ts';
import { categoryView, serviceRef } from '../services/views.ts';

/** How problems are shown. */
export const problemViews: RecordViews<'problem'> = {
  typeInLists: false,
  people: {
    summary: ['owner_id', 'assigned_user_id'],
    detail: ['received_by_id', 'updated_by_user_id', 'workaround_found_by_user_id', 'closed_by_user_id'],
  },

  summaries: async () => ({ people: [], show: summary }),

  async detail(context, id) {
    const notes = await notesOf(context, parentRecord('problem', { id }));
    return {
      people: notes.map(({ user_id }) => user_id),
      show(problem, surroundings) {
        const { parent, type, category, customer, links, person } = surroundings;
        const { incidents, problems, changes } = links;
        const listed = listedNotes(parent, notes, person);
        return {
          ...summary(problem, surroundings),
          type: type?.name ?? null,
          category: category ? categoryView(category) : null,
          customer,
          occurred_at: timestamp(problem.occurred_at),
          updated_at: timestamp(problem.updated_at),
          last_notified_at: timestamp(problem.last_notified_at),
          workaround_found_by: person(problem.workaround_found_by_user_id),
          resolved_at: timestamp(problem.resolved_at),
          closed_by: person(problem.closed_by_user_id),
          closure_code: problem.closure_code ?? '',
          closure_comment: problem.closure_comment,
          interesting: problem.interesting,
          common: problem.common,
          customer_viewable_at: timestamp(problem.customer_viewable_at),
          assignee_note: problem.assignee_note,
          non_Service_Desk_users: problem.non_beetil_users,
          external_email: problem.external_email,
          additional_values: JSON.parse(problem.additional_values) as Record<string, string>,
          received_by: person(problem.received_by_id),
          updated_by: person(problem.updated_by_user_id),
          symptoms: listed('symptom'),
          root_cause: listed('root_cause'),
          workaround: listed('workaround'),
          comments: listed('comment'),
          incidents,
          problems,
          changes,
        };
      },
    };
  },
};

/** A problem as lists show it. */
function summary(
  problem: RecordRows['problem'],
  { parent, service, priority, watches, person }: RecordSurroundings<'problem'>,
): RecordSchemas['problem']['summary'] {
  return {
    id: problem.id,
    problem_link: parent.link,
    title: problem.title,
    service: serviceRef(service),
    priority: priority?.level ?? null,
    created_at: timestamp(problem.created_at),
    last_active_at: timestamp(problem.last_active_at),
    workaround_found_at: timestamp(problem.workaround_found_at),
    closed_at: timestamp(problem.closed_at),
    owner: person(problem.owner_id),
    assigned_to: person(problem.assigned_user_id),
    watches,
  };
}
