import { Button } from '@mantine/core';
import { useState } from 'react';
import classes from '../details.module.css';
import { useStoredDrafts } from '../forms/use-drafts.ts';
import { NoteEntry } from './note-entry.tsx';
import { type Noted, noteElementId, type TimelineEntry, timelineOf } from './timeline.ts';

/** The number of newest notes that are shown initially, so that the form for a new note stays in reach. */
const SHOWN = 30;

/** All notes of a resource, oldest first. */
export function Timeline<Entity>(noted: Noted<Entity>) {
  const [edited, setEdited] = useState<readonly TimelineEntry<Entity>[]>([]);
  const now = timelineOf(noted);
  const ids = new Set(now.map(({ note }) => String(note.id)));
  // A note that a colleague has deleted stays while it is edited, so that the input is not lost.
  const entries = [...now, ...edited.filter(({ note }) => !ids.has(String(note.id)))];
  const { wereOpen } = useStoredDrafts(entries.map(({ note }) => noteElementId(note.id)));
  const [whole, setWhole] = useState(false);
  const hidden = entries.length - SHOWN;
  const hasOpenForm = entries
    .slice(0, Math.max(hidden, 0))
    .some(({ note }) => wereOpen.has(noteElementId(note.id)));
  const shown = whole || hasOpenForm || hidden <= 0 ? entries : entries.slice(hidden);
  return (
    <>
      {shown.length < entries.length && (
        <Button
          variant="default"
          size="xs"
          className={classes.earlier}
          onClick={() => {
            setWhole(true);
            document.getElementById('timeline')?.focus();
          }}
        >
          {hidden === 1 ? 'Show the earlier note' : `Show ${hidden} earlier notes`}
        </Button>
      )}
      {entries.length === 0 ? (
        <p className={classes.soft}>{'No notes yet.'}</p>
      ) : (
        <ol className={classes.timeline}>
          {shown.map((entry) => (
            <NoteEntry
              key={String(entry.note.id)}
              noted={noted}
              entry={entry}
              hold={(held, on) =>
                setEdited((before) => {
                  const others = before.filter(({ note }) => note.id !== held.note.id);
                  return on ? [...others, held] : others;
                })
              }
            />
          ))}
        </ol>
      )}
    </>
  );
}

/** The timeline with its heading. */
export function Notes<Entity>(noted: Noted<Entity>) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline" tabIndex={-1} className={classes.subheading}>
        Timeline
      </h2>
      <Timeline {...noted} />
    </section>
  );
}
