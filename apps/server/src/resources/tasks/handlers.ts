import type { Handlers, ReadCall, WriteCall } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Id } from '../../store/schema.ts';
import type { Parent } from '../parents.ts';
import { findRecord, parentRecord } from '../records/rows.ts';
import { personsById } from '../users/views.ts';
import { type TaskKind, taskKinds } from './kinds.ts';
import { createTask, deleteTask, findTask, type TaskInput, tasksOf, updateTask } from './rows.ts';
import { listedTask, taskView } from './views.ts';

type Ids = Record<string, Id>;
type ReadTask = ReadCall & { ids: Ids };
type WriteTask = WriteCall & { ids: Ids; body: TaskInput };
type Verb = 'list' | 'create' | 'get' | 'update' | 'delete';

/**
 * The handlers of a kind of tasks.
 *
 * @param prefix what the names of the operations begin with
 */
function taskHandlers<Prefix extends string>(
  prefix: Prefix,
  kind: TaskKind,
): Handlers<Extract<OperationId, `${Prefix}.${Verb}`>> {
  const { parent, parentId, table } = taskKinds[kind];
  async function recordOf(context: ReadContext, ids: Ids): Promise<Parent> {
    return parentRecord(parent, await findRecord(context, parent, ids[parentId] as Id));
  }
  const handlers = {
    async list(call: ReadTask) {
      const record = await recordOf(call, call.ids);
      const tasks = await tasksOf(call, kind, [record.id]);
      const person = await personsById(
        call,
        tasks.map(({ user_id }) => user_id),
      );
      return { [table]: tasks.map((task) => listedTask(kind, task, record, person)) };
    },
    create: (call: WriteTask) =>
      call.write(async (context) => {
        const record = await recordOf(context, call.ids);
        return { [kind]: await taskView(context, await createTask(context, kind, record, call.body)) };
      }),
    async get(call: ReadTask) {
      const record = await recordOf(call, call.ids);
      return { [kind]: await taskView(call, await findTask(call, kind, record, call.ids.id as Id)) };
    },
    update: (call: WriteTask) =>
      call.write(async (context) => {
        const record = await recordOf(context, call.ids);
        const before = await findTask(context, kind, record, call.ids.id as Id);
        return { [kind]: await taskView(context, await updateTask(context, kind, before, call.body)) };
      }),
    delete: (call: WriteTask) =>
      call.write(async (context) => {
        const record = await recordOf(context, call.ids);
        const task = await findTask(context, kind, record, call.ids.id as Id);
        const view = await taskView(context, task);
        await deleteTask(context, kind, task);
        return { [kind]: view };
      }),
  } satisfies Record<Verb, unknown>;
  const named = Object.entries(handlers).map(([verb, handler]) => [`${prefix}.${verb}`, handler]);
  return Object.fromEntries(named) as Handlers<Extract<OperationId, `${Prefix}.${Verb}`>>;
}

/** The testers of changes. */
export const testers = taskHandlers('changes.testers', 'change_tester');

/** The review users of releases. */
export const reviewUsers = taskHandlers('releases.reviewUsers', 'review_user');
