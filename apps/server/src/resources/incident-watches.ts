import type { Context } from '../records/context.ts';
import { findIncident } from '../records/incidents.ts';
import { personsById } from '../records/people.ts';
import {
  createWatch,
  deleteWatch,
  findWatch,
  updateWatch,
  watchesOf,
  watchSummary,
  watchView,
} from '../records/watches.ts';
import type { Id } from '../store/schema.ts';
import type { Handlers } from './call.ts';

async function parentOf(context: Context, id: Id) {
  const incident = await findIncident(context, id);
  return { type: 'incident', id: incident.id } as const;
}

export const incidentWatches: Handlers<
  | 'incidents.watches.list'
  | 'incidents.watches.create'
  | 'incidents.watches.get'
  | 'incidents.watches.update'
  | 'incidents.watches.delete'
> = {
  async 'incidents.watches.list'(call) {
    const parent = await parentOf(call, call.ids.incident_id);
    const watches = await watchesOf(call, 'incident', [parent.id]);
    const person = await personsById(
      call,
      watches.map(({ user_id }) => user_id),
    );
    return { watches: watches.map((watch) => watchSummary(watch, person)) };
  },

  'incidents.watches.create': (call) =>
    call.write(async (context) => {
      const parent = await parentOf(context, call.ids.incident_id);
      return { watch: await watchView(context, await createWatch(context, parent, call.body)) };
    }),

  async 'incidents.watches.get'(call) {
    const parent = await parentOf(call, call.ids.incident_id);
    return { watch: await watchView(call, await findWatch(call, parent, call.ids.id)) };
  },

  'incidents.watches.update': (call) =>
    call.write(async (context) => {
      const parent = await parentOf(context, call.ids.incident_id);
      const watch = await findWatch(context, parent, call.ids.id);
      return { watch: await watchView(context, await updateWatch(context, watch, call.body)) };
    }),

  'incidents.watches.delete': (call) =>
    call.write(async (context) => {
      const parent = await parentOf(context, call.ids.incident_id);
      const watch = await findWatch(context, parent, call.ids.id);
      const view = await watchView(context, watch);
      await deleteWatch(context, watch);
      return { watch: view };
    }),
};
