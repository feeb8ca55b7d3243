import type { Id, TimeEntrySummary } from '@service-desk/client';
import { toTimestamp } from '../format.ts';
import { type Fields, field, pick } from '../forms/fields.ts';
import { ThingForm, useEditForm, useNewForm } from '../forms/thing-form.tsx';
import { resourceAt, useReread, useShow } from '../resource.ts';
import { useApi } from '../session.tsx';
import { entryText, recordOf } from './entry-text.ts';
import { useForgetEntries } from './queries.ts';
import { dayOf } from './weeks.ts';

const fields: Fields<TimeEntrySummary> = {
  entry: field('entry', 'What', entryText, { required: true, wide: true }),
  hours: field('number', 'Hours', ({ hours }) => hours, { required: true, hint: 'Such as 1.5, at most 24' }),
  performed_at: field('moment', 'When', ({ performed_at }) => performed_at ?? null, { required: true }),
  description: field('area', 'Description', ({ description }) => description ?? ''),
};

interface NewEntryProps {
  name: string;
  /** The day that it is entered for; now unless given. */
  day?: Date;
  /** Whose time it is; the caller's unless given. */
  user?: Id | undefined;
  /** What it is spent on; a field of the form unless given. */
  entry?: string;
  saved: () => Promise<unknown>;
  close: () => void;
}

/** Enters time. */
export function NewEntry({ name, day, user, entry, saved, close }: NewEntryProps) {
  const { desk } = useApi();
  const whose = user === undefined ? {} : { selected_user_id: user };
  const form = useNewForm<TimeEntrySummary>({
    name,
    fields: pick(fields, entry === undefined ? ['entry', 'hours', 'description'] : ['hours', 'description']),
    inputOf: (_, filled) => ({ ...(entry && { entry }), ...filled, performed_at: momentOn(day) }),
    send: (input) => resourceAt<TimeEntrySummary>(desk, 'timeEntries').create(input, { query: whose }),
    find: async ({ input }) => {
      const at = String(input.performed_at);
      const { items } = await desk.timeEntries.list({ start_date: at, end_date: at, ...whose });
      return items.find(({ hours }) => hours === Number(input.hours));
    },
    saved: async () => {
      await saved();
      close();
    },
    announce: ({ hours }) => `${hours} h entered`,
  });
  return <ThingForm form={form} action="Add time" close={close} inline />;
}

/** Now, or as many minutes and seconds past noon: on that day in most time zones, and hardly twice the same. */
function momentOn(day: Date | undefined): string {
  const moment = new Date();
  if (day && dayOf(day) !== dayOf(moment)) {
    moment.setFullYear(day.getFullYear(), day.getMonth(), day.getDate());
    moment.setHours(12);
  }
  return toTimestamp(moment);
}

interface EditEntryProps {
  entry: TimeEntrySummary;
  saved: (entry: TimeEntrySummary) => void;
  close: () => void;
}

export function EditEntry({ entry, saved, close }: EditEntryProps) {
  const { desk } = useApi();
  const forget = useForgetEntries();
  const show = useShow<TimeEntrySummary>('timeEntries');
  const form = useEditForm<TimeEntrySummary>({
    name: entryFormName(entry.id),
    fields,
    thing: entry,
    reread: useReread<TimeEntrySummary>('timeEntries', entry.id),
    update: (input) => resourceAt<TimeEntrySummary>(desk, 'timeEntries').update(entry.id, input),
    saved: async (now) => {
      show(now, entry.id);
      await forget();
      close();
      saved(now);
    },
    announce: 'Time saved',
  });
  return <ThingForm form={form} action="Save time" close={close} inline />;
}

export function entryFormName(id: Id): string {
  return `time-entry-${id}`;
}

/** What an entry is called where there is more than one, such as `2.25 h on B#331`. */
export function entryName(entry: TimeEntrySummary): string {
  const record = recordOf(entry);
  return `${entry.hours} h on ${record === undefined ? entryText(entry).replace(/^\/\/ /, '') : `B#${record}`}`;
}
