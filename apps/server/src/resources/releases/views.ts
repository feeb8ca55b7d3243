import type { ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import { issuesOf } from '../issues/rows.ts';
import { issueSummary } from '../issues/views.ts';
import { linkLists } from '../links/views.ts';
import { notesOf } from '../notes/rows.ts';
import { listedNotes } from '../notes/views.ts';
import { parentRecord, type RecordRows } from '../records/rows.ts';
import { releaseRecordsOf } from '../release-records/rows.ts';
import { releaseRecordSummary } from '../release-records/views.ts';
import { findCategory, findType, prioritiesById, type ServiceRow, servicesById } from '../services/rows.ts';
import { categoryView, serviceRef, typeView } from '../services/views.ts';
import { tasksOf } from '../tasks/rows.ts';
import { taskInRecord } from '../tasks/views.ts';
import { personsById } from '../users/views.ts';
import { watchesOf } from '../watches/rows.ts';
import { watchSummary } from '../watches/views.ts';

type ReleaseRow = RecordRows['release'];

/** Releases as lists show them. */
export async function releaseSummaries(
  context: ReadContext,
  releases: ReleaseRow[],
): Promise<Schemas['ReleaseSummary'][]> {
  const ids = releases.map(({ id }) => id);
  const [services, priorities, watches, reviewers, records] = await Promise.all([
    servicesById(
      context,
      releases.map(({ service_id }) => service_id),
    ),
    prioritiesById(
      context,
      releases.map(({ priority_id }) => priority_id),
    ),
    watchesOf(context, 'release', ids),
    tasksOf(context, 'review_user', ids),
    releaseRecordsOf(context, ids),
  ]);
  const person = await personsById(context, [
    ...releases.flatMap(({ owner_id, assigned_user_id }) => [owner_id, assigned_user_id]),
    ...[...watches, ...reviewers].map(({ user_id }) => user_id),
  ]);
  const watchesById = Map.groupBy(watches, ({ parent_id }) => parent_id);
  const reviewersById = Map.groupBy(reviewers, ({ release_id }) => release_id);
  const recordsById = Map.groupBy(records, ({ release_id }) => release_id);

  return releases.map((release) => {
    const priority = release.priority_id === null ? undefined : priorities.get(release.priority_id);
    const parent = parentRecord('release', release);
    const ownReviewers = reviewersById.get(release.id) ?? [];
    return {
      id: release.id,
      title: release.title,
      status: release.status as Schemas['ReleaseStatus'],
      priority: priority?.level ?? null,
      service: serviceRef(services.get(release.service_id) as ServiceRow),
      created_at: timestamp(release.created_at),
      last_active_at: timestamp(release.last_active_at),
      closed_at: timestamp(release.closed_at),
      review_due_date: timestamp(release.review_due_date),
      review_created_at: timestamp(ownReviewers[0]?.created_at ?? null),
      review_completed_at: timestamp(release.review_completed_at),
      review_completed_by_user_id: release.review_completed_by_user_id ?? '',
      owner: person(release.owner_id),
      assigned_user: person(release.assigned_user_id),
      review_users: ownReviewers.map((reviewer) => ({
        review_user: taskInRecord('review_user', reviewer, parent, person),
      })),
      release_records: (recordsById.get(release.id) ?? []).map((record) => ({
        release_record: releaseRecordSummary(record),
      })),
      watches: (watchesById.get(release.id) ?? []).map((watch) => ({
        watch: watchSummary(watch, parent, person),
      })),
    };
  });
}

/** A release with all that belongs to it. */
export async function releaseView(context: ReadContext, release: ReleaseRow): Promise<Schemas['Release']> {
  const parent = parentRecord('release', release);
  const [[summary], notes, links, issues, services, type, category] = await Promise.all([
    releaseSummaries(context, [release]),
    notesOf(context, parent),
    linkLists(context, parent),
    issuesOf(context, 'release', [release.id]),
    servicesById(context, [release.service_id]),
    release.type_id === null ? undefined : findType(context, release.service_id, release.type_id),
    release.category_id === null ? undefined : findCategory(context, release.service_id, release.category_id),
  ]);
  const person = await personsById(context, [
    release.submitted_for_approval_by_user_id,
    release.complete_by_user_id,
    release.released_to_production_by_user_id,
    release.updated_by_user_id,
    release.closed_by_user_id,
    ...notes.map(({ user_id }) => user_id),
  ]);
  const listed = listedNotes(parent, notes, person);
  const service = services.get(release.service_id) as ServiceRow;
  const { incidents, changes, releases } = links;
  return {
    ...(summary as Schemas['ReleaseSummary'] & Pick<Schemas['Release'], 'status' | 'service'>),
    service: serviceRef(service),
    service_activity_type: type ? typeView(service, type) : null,
    category: category ? categoryView(category) : null,
    created_at: timestamp(release.created_at),
    updated_at: timestamp(release.updated_at),
    last_active_at: timestamp(release.last_active_at),
    closed_at: timestamp(release.closed_at),
    due_date: timestamp(release.due_date),
    due_live_at: timestamp(release.due_live_at),
    submitted_for_approval_at: timestamp(release.submitted_for_approval_at),
    submitted_for_approval_by_user: person(release.submitted_for_approval_by_user_id),
    approved_at: timestamp(release.approved_at),
    approved_by_user: release.approved_by_user_id,
    declined_at: timestamp(release.declined_at),
    complete_at: timestamp(release.complete_at),
    complete_by_user: person(release.complete_by_user_id),
    released_to_production_at: timestamp(release.released_to_production_at),
    released_to_production_by_user: person(release.released_to_production_by_user_id),
    closure_code: release.closure_code ?? '',
    closure_comment: release.closure_comment,
    customer_viewable_at: timestamp(release.customer_viewable_at),
    last_notified_at: timestamp(release.last_notified_at),
    non_Service_Desk_users: release.non_beetil_users,
    external_email: release.external_email,
    additional_values: JSON.parse(release.additional_values) as Record<string, string>,
    owner: summary?.owner ?? null,
    assigned_user: summary?.assigned_user ?? null,
    updated_by_user: person(release.updated_by_user_id),
    closed_by_user: person(release.closed_by_user_id),
    release_components: listed('release_component'),
    release_instructions: listed('release_instruction'),
    backout_plans: listed('backout_plan'),
    discussions: listed('discussion'),
    review_instructions: listed('review_instruction'),
    issues: issues.map((issue) => ({ issue: issueSummary(issue, parent) })),
    incidents,
    changes,
    releases,
  };
}
