import type { ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import type { Id } from '../../store/schema.ts';
import { issuesOf } from '../issues/rows.ts';
import { issueSummary } from '../issues/views.ts';
import { notesOf } from '../notes/rows.ts';
import { listedNotes } from '../notes/views.ts';
import type { RecordSchemas, RecordSurroundings, RecordViews } from '../records/kind.ts';
import { parentRecord, type RecordRows } from '../records/rows.ts';
import { type ReleaseRecordRow, releaseRecordsOf } from '../release-records/rows.ts';
import { releaseRecordSummary } from '../release-records/views.ts';
import { categoryView, serviceRef, typeView } from '../services/views.ts';
import { type TaskRow, tasksOf } from '../tasks/rows.ts';
import { taskInRecord } from '../tasks/views.ts';

type ReleaseRow = RecordRows['release'];

/** What belongs to releases, by their ids. */
interface Parts {
  reviewers: Map<Id, TaskRow<'review_user'>[]>;
  records: Map<Id, ReleaseRecordRow[]>;
}

/** How releases are shown. */
export const releaseViews: RecordViews<'release'> = {
  typeInLists: false,
  people: {
    summary: ['owner_id', 'assigned_user_id'],
    detail: [
      'submitted_for_approval_by_user_id',
      'complete_by_user_id',
      'released_to_production_by_user_id',
      'updated_by_user_id',
      'closed_by_user_id',
    ],
  },

  async summaries(context, ids) {
    const { parts, people } = await partsOf(context, ids);
    return { people, show: (release, surroundings) => summary(release, parts, surroundings) };
  },

  async detail(context, id) {
    const [{ parts, people }, notes, issues] = await Promise.all([
      partsOf(context, [id]),
      notesOf(context, parentRecord('release', { id })),
      issuesOf(context, 'release', [id]),
    ]);
    return {
      people: [...people, ...notes.map(({ user_id }) => user_id)],
      show(release, surroundings) {
        const { parent, service, type, category, links, person } = surroundings;
        const { incidents, changes, releases } = links;
        const listed = listedNotes(parent, notes, person);
        return {
          ...summary(release, parts, surroundings),
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
          owner: person(release.owner_id),
          assigned_user: person(release.assigned_user_id),
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
      },
    };
  },
};

/** Reads what belongs to these releases, and the users who are named there. */
async function partsOf(
  context: ReadContext,
  ids: readonly Id[],
): Promise<{ parts: Parts; people: (Id | null)[] }> {
  const [reviewers, records] = await Promise.all([
    tasksOf(context, 'review_user', ids),
    releaseRecordsOf(context, ids),
  ]);
  return {
    parts: {
      reviewers: Map.groupBy(reviewers, ({ release_id }) => release_id),
      records: Map.groupBy(records, ({ release_id }) => release_id),
    },
    people: reviewers.map(({ user_id }) => user_id),
  };
}

/** A release as lists show it. */
function summary(
  release: ReleaseRow,
  parts: Parts,
  { parent, service, priority, watches, person }: RecordSurroundings<'release'>,
) {
  const reviewers = parts.reviewers.get(release.id) ?? [];
  const records = parts.records.get(release.id) ?? [];
  return {
    id: release.id,
    title: release.title,
    status: release.status as Schemas['ReleaseStatus'],
    priority: priority?.level ?? null,
    service: serviceRef(service),
    created_at: timestamp(release.created_at),
    last_active_at: timestamp(release.last_active_at),
    closed_at: timestamp(release.closed_at),
    review_due_date: timestamp(release.review_due_date),
    review_created_at: timestamp(reviewers[0]?.created_at ?? null),
    review_completed_at: timestamp(release.review_completed_at),
    review_completed_by_user_id: release.review_completed_by_user_id ?? '',
    owner: person(release.owner_id),
    assigned_user: person(release.assigned_user_id),
    review_users: reviewers.map((reviewer) => ({
      review_user: taskInRecord('review_user', reviewer, parent, person),
    })),
    release_records: records.map((record) => ({
      release_record: releaseRecordSummary(record),
    })),
    watches,
  } satisfies RecordSchemas['release']['summary'];
}
