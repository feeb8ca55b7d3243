import { Button, Group, Radio, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Id } from '@service-desk/client';
import { useApi } from '../session.tsx';
import { FormFailure } from '../shell/failure.tsx';
import { useSave } from '../use-save.ts';
import classes from './incident.module.css';
import { kindLabels, notesOf } from './note-kinds.ts';
import { useRefreshIncident } from './queries.ts';
import { type NoteKind, noteKinds } from './timeline.ts';

interface NoteValues {
  kind: NoteKind;
  note: string;
}

const hints: Record<NoteKind, string> = {
  comment: 'A word to colleagues.',
  symptom: 'What is seen.',
  resolution: 'What was done about it.',
};

/** Writes a note of any kind. */
export function NoteComposer({ incidentId }: { incidentId: Id }) {
  const { queries } = useApi();
  const refresh = useRefreshIncident(incidentId);
  const form = useForm<NoteValues>({ initialValues: { kind: 'comment', note: '' } });
  const save = useSave({
    mutationFn: ({ kind, note }: NoteValues) =>
      // What is sent again keeps its kind, whatever is chosen by then.
      notesOf(queries, kind)
        .create.mutationOptions()
        .mutationFn({ incident_id: incidentId, input: { note } }),
    saved: async () => {
      await refresh();
      form.setFieldValue('note', '');
    },
    announce: `${kindLabels[form.values.kind]} added`,
    labels: { note: 'Text' },
    setErrors: form.setErrors,
  });
  return (
    <section aria-labelledby="add-note" className={classes.panel}>
      <h2 id="add-note" className={classes.subheading}>
        Add a note
      </h2>
      <form ref={save.formRef} noValidate onSubmit={form.onSubmit((values) => save.submit(values))}>
        <Stack gap="sm">
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
          <FormFailure messages={save.messages} retry={save.retry} />
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
