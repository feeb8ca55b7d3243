import type { NoteInRecord } from '@service-desk/client';
import { useEffect } from 'react';
import { formatMoment } from '../format.ts';
import { field } from '../forms/fields.ts';
import { RowActions } from '../forms/row-actions.tsx';
import { ThingForm, useEditForm } from '../forms/thing-form.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { Face } from '../people/face.tsx';
import { resourceAt } from '../resource.ts';
import { useApi } from '../session.tsx';
import { Breakable } from '../shell/breakable.tsx';
import { Moment } from '../shell/moment.tsx';
import classes from '../thing.module.css';
import { authorOf, type Noted, noteElementId, type TimelineEntry, timelineOf } from './timeline.ts';

interface NoteEntryProps<Thing> {
  noted: Noted<Thing>;
  entry: TimelineEntry<Thing>;
}

/** A note of the timeline. */
export function NoteEntry<Thing>({
  noted,
  entry,
  hold,
}: NoteEntryProps<Thing> & {
  /** Has the entry stay, also when its note is gone, while it is being edited. */
  hold: (entry: TimelineEntry<Thing>, on: boolean) => void;
}) {
  const { kind, note } = entry;
  const { desk } = useApi();
  const editing = useOpenForm(noteElementId(note.id));
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the form opens or closes.
  useEffect(() => hold(entry, editing.opened), [editing.opened]);
  const author = authorOf(note);
  const about = `${kind.one} by ${author} from ${formatMoment(note.created_at)}`;

  return (
    <li id={noteElementId(note.id)} className={classes.entry} data-look={kind.look}>
      <div className={classes.entryTop}>
        <span className={classes.kind}>{kind.label}</span>
        <span className={classes.author}>
          {note.user && <Face of={note.user} />}
          <span>
            <Breakable>{author}</Breakable>
          </span>
        </span>
        {!note.user && note.external_email && <span className={classes.soft}>external</span>}
        <Moment at={note.created_at} className={classes.soft} />
        {!editing.opened && (
          <RowActions
            noun={kind.one}
            about={about}
            editing={editing}
            remove={() => resourceAt(desk, kind.path).delete(...noted.ids, note.id)}
            removed={async () => {
              await noted.refresh();
              // The note is gone, and with it whatever had the focus.
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

function NoteEditor<Thing>({ noted, entry, close }: NoteEntryProps<Thing> & { close: () => void }) {
  const { kind, note } = entry;
  const { desk } = useApi();
  const form = useEditForm<Pick<NoteInRecord, 'note'>>({
    name: noteElementId(note.id),
    fields: { note: field('area', `Text of the ${kind.one}`, (held) => held.note) },
    thing: note,
    reread: async () => {
      const now = timelineOf({ ...noted, thing: await noted.reread() });
      // One that is gone is left for the API to say so.
      return now.find((known) => String(known.note.id) === String(note.id))?.note ?? note;
    },
    update: (input) =>
      resourceAt<Pick<NoteInRecord, 'note'>>(desk, kind.path).update(...noted.ids, note.id, input),
    saved: async () => {
      await noted.refresh();
      close();
    },
    announce: `${kind.label} saved`,
  });
  return (
    <div className={classes.noteEditor}>
      <ThingForm form={form} action={`Save ${kind.one}`} close={close} inline />
    </div>
  );
}
