import type { Selectable } from 'kysely';
import type { Schemas } from '../generated/types.ts';
import type { Id, IssueParentType, IssuesTable } from '../store/schema.ts';
import type { Context } from './context.ts';

export type IssueRow = Selectable<IssuesTable>;

/** What issues belong to. */
export interface IssueParent {
  type: IssueParentType;
  id: Id;
  /** Its path, as links in bodies give it. */
  link: string;
}

/** The issues of these parents, oldest first. */
export async function issuesOf(
  { db, caller }: Context,
  type: IssueParentType,
  parents: readonly Id[],
): Promise<IssueRow[]> {
  if (parents.length === 0) return [];
  return db
    .selectFrom('issues')
    .selectAll()
    .where('account_id', '=', caller.account)
    .where('parent_type', '=', type)
    .where('parent_id', 'in', parents)
    .orderBy('id')
    .execute();
}

/** An issue in a list and inside its record. */
export function issueSummary(
  { id, title }: IssueRow,
  { link }: Pick<IssueParent, 'link'>,
): Schemas['IssueSummary'] {
  return { id, title, issue_link: `${link}/issues/${id}` };
}
