import { Button, Group, Radio, Stack, Textarea } from '@mantine/core';
import type { Id, Incident, NoteInRecord } from '@service-desk/client';
import { formatMoment } from '../format.ts';
import { FormNotices } from '../forms/form-notices.tsx';
import { SaveFailure } from '../forms/save-failure.tsx';
import { useDraftForm } from '../forms/use-draft-form.ts';
import { useSave } from '../forms/use-save.ts';
import { useMe } from '../people/queries.ts';
import { useApi } from '../session.tsx';
import classes from './incident.module.css';
import { kindLabels, noteElementId, notesOf } from './note-kinds.ts';
import { useRefreshIncident, useReread } from './queries.ts';
import { type NoteKind, noteKinds, timelineOf } from './timeline.ts';

interface NoteValues {
  kind: NoteKind;
  note: string;
}

interface NoteAttempt extends NoteValues {
  /** Notes of the same words that were there before. */
  known: Id[];
}

const blank: NoteValues = { kind: 'comment', note: '' };
const labels = { kind: 'Kind of note', note: 'Text' };

const hints: Record<NoteKind, string> = {
  comment: 'A word to colleagues.',
  symptom: 'What is seen.',
  resolution: 'What was done about it.',
};

/** Writes a note of any kind. */
export function NoteComposer({ incident }: { incident: Incident }) {
  const { queries } = useApi();
  const { data: me } = useMe();
  const refresh = useRefreshIncident(incident.id);
  const reread = useReread(incident.id);
  const draft = useDraftForm({ name: 'note', values: blank, incidental: ['kind'] });
  const { form } = draft;

  /** The person's own notes of a kind with the same words. */
  function matches(record: Incident, { kind, note }: NoteValues) {
    return timelineOf(record)
      .filter((entry) => entry.kind === kind && sameText(entry.note.note, note))
      .filter(({ note: { user } }) => user !== null && String(user.id) === String(me?.id))
      .map((entry) => entry.note);
  }

  const save = useSave({
    mutationFn: ({ kind, note }: NoteAttempt): Promise<SavedNote> =>
      // What is sent again keeps its kind, whatever is chosen by then.
      notesOf(queries, kind)
        .create.mutationOptions()
        .mutationFn({ incident_id: incident.id, input: { note } }),
    find: async ({ known, ...sent }) => {
      const before = new Set(known.map(String));
      return matches(await reread(), sent).find(({ id }) => !before.has(String(id)));
    },
    showFound: ({ id, created_at }) => (
      <a href={`#${noteElementId(id)}`}>{`your note of ${formatMoment(created_at)}`}</a>
    ),
    draft,
    saved: async () => {
      await refresh();
      draft.discard();
    },
    announce: `${kindLabels[form.values.kind]} added`,
    labels,
    setErrors: form.setErrors,
  });
  return (
    <section aria-labelledby="add-note" className={classes.panel}>
      <h2 id="add-note" className={classes.subheading}>
        Add a note
      </h2>
      <form
        ref={save.formRef}
        noValidate
        onSubmit={form.onSubmit((values) =>
          save.submit({ ...values, known: matches(incident, values).map(({ id }) => id) }),
        )}
      >
        <Stack gap="sm">
          <FormNotices draft={draft} words={{ labels }} />
          <Radio.Group label="Kind of note" {...form.getInputProps('kind')}>
            <Group gap="md" mt={6}>
              {[...noteKinds].reverse().map((kind) => (
                <Radio key={kind} value={kind} label={kindLabels[kind]} />
              ))}
            </Group>
          </Radio.Group>
          <Textarea
            label="Text"
            description={hints[form.values.kind]}
            autosize
            minRows={3}
            maxRows={16}
            required
            {...form.getInputProps('note')}
          />
          <SaveFailure save={save} />
          <Group>
            <Button type="submit" loading={save.pending}>
              {`Add ${form.values.kind}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}

type SavedNote = Pick<NoteInRecord, 'id' | 'created_at'>;

/** As the provider may store it, with other ends of lines or without the blanks around it. */
function sameText(stored: string, sent: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trim();
  return plain(stored) === plain(sent);
}
