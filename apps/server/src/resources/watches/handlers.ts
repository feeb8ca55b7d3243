import type { Handlers, ReadCall, WriteCall } from '../../calls/call.ts';
import type { ReadContext } from '../../calls/context.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Id } from '../../store/schema.ts';
import { isRecord, type Parent } from '../parents.ts';
import { personsById } from '../users/views.ts';
import { createWatch, deleteWatch, findWatch, updateWatch, type WatchInput, watchesOf } from './rows.ts';
import { watchSummary, watchView } from './views.ts';

type Ids = Record<string, Id>;

/** Where watches hang. */
export interface WatchesOf {
  /** What the names of the operations begin with: `incidents`. */
  prefix: string;
  /** Finds the parent by the ids of the path, or throws that it is not there. */
  parentOf(context: ReadContext, ids: Ids): Promise<Parent>;
}

/** Calls about watches, of whichever parent. */
type ReadWatch = ReadCall & { ids: Ids };
type WriteWatch = WriteCall & { ids: Ids; body: WatchInput };

/** The handlers of the watches under one parent. */
export function watchHandlers<Operation extends OperationId>({
  prefix,
  parentOf,
}: WatchesOf): Handlers<Operation> {
  const handlers = {
    async list(call: ReadWatch) {
      const parent = await parentOf(call, call.ids);
      const watches = await watchesOf(call, parent.type, [parent.id]);
      const person = await personsById(
        call,
        watches.map(({ user_id }) => user_id),
      );
      return { watches: watches.map((watch) => watchSummary(watch, parent, person)) };
    },
    create: (call: WriteWatch) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids);
        const { watch, isNew } = await createWatch(context, parent, call.body);
        const view = await watchView(context, watch);
        if (isNew && isRecord(parent))
          context.events.push({ record: parent, event: 'watch_added', data: async () => ({ watch: view }) });
        return { watch: view };
      }),
    async get(call: ReadWatch) {
      const parent = await parentOf(call, call.ids);
      return { watch: await watchView(call, await findWatch(call, parent, lastId(call.ids))) };
    },
    update: (call: WriteWatch) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids);
        const watch = await findWatch(context, parent, lastId(call.ids));
        return { watch: await watchView(context, await updateWatch(context, parent, watch, call.body)) };
      }),
    delete: (call: WriteWatch) =>
      call.write(async (context) => {
        const parent = await parentOf(context, call.ids);
        const watch = await findWatch(context, parent, lastId(call.ids));
        const view = await watchView(context, watch);
        await deleteWatch(context, watch);
        return { watch: view };
      }),
  };
  const named = Object.entries(handlers).map(([verb, handler]) => [`${prefix}.watches.${verb}`, handler]);
  return Object.fromEntries(named) as Handlers<Operation>;
}

function lastId({ id }: Ids): Id {
  return id as Id;
}
