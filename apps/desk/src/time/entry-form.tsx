import type { Id, TimeEntrySummary } from '@service-desk/client';
import { toTimestamp } from '../format.ts';
import { EntityForm, useCreateForm, useEditForm } from '../forms/entity-form.tsx';
import { type Fields, field, pick } from '../forms/fields.ts';
import { resourceAt, useCacheResponse, useFetchLatest } from '../resource.ts';
import { useApi } from '../session.tsx';
import { entryText, recordOf } from './entry-text.ts';
import { useInvalidateEntries } from './queries.ts';
import { dayOf } from './weeks.ts';

const fields: Fields<TimeEntrySummary> = {
  entry: field('entry', 'What', entryText, { required: true, wide: true }),
  hours: field('number', 'Hours', ({ hours }) => hours, {
    required: true,
    hint: 'For example 1.5; at most 24',
  }),
  performed_at: field('timestamp', 'When', ({ performed_at }) => performed_at ?? null, { required: true }),
  description: field('area', 'Description', ({ description }) => description ?? ''),
};

interface NewEntryProps {
  name: string;
  /** The day of the entry; today by default. */
  day?: Date;
  /** The person; the user by default. */
  user?: Id | undefined;
  /** The text of the entry; without it, the form has a field for it. */
  entry?: string;
  onSaved: () => Promise<unknown>;
  close: () => void;
}

/** A form that adds a time entry. */
export function NewEntry({ name, day, user, entry, onSaved, close }: NewEntryProps) {
  const { desk } = useApi();
  const whose = user === undefined ? {} : { selected_user_id: user };
  const form = useCreateForm<TimeEntrySummary>({
    name,
    fields: pick(fields, entry === undefined ? ['entry', 'hours', 'description'] : ['hours', 'description']),
    requestOf: (_, filled) => ({ ...(entry && { entry }), ...filled, performed_at: timestampOn(day) }),
    send: (input) => resourceAt<TimeEntrySummary>(desk, 'timeEntries').create(input, { query: whose }),
    find: async ({ input }) => {
      const at = String(input.performed_at);
      const { items } = await desk.timeEntries.list({ start_date: at, end_date: at, ...whose });
      return items.find(({ hours }) => hours === Number(input.hours));
    },
    onSaved: async () => {
      await onSaved();
      close();
    },
    announce: ({ hours }) => `${hours} h added`,
  });
  return <EntityForm form={form} action="Add time" close={close} inline />;
}

/**
 * The current time, or for another day the current minutes and seconds after noon: this is the same day in most time
 * zones, and the seconds identify the entry if its response is lost.
 */
function timestampOn(day: Date | undefined): string {
  const moment = new Date();
  if (day && dayOf(day) !== dayOf(moment)) {
    moment.setFullYear(day.getFullYear(), day.getMonth(), day.getDate());
    moment.setHours(12);
  }
  return toTimestamp(moment);
}

interface EditEntryProps {
  entry: TimeEntrySummary;
  onSaved: (entry: TimeEntrySummary) => void;
  close: () => void;
}

export function EditEntry({ entry, onSaved, close }: EditEntryProps) {
  const { desk } = useApi();
  const invalidate = useInvalidateEntries();
  const show = useCacheResponse<TimeEntrySummary>('timeEntries');
  const form = useEditForm<TimeEntrySummary>({
    name: entryFormName(entry.id),
    fields,
    entity: entry,
    fetchLatest: useFetchLatest<TimeEntrySummary>('timeEntries', entry.id),
    update: (input) => resourceAt<TimeEntrySummary>(desk, 'timeEntries').update(entry.id, input),
    onSaved: async (now) => {
      show(now, entry.id);
      await invalidate();
      close();
      onSaved(now);
    },
    announce: 'Time saved',
  });
  return <EntityForm form={form} action="Save time" close={close} inline />;
}

export function entryFormName(id: Id): string {
  return `time-entry-${id}`;
}

/** The name of an entry, such as `2.25 h on B#331`. */
export function entryName(entry: TimeEntrySummary): string {
  const record = recordOf(entry);
  return `${entry.hours} h on ${record === undefined ? entryText(entry).replace(/^\/\/ /, '') : `B#${record}`}`;
}
