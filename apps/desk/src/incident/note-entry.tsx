import { Modal, Textarea } from '@mantine/core';
import type { Id } from '@service-desk/client';
import { useEffect, useState } from 'react';
import { formatMoment } from '../format.ts';
import { Confirmation } from '../forms/confirmation.tsx';
import { DialogForm } from '../forms/dialog-form.tsx';
import { useDraftForm } from '../forms/use-draft-form.ts';
import { useSave } from '../forms/use-save.ts';
import { Face } from '../people/face.tsx';
import { useApi } from '../session.tsx';
import { useReturnFocus } from '../shell/use-return-focus.ts';
import classes from './incident.module.css';
import { kindLabels, noteElementId, notesOf } from './note-kinds.ts';
import { useRefreshIncident, useReread } from './queries.ts';
import { authorOf, type TimelineEntry, timelineOf } from './timeline.ts';

interface NoteEntryProps {
  incidentId: Id;
  entry: TimelineEntry;
}

/** A note of the timeline. */
export function NoteEntry({
  incidentId,
  entry: { kind, note },
  leftOpen,
}: NoteEntryProps & {
  /** Whether it was being edited when the page went away. */
  leftOpen: boolean;
}) {
  const { queries } = useApi();
  const refresh = useRefreshIncident(incidentId);
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const editButton = useReturnFocus(editing);
  useEffect(() => {
    if (leftOpen) setEditing(true);
  }, [leftOpen]);
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
    <li id={noteElementId(note.id)} className={classes.entry} data-kind={kind}>
      <div className={classes.entryTop}>
        <span className={classes.kind}>{kindLabels[kind]}</span>
        {note.user && <Face of={note.user} />}
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
      <Modal opened={deleting} onClose={() => setDeleting(false)} title={`Delete this ${kind}?`}>
        <Confirmation
          close={() => setDeleting(false)}
          action={`Delete ${kind}`}
          color="red"
          save={remove}
          confirm={() => remove.submit({ incident_id: incidentId, id: note.id })}
        >
          It cannot be brought back.
        </Confirmation>
      </Modal>
    </li>
  );
}

const labels = { note: 'Text' };

function NoteEditor({ incidentId, entry: { kind, note }, close }: NoteEntryProps & { close: () => void }) {
  const { queries } = useApi();
  const refresh = useRefreshIncident(incidentId);
  const reread = useReread(incidentId);
  const draft = useDraftForm({ name: noteElementId(note.id), values: { note: note.note } });
  const { form } = draft;

  /** Takes up the note as it is now; one that is gone is left for the API to say so. */
  async function adopt() {
    const entries = timelineOf(await reread());
    const found = entries.find((entry) => String(entry.note.id) === String(note.id));
    return found ? draft.adopt({ note: found.note.note }) : { conflicts: false };
  }

  const save = useSave({
    ...notesOf(queries, kind).update.mutationOptions(),
    prepare: async () => !(await adopt()).conflicts,
    find: async () => {
      await adopt();
      return Object.keys(draft.changes()).length === 0 ? note : undefined;
    },
    draft,
    saved: async () => {
      await refresh();
      close();
    },
    announce: `${kindLabels[kind]} saved`,
    labels,
    setErrors: form.setErrors,
  });
  const { formRef } = save;
  useEffect(() => formRef.current?.querySelector('textarea')?.focus(), [formRef]);
  return (
    <div className={classes.noteEditor}>
      <DialogForm
        inline
        action={`Save ${kind}`}
        close={close}
        draft={draft}
        words={{ labels }}
        save={save}
        onSubmit={form.onSubmit((input) =>
          draft.dirty ? save.submit({ incident_id: incidentId, id: note.id, input }) : close(),
        )}
      >
        <Textarea
          label={`Text of the ${kind}`}
          autosize
          minRows={3}
          maxRows={16}
          {...form.getInputProps('note')}
        />
      </DialogForm>
    </div>
  );
}
