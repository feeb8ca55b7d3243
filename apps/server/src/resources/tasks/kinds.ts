import type { Selectable } from 'kysely';
import type { WriteContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import type { ChangeTestersTable, Id, ReviewUsersTable } from '../../store/schema.ts';
import { deleteIssuesOf } from '../issues/rows.ts';
import type { Parent } from '../parents.ts';

/** The kinds of tasks, by their wrapper: to test a change, or to review a release. */
export interface TaskTypes {
  change_tester: {
    row: Selectable<ChangeTestersTable>;
    linkInRecord: Pick<Schemas['ChangeTesterSummary'], 'change_tester_link'>;
    linkInList: Pick<Schemas['ChangeTesterSummary'], 'change_tester_link'>;
  };
  review_user: {
    row: Selectable<ReviewUsersTable>;
    linkInRecord: Pick<Schemas['ReviewUserInRelease'], 'review_user_link'>;
    linkInList: Pick<Schemas['ReviewUserSummary'], 'release_link'>;
  };
}

export type TaskKind = keyof TaskTypes;

/** What differs between kinds of tasks. */
interface Differences<Kind extends TaskKind> {
  table: `${Kind}s`;
  /** The type of record that it belongs to, and the column and the id in the path that say which. */
  parent: 'change' | 'release';
  parentId: keyof TaskTypes[Kind]['row'] & `${'change' | 'release'}_id`;
  /** What it is called when it is not found. */
  noun: string;
  /** Its link inside its record. */
  linkInRecord(record: Parent, id: Id): TaskTypes[Kind]['linkInRecord'];
  /** The link of its entry in the list of tasks. */
  linkInList(record: Parent, id: Id): TaskTypes[Kind]['linkInList'];
  /** Removes what belongs to a task that is removed. */
  deleteParts(context: WriteContext, id: Id): Promise<void>;
}

const testerLink = ({ link }: Parent, id: Id) => ({ change_tester_link: `${link}/testers/${id}` });

export const taskKinds: { readonly [Kind in TaskKind]: Differences<Kind> } = {
  change_tester: {
    table: 'change_testers',
    parent: 'change',
    parentId: 'change_id',
    noun: 'change tester',
    linkInRecord: testerLink,
    linkInList: testerLink,
    deleteParts: (context, id) => deleteIssuesOf(context, { type: 'change_tester', id }),
  },
  review_user: {
    table: 'review_users',
    parent: 'release',
    parentId: 'release_id',
    noun: 'review user',
    linkInRecord: ({ link }, id) => ({ review_user_link: `${link}/reviewers/${id}` }),
    linkInList: ({ link }) => ({ release_link: link }),
    deleteParts: async () => {},
  },
};
