import { Button } from '@mantine/core';
import type { Incident } from '@service-desk/client';
import { useState } from 'react';
import { useKeptDrafts } from '../forms/use-drafts.ts';
import classes from './incident.module.css';
import { NoteEntry } from './note-entry.tsx';
import { noteElementId } from './note-kinds.ts';
import { timelineOf } from './timeline.ts';

/** Notes of a long timeline that are shown at first: the newest ones, and the field for the next stays near. */
const SHOWN = 30;

/** All that was written about an incident, oldest first. */
export function Timeline({ incident }: { incident: Incident }) {
  const entries = timelineOf(incident);
  const { leftOpen } = useKeptDrafts(entries.map(({ note }) => noteElementId(note.id)));
  const [whole, setWhole] = useState(false);
  const hidden = entries.length - SHOWN;
  const isLeftOpen = entries
    .slice(0, Math.max(hidden, 0))
    .some(({ note }) => leftOpen === noteElementId(note.id));
  const shown = whole || isLeftOpen || hidden <= 0 ? entries : entries.slice(hidden);
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline" tabIndex={-1} className={classes.subheading}>
        Timeline
      </h2>
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
        <p className={classes.soft}>Nothing was written about this incident yet.</p>
      ) : (
        <ol className={classes.timeline}>
          {shown.map((entry) => (
            <NoteEntry
              key={String(entry.note.id)}
              incidentId={incident.id}
              entry={entry}
              leftOpen={leftOpen === noteElementId(entry.note.id)}
            />
          ))}
        </ol>
      )}
    </section>
  );
}
