import type { ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import { notesOf } from '../notes/rows.ts';
import { listedNotes } from '../notes/views.ts';
import { personsById } from '../users/views.ts';
import { type IssueParent, type IssueRow, parentIssue } from './rows.ts';

/** An issue in a list and inside its record. */
export function issueSummary(issue: IssueRow, parent: IssueParent): Schemas['IssueSummary'] {
  return { id: issue.id, title: issue.title, issue_link: parentIssue(issue, parent).link };
}

/** An issue with its notes. */
export async function issueView(
  context: ReadContext,
  issue: IssueRow,
  parent: IssueParent,
): Promise<Schemas['Issue']> {
  const place = parentIssue(issue, parent);
  const notes = await notesOf(context, place);
  const person = await personsById(context, [issue.user_id, ...notes.map(({ user_id }) => user_id)]);
  const listed = listedNotes(place, notes, person);
  return {
    id: issue.id,
    title: issue.title,
    priority: issue.priority as Schemas['IssuePriority'],
    resolved: issue.resolved === 1,
    ok_by_tester: issue.ok_by_tester === 1,
    created_at: timestamp(issue.created_at),
    updated_at: timestamp(issue.updated_at),
    last_active_at: timestamp(issue.last_active_at),
    incident_raised_at: '',
    review: null,
    owned_by: person(issue.user_id),
    comments: listed('comment'),
    issue_comments: listed('issue_comment'),
  };
}
