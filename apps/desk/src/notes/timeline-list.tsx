import { Button } from '@mantine/core';
import { useState } from 'react';
import { useKeptDrafts } from '../forms/use-drafts.ts';
import classes from '../thing.module.css';
import { NoteEntry } from './note-entry.tsx';
import { type Noted, noteElementId, type TimelineEntry, timelineOf } from './timeline.ts';

/** Notes of a long timeline that are shown at first: the newest ones, and the field for the next stays near. */
const SHOWN = 30;

/** All that was written about a thing, oldest first. */
export function Timeline<Thing>(noted: Noted<Thing>) {
  const [edited, setEdited] = useState<readonly TimelineEntry<Thing>[]>([]);
  const now = timelineOf(noted);
  const ids = new Set(now.map(({ note }) => String(note.id)));
  // A note that a colleague has deleted stays while it is being edited: what was typed is still there.
  const entries = [...now, ...edited.filter(({ note }) => !ids.has(String(note.id)))];
  const { leftOpen } = useKeptDrafts(entries.map(({ note }) => noteElementId(note.id)));
  const [whole, setWhole] = useState(false);
  const hidden = entries.length - SHOWN;
  const isLeftOpen = entries
    .slice(0, Math.max(hidden, 0))
    .some(({ note }) => leftOpen.has(noteElementId(note.id)));
  const shown = whole || isLeftOpen || hidden <= 0 ? entries : entries.slice(hidden);
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
        <p className={classes.soft}>{`Nothing was written about this ${noted.noun} yet.`}</p>
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

/** The notes of a page's thing, under a heading. */
export function Notes<Thing>(noted: Noted<Thing>) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline" tabIndex={-1} className={classes.subheading}>
        Timeline
      </h2>
      <Timeline {...noted} />
    </section>
  );
}
