import type { Handlers, ReadCall, WriteCall } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Id } from '../../store/schema.ts';
import { noteHandlers } from '../notes/handlers.ts';
import { noteTypes } from '../notes/note-types.ts';
import { findRecord, parentRecord } from '../records/rows.ts';
import { findTask, parentTester } from '../tasks/rows.ts';
import {
  createIssue,
  findIssue,
  type IssueInput,
  type IssueParent,
  issuesOf,
  parentIssue,
  touchIssue,
  updateIssue,
} from './rows.ts';
import { issueSummary, issueView } from './views.ts';

type Ids = Record<string, Id>;

/** Where issues hang. */
interface IssuesOf<Prefix extends string> {
  /** What the names of the operations begin with: `changes.testers.issues`. */
  prefix: Prefix;
  /** Finds the parent by the ids of the path, or throws that it is not there. */
  parentOf(context: ReadContext, ids: Ids): Promise<IssueParent>;
}

/** Calls about issues, of whichever parent. */
type ReadIssue = ReadCall & { ids: Ids };
type WriteIssue = WriteCall & { ids: Ids; body: IssueInput };

/** The handlers of the issues under one parent, and of their notes. */
function issueHandlers<Prefix extends string>({
  prefix,
  parentOf,
}: IssuesOf<Prefix>): Handlers<Extract<OperationId, `${Prefix}.${string}`>> {
  const handlers = {
    async list(call: ReadIssue) {
      const parent = await parentOf(call, call.ids);
      const issues = await issuesOf(call, parent.type, [parent.id]);
      return { issues: issues.map((issue) => issueSummary(issue, parent)) };
    },
    create: (call: WriteIssue) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids);
        return { issue: await issueView(context, await createIssue(context, parent, call.body), parent) };
      }),
    async get(call: ReadIssue) {
      const parent = await parentOf(call, call.ids);
      return { issue: await issueView(call, await findIssue(call, parent, call.ids.id as Id), parent) };
    },
    update: (call: WriteIssue) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids);
        const before = await findIssue(context, parent, call.ids.id as Id);
        return { issue: await issueView(context, await updateIssue(context, before, call.body), parent) };
      }),
  };
  const named = Object.entries(handlers).map(([verb, handler]) => [`${prefix}.${verb}`, handler]);
  return {
    ...Object.fromEntries(named),
    ...noteHandlers({
      prefix,
      types: noteTypes.issue,
      async parentOf(context, ids) {
        const parent = await parentOf(context, ids);
        return parentIssue(await findIssue(context, parent, ids.issue_id as Id), parent);
      },
      touch: (context, { id }) => touchIssue(context, id),
    }),
  } as Handlers<Extract<OperationId, `${Prefix}.${string}`>>;
}

/** The issues of changes. */
export const changeIssues = issueHandlers({
  prefix: 'changes.issues',
  async parentOf(context, { change_id }) {
    return parentRecord('change', await findRecord(context, 'change', change_id as Id));
  },
});

/** The issues of the testers of changes. */
export const testerIssues = issueHandlers({
  prefix: 'changes.testers.issues',
  async parentOf(context, { change_id, tester_id }) {
    const change = parentRecord('change', await findRecord(context, 'change', change_id as Id));
    return parentTester(await findTask(context, 'change_tester', change, tester_id as Id), change);
  },
});

/** The issues of releases. */
export const releaseIssues = issueHandlers({
  prefix: 'releases.issues',
  async parentOf(context, { release_id }) {
    return parentRecord('release', await findRecord(context, 'release', release_id as Id));
  },
});
