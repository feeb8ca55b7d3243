import { DateTime } from 'luxon';
import type { Handlers } from '../../calls/call.ts';
import { pageOf, totals } from '../../calls/pagination.ts';
import type { Seconds } from '../../store/schema.ts';
import { findUser } from '../users/rows.ts';
import {
  countTime,
  createTimeEntry,
  deleteTimeEntry,
  findTimeEntry,
  listTime,
  selectedTimeUser,
  selectTime,
  updateTimeEntry,
} from './rows.ts';
import { timeEntrySummaries, timeEntryView } from './views.ts';

export const timeEntries: Handlers<
  'timeEntries.list' | 'timeEntries.create' | 'timeEntries.get' | 'timeEntries.update' | 'timeEntries.delete'
> = {
  'timeEntries.list': {
    // Without dates it is the month up to now.
    async uncached(call) {
      const { query, caller, now } = call;
      const selected = await selectedTimeUser(call, query.selected_user_id, undefined, findUser);
      call.faults.throwIfAny();
      const page = pageOf(query);
      const user = selected ?? caller.user ?? undefined;
      const start = query.start_date ?? monthBefore(now, caller.timeZone);
      const where = selectTime(user, start, query.end_date ?? now);
      const [entries, rows] = await Promise.all([countTime(call, where), listTime(call, where, page)]);
      return { ...totals(entries, page.limit), time_entries: await timeEntrySummaries(call, rows) };
    },
  },

  async 'timeEntries.get'(call) {
    return { time_entry: await timeEntryView(call, await findTimeEntry(call, call.ids.id)) };
  },

  'timeEntries.create': (call) =>
    call.write(async (context) => {
      const user = await selectedTimeUser(context, call.query.selected_user_id);
      const entry = await createTimeEntry(context, user, call.body);
      const view = await timeEntryView(context, entry);
      const { record_type: type, record_id: id } = entry;
      if (type !== null && id !== null)
        context.events.push({
          record: { type, id },
          event: 'time_entered',
          data: async () => ({ time_entry: view }),
        });
      return { time_entry: view };
    }),

  'timeEntries.update': (call) =>
    call.write(async (context) => {
      const before = await findTimeEntry(context, call.ids.id);
      const user = await selectedTimeUser(context, call.query.selected_user_id, before.user_id);
      return {
        time_entry: await timeEntryView(context, await updateTimeEntry(context, before, user, call.body)),
      };
    }),

  'timeEntries.delete': (call) =>
    call.write(async (context) => {
      const entry = await findTimeEntry(context, call.ids.id);
      const view = await timeEntryView(context, entry);
      await deleteTimeEntry(context, entry);
      return { time_entry: view };
    }),
};

function monthBefore(now: Seconds, zone: string): Seconds {
  return Math.floor(DateTime.fromSeconds(now, { zone }).minus({ months: 1 }).toSeconds());
}
