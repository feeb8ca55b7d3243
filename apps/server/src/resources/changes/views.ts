import type { ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import type { Id } from '../../store/schema.ts';
import { type IssueRow, issuesOf } from '../issues/rows.ts';
import { issueSummary } from '../issues/views.ts';
import { type NoteRow, notesOfEach } from '../notes/rows.ts';
import { listedNotes } from '../notes/views.ts';
import type { RecordSurroundings, RecordViews } from '../records/kind.ts';
import type { RecordRows } from '../records/rows.ts';
import { categoryView, priorityView, serviceRef, typeView } from '../services/views.ts';
import { parentTester, type TaskRow, tasksOf } from '../tasks/rows.ts';
import { taskInRecord } from '../tasks/views.ts';

type ChangeRow = RecordRows['change'];

/** What belongs to changes, by what it belongs to. */
interface Parts {
  notes: Map<Id, NoteRow[]>;
  testers: Map<Id, TaskRow<'change_tester'>[]>;
  issues: Map<Id, IssueRow[]>;
  /** Of the testers. */
  testerIssues: Map<Id, IssueRow[]>;
}

/** What complexity and risk are called, by their codes. */
const LEVELS = ['', 'Low', 'Medium', 'High'] as const;

/** How changes are shown. */
export const changeViews: RecordViews<'change'> = {
  typeInLists: true,
  people: {
    summary: ['owner_id', 'assigned_user_id'],
    detail: [
      'submitted_for_approval_by_user_id',
      'implementation_completed_by_user_id',
      'test_completed_by_user_id',
      'ready_for_release_by_user_id',
      'closed_by_user_id',
      'updated_by_user_id',
    ],
  },

  async summaries(context, ids) {
    const { parts, people } = await partsOf(context, ids);
    return { people, show: (change, surroundings) => summary(change, parts, surroundings) };
  },

  async detail(context, id) {
    const { parts, people } = await partsOf(context, [id]);
    return {
      people,
      show(change, surroundings) {
        const { category, links, person } = surroundings;
        return {
          ...summary(change, parts, surroundings),
          change_status: change.status as Schemas['ChangeStatus'],
          created_at: timestamp(change.created_at),
          updated_at: timestamp(change.updated_at),
          category: category ? categoryView(category) : null,
          submitted_for_approval_at: timestamp(change.submitted_for_approval_at),
          submitted_for_approval_by_user: person(change.submitted_for_approval_by_user_id),
          approved_at: timestamp(change.approved_at),
          declined_at: timestamp(change.declined_at),
          implementation_due_date: timestamp(change.implementation_due_date),
          implementation_completed_at: timestamp(change.implementation_completed_at) || null,
          implementation_completed_by_user: person(change.implementation_completed_by_user_id),
          test: '',
          test_due_date: timestamp(change.test_due_date),
          test_completed_at: timestamp(change.test_completed_at) || null,
          test_completed_by_user: person(change.test_completed_by_user_id),
          ready_for_release_at: timestamp(change.ready_for_release_at),
          ready_for_release_by_user: person(change.ready_for_release_by_user_id),
          released_live_at: timestamp(change.released_live_at),
          closed_at: timestamp(change.closed_at),
          closure_code: change.closure_code ?? '',
          closure_comment: change.closure_comment,
          closed_by_user: person(change.closed_by_user_id),
          updated_by_user: person(change.updated_by_user_id),
          customer_viewable_at: timestamp(change.customer_viewable_at),
          additional_values: JSON.parse(change.additional_values) as Record<string, string>,
          ...links,
        };
      },
    };
  },
};

/** Reads what belongs to these changes, and the users who are named there. */
async function partsOf(
  context: ReadContext,
  ids: readonly Id[],
): Promise<{ parts: Parts; people: (Id | null)[] }> {
  const [notes, testers, issues] = await Promise.all([
    notesOfEach(context, 'change', ids),
    tasksOf(context, 'change_tester', ids),
    issuesOf(context, 'change', ids),
  ]);
  const testerIssues = await issuesOf(
    context,
    'change_tester',
    testers.map(({ id }) => id),
  );
  return {
    parts: {
      notes: Map.groupBy(notes, ({ parent_id }) => parent_id),
      testers: Map.groupBy(testers, ({ change_id }) => change_id),
      issues: Map.groupBy(issues, ({ parent_id }) => parent_id),
      testerIssues: Map.groupBy(testerIssues, ({ parent_id }) => parent_id),
    },
    people: [...notes, ...testers].map(({ user_id }) => user_id),
  };
}

/** A change as lists show it. */
function summary(
  change: ChangeRow,
  parts: Parts,
  { parent, service, priority, type, watches, person }: RecordSurroundings<'change'>,
): Schemas['ChangeSummary'] {
  const testers = parts.testers.get(change.id) ?? [];
  const listed = listedNotes(parent, parts.notes.get(change.id) ?? [], person);
  const found = [
    ...(parts.issues.get(change.id) ?? []).map((issue) => ({ issue, of: parent })),
    ...testers.flatMap((tester) => {
      const of = parentTester(tester, parent);
      return (parts.testerIssues.get(tester.id) ?? []).map((issue) => ({ issue, of }));
    }),
  ];
  return {
    id: change.id,
    change_link: parent.link,
    title: change.title,
    change_status: change.status as Schemas['ChangeStatus'],
    service: serviceRef(service),
    priority: priority ? priorityView(service, priority) : null,
    type: type ? typeView(service, type) : null,
    complexity: LEVELS[change.complexity ?? 0] as Schemas['LevelName'],
    risk: LEVELS[change.risk ?? 0] as Schemas['LevelName'],
    estimated_hours: change.estimated_hours,
    created_at: timestamp(change.created_at),
    last_active_at: timestamp(change.last_active_at),
    due_date: timestamp(change.due_date),
    due_live_at: timestamp(change.due_live_at),
    closed_at: timestamp(change.closed_at),
    owner: person(change.owner_id),
    assigned_to: person(change.assigned_user_id),
    assigned_user: person(change.assigned_user_id),
    descriptions: listed('description'),
    reasons: listed('reason'),
    comments: listed('comment'),
    change_needs: listed('change_need'),
    implementation_change_instructions: listed('implementation_change_instruction'),
    implementation_progress_notes: listed('implementation_progress_note'),
    test_review_instructions: listed('test_review_instruction'),
    watches,
    testers: testers.map((tester) => ({
      change_tester: taskInRecord('change_tester', tester, parent, person),
    })),
    issues: found
      .sort((one, other) => (one.issue.id < other.issue.id ? -1 : 1))
      .map(({ issue, of }) => ({ issue: issueSummary(issue, of) })),
  };
}
