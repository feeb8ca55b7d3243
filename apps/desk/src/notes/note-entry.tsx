import type { NoteInRecord } from '@service-desk/client';
import { useEffect } from 'react';
import classes from '../details.module.css';
import { formatTimestamp } from '../format.ts';
import { EntityForm, useEditForm } from '../forms/entity-form.tsx';
import { field } from '../forms/fields.ts';
import { RowActions } from '../forms/row-actions.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { Avatar } from '../people/avatar.tsx';
import { resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Breakable } from '../shell/breakable.tsx';
import { Timestamp } from '../shell/timestamp.tsx';
import { authorOf, type Noted, noteElementId, type TimelineEntry, timelineOf } from './timeline.ts';

interface NoteEntryProps<Entity> {
  noted: Noted<Entity>;
  entry: TimelineEntry<Entity>;
}

/** A note in the timeline. */
export function NoteEntry<Entity>({
  noted,
  entry,
  hold,
}: NoteEntryProps<Entity> & {
  /** Keeps the entry while it is edited, even if its note was deleted. */
  hold: (entry: TimelineEntry<Entity>, on: boolean) => void;
}) {
  const { kind, note } = entry;
  const { desk } = useApi();
  const editing = useOpenForm(noteElementId(note.id));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the form opens or closes.
  useEffect(() => hold(entry, editing.opened), [editing.opened]);
  const author = authorOf(note);
  const about = `${kind.singular} by ${author} from ${formatTimestamp(note.created_at)}`;

  return (
    <li id={noteElementId(note.id)} className={classes.entry} data-tone={kind.tone}>
      <div className={classes.entryTop}>
        <span className={classes.kind}>{kind.label}</span>
        <span className={classes.author}>
          {note.user && <Avatar of={note.user} />}
          <span>
            <Breakable>{author}</Breakable>
          </span>
        </span>
        {!note.user && note.external_email && <span className={classes.soft}>external</span>}
        <Timestamp at={note.created_at} className={classes.soft} />
        {!editing.opened && (
          <RowActions
            noun={kind.singular}
            about={about}
            editing={editing}
            remove={() => resourceAt(desk, kind.path).delete(...noted.ids, note.id)}
            removed={async () => {
              await noted.refresh();
              // The focused element was removed with the note.
              document.getElementById('timeline')?.focus();
            }}
          />
        )}
      </div>
      {editing.opened ? (
        <NoteEditor noted={noted} entry={entry} close={editing.close} />
      ) : (
        <p className={classes.noteText}>{note.note}</p>
      )}
    </li>
  );
}

function NoteEditor<Entity>({ noted, entry, close }: NoteEntryProps<Entity> & { close: () => void }) {
  const { kind, note } = entry;
  const { desk } = useApi();
  const form = useEditForm<Pick<NoteInRecord, 'note'>>({
    name: noteElementId(note.id),
    fields: { note: field('area', `Text of the ${kind.singular}`, (held) => held.note) },
    entity: note,
    fetchLatest: async () => {
      const now = timelineOf({ ...noted, entity: await noted.fetchLatest() });
      // If the note was deleted, the update reports it.
      return now.find((known) => String(known.note.id) === String(note.id))?.note ?? note;
    },
    update: (input) =>
      resourceAt<Pick<NoteInRecord, 'note'>>(desk, kind.path).update(...noted.ids, note.id, input),
    onSaved: async () => {
      await noted.refresh();
      close();
    },
    announce: `${kind.label} saved`,
  });
  return (
    <div className={classes.noteEditor}>
      <EntityForm form={form} action={`Save ${kind.singular}`} close={close} inline />
    </div>
  );
}
