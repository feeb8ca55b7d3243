import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Id } from '@service-desk/client';
import { useEffect, useState } from 'react';
import { formatMoment } from '../format.ts';
import { useApi } from '../session.tsx';
import { FormFailure } from '../shell/failure.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import { useSave } from '../use-save.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import classes from './incident.module.css';
import { kindLabels, notesOf } from './note-kinds.ts';
import { useRefreshIncident } from './queries.ts';
import { authorOf, type TimelineEntry } from './timeline.ts';

interface NoteEntryProps {
  incidentId: Id;
  entry: TimelineEntry;
}

/** A note of the timeline. */
export function NoteEntry({ incidentId, entry: { kind, note } }: NoteEntryProps) {
  const { queries } = useApi();
  const refresh = useRefreshIncident(incidentId);
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const editButton = useReturnFocus(editing);
  const author = authorOf(note);
  const about = `${kind} by ${author}, ${formatMoment(note.created_at)}`;

  const remove = useSave({
    ...notesOf(queries, kind).delete.mutationOptions(),
    saved: async () => {
      await refresh();
      // The note is gone, and with it whatever had the focus.
      document.getElementById('timeline')?.focus();
    },
    announce: `${kindLabels[kind]} deleted`,
    labels: {},
  });

  return (
    <li className={classes.entry} data-kind={kind}>
      <div className={classes.entryTop}>
        <span className={classes.kind}>{kindLabels[kind]}</span>
        <span className={classes.author}>{author}</span>
        {!note.user && note.external_email && <span className={classes.soft}>external</span>}
        <time dateTime={note.created_at} className={classes.soft}>
          {formatMoment(note.created_at)}
        </time>
        {!editing && (
          <span className={classes.entryActions}>
            <button
              ref={editButton}
              type="button"
              className={classes.quiet}
              aria-label={`Edit ${about}`}
              onClick={() => setEditing(true)}
            >
              Edit
            </button>
            <button
              type="button"
              className={classes.quiet}
              aria-label={`Delete ${about}`}
              onClick={() => setDeleting(true)}
            >
              Delete
            </button>
          </span>
        )}
      </div>
      {editing ? (
        <NoteEditor incidentId={incidentId} entry={{ kind, note }} close={() => setEditing(false)} />
      ) : (
        <p className={classes.noteText}>{note.note}</p>
      )}
      <ConfirmDialog
        opened={deleting}
        close={() => setDeleting(false)}
        title={`Delete this ${kind}?`}
        action={`Delete ${kind}`}
        color="red"
        save={remove}
        confirm={() => remove.submit({ incident_id: incidentId, id: note.id })}
      >
        It cannot be brought back.
      </ConfirmDialog>
    </li>
  );
}

function NoteEditor({ incidentId, entry: { kind, note }, close }: NoteEntryProps & { close: () => void }) {
  const { queries } = useApi();
  const refresh = useRefreshIncident(incidentId);
  const form = useForm({ initialValues: { note: note.note } });
  const save = useSave({
    ...notesOf(queries, kind).update.mutationOptions(),
    saved: async () => {
      await refresh();
      close();
    },
    announce: `${kindLabels[kind]} saved`,
    labels: { note: 'Text' },
    setErrors: form.setErrors,
  });
  const { formRef } = save;
  useEffect(() => formRef.current?.querySelector('textarea')?.focus(), [formRef]);
  return (
    <form
      ref={formRef}
      noValidate
      className={classes.noteEditor}
      onSubmit={form.onSubmit((input) => save.submit({ incident_id: incidentId, id: note.id, input }))}
    >
      <Stack gap="xs">
        <Textarea
          label={`Text of the ${kind}`}
          autosize
          minRows={3}
          maxRows={16}
          {...form.getInputProps('note')}
        />
        <FormFailure messages={save.messages} retry={save.retry} />
        <Group gap="xs">
          <Button type="submit" size="xs" loading={save.pending}>
            {`Save ${kind}`}
          </Button>
          <Button variant="default" size="xs" onClick={close}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
