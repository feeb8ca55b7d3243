import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import { findCustomer } from '../customers/rows.ts';
import { customerRef } from '../customers/views.ts';
import { linkLists } from '../links/views.ts';
import { notesOf } from '../notes/rows.ts';
import { listedNotes } from '../notes/views.ts';
import { parentRecord, type RecordRows } from '../records/rows.ts';
import { findCategory, findType, prioritiesById, type ServiceRow, servicesById } from '../services/rows.ts';
import { categoryView, serviceRef } from '../services/views.ts';
import { personsById } from '../users/views.ts';
import { watchesOf } from '../watches/rows.ts';
import { watchSummary } from '../watches/views.ts';

type ProblemRow = RecordRows['problem'];

/** What this provider shows of a problem in lists: all that the description names. */
type Summary = Required<Schemas['ProblemSummary']>;

/** Problems as lists show them. */
export async function problemSummaries(context: ReadContext, problems: ProblemRow[]): Promise<Summary[]> {
  const [services, priorities, watches] = await Promise.all([
    servicesById(
      context,
      problems.map(({ service_id }) => service_id),
    ),
    prioritiesById(
      context,
      problems.map(({ priority_id }) => priority_id),
    ),
    watchesOf(
      context,
      'problem',
      problems.map(({ id }) => id),
    ),
  ]);
  const person = await personsById(context, [
    ...problems.flatMap(({ owner_id, assigned_user_id }) => [owner_id, assigned_user_id]),
    ...watches.map(({ user_id }) => user_id),
  ]);
  const watchesById = Map.groupBy(watches, ({ parent_id }) => parent_id);

  return problems.map((problem) => {
    const parent = parentRecord('problem', problem);
    const priority = problem.priority_id === null ? undefined : priorities.get(problem.priority_id);
    return {
      id: problem.id,
      problem_link: `${LINKS}/problems/${problem.id}`,
      title: problem.title,
      service: serviceRef(services.get(problem.service_id) as ServiceRow),
      priority: priority?.level ?? null,
      created_at: timestamp(problem.created_at),
      last_active_at: timestamp(problem.last_active_at),
      workaround_found_at: timestamp(problem.workaround_found_at),
      closed_at: timestamp(problem.closed_at),
      owner: person(problem.owner_id),
      assigned_to: person(problem.assigned_user_id),
      watches: (watchesById.get(problem.id) ?? []).map((watch) => ({
        watch: watchSummary(watch, parent, person),
      })),
    };
  });
}

/** A problem with all that belongs to it. */
export async function problemView(context: ReadContext, problem: ProblemRow): Promise<Schemas['Problem']> {
  const parent = parentRecord('problem', problem);
  const [[summary], notes, { incidents, problems, changes }, type, category, customer] = await Promise.all([
    problemSummaries(context, [problem]),
    notesOf(context, parent),
    linkLists(context, parent),
    problem.type_id === null ? undefined : findType(context, problem.service_id, problem.type_id),
    problem.category_id === null ? undefined : findCategory(context, problem.service_id, problem.category_id),
    problem.customer_id === null ? undefined : findCustomer(context, problem.customer_id),
  ]);
  const person = await personsById(context, [
    problem.received_by_id,
    problem.updated_by_user_id,
    problem.workaround_found_by_user_id,
    problem.closed_by_user_id,
    ...notes.map(({ user_id }) => user_id),
  ]);
  const listed = listedNotes(parent, notes, person);
  return {
    ...(summary as Summary),
    type: type?.name ?? null,
    category: category ? categoryView(category) : null,
    customer: customer ? customerRef(customer) : null,
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
}
