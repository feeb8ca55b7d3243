import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import type { Id } from '../../store/schema.ts';
import { issuesOf } from '../issues/rows.ts';
import { issueSummary } from '../issues/views.ts';
import { linkLists } from '../links/views.ts';
import { notesOfEach } from '../notes/rows.ts';
import { listedNotes } from '../notes/views.ts';
import { parentRecord, type RecordRows } from '../records/rows.ts';
import { findCategory, prioritiesById, type ServiceRow, servicesById, typesById } from '../services/rows.ts';
import { categoryView, priorityView, serviceRef, typeView } from '../services/views.ts';
import { parentTester, tasksOf } from '../tasks/rows.ts';
import { taskInRecord } from '../tasks/views.ts';
import { personsById } from '../users/views.ts';
import { watchesOf } from '../watches/rows.ts';
import { watchSummary } from '../watches/views.ts';

type ChangeRow = RecordRows['change'];

/** What complexity and risk are called, by their codes. */
const LEVELS = ['', 'Low', 'Medium', 'High'] as const;

/** Changes as lists show them. */
export async function changeSummaries(
  context: ReadContext,
  changes: ChangeRow[],
): Promise<Schemas['ChangeSummary'][]> {
  const ids = changes.map(({ id }) => id);
  const [services, priorities, types, notes, watches, testers, issues] = await Promise.all([
    servicesById(
      context,
      changes.map(({ service_id }) => service_id),
    ),
    prioritiesById(
      context,
      changes.map(({ priority_id }) => priority_id),
    ),
    typesById(
      context,
      changes.map(({ type_id }) => type_id),
    ),
    notesOfEach(context, 'change', ids),
    watchesOf(context, 'change', ids),
    tasksOf(context, 'change_tester', ids),
    issuesOf(context, 'change', ids),
  ]);
  const testersIssues = await issuesOf(
    context,
    'change_tester',
    testers.map(({ id }) => id),
  );
  const person = await personsById(context, [
    ...changes.flatMap(({ owner_id, assigned_user_id }) => [owner_id, assigned_user_id]),
    ...[...notes, ...watches, ...testers].map(({ user_id }) => user_id),
  ]);

  return changes.map((change) => {
    const service = services.get(change.service_id) as ServiceRow;
    const priority = change.priority_id === null ? undefined : priorities.get(change.priority_id);
    const type = change.type_id === null ? undefined : types.get(change.type_id);
    const parent = parentRecord('change', change);
    const isOwn = ({ parent_id }: { parent_id: Id }) => parent_id === change.id;
    const listed = listedNotes(parent, notes.filter(isOwn), person);
    const ownTesters = testers.filter(({ change_id }) => change_id === change.id);
    const found = [
      ...issues.filter(isOwn).map((issue) => ({ issue, of: parent })),
      ...ownTesters.flatMap((tester) =>
        testersIssues
          .filter(({ parent_id }) => parent_id === tester.id)
          .map((issue) => ({ issue, of: parentTester(tester, parent) })),
      ),
    ];
    return {
      id: change.id,
      change_link: `${LINKS}/changes/${change.id}`,
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
      watches: watches.filter(isOwn).map((watch) => ({ watch: watchSummary(watch, parent, person) })),
      testers: ownTesters.map((tester) => ({
        change_tester: taskInRecord('change_tester', tester, parent, person),
      })),
      issues: found
        .sort((a, b) => (a.issue.id < b.issue.id ? -1 : 1))
        .map(({ issue, of }) => ({ issue: issueSummary(issue, of) })),
    };
  });
}

/** A change with all that belongs to it. */
export async function changeView(context: ReadContext, change: ChangeRow): Promise<Schemas['Change']> {
  const parent = parentRecord('change', change);
  const [[summary], links, category, person] = await Promise.all([
    changeSummaries(context, [change]),
    linkLists(context, parent),
    change.category_id === null ? undefined : findCategory(context, change.service_id, change.category_id),
    personsById(context, [
      change.submitted_for_approval_by_user_id,
      change.implementation_completed_by_user_id,
      change.test_completed_by_user_id,
      change.ready_for_release_by_user_id,
      change.closed_by_user_id,
      change.updated_by_user_id,
    ]),
  ]);
  return {
    ...(summary as Schemas['ChangeSummary']),
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
}
