import type { Incident } from '@service-desk/client';
import { useKeptDrafts } from '../forms/use-drafts.ts';
import classes from './incident.module.css';
import { NoteEntry } from './note-entry.tsx';
import { noteElementId } from './note-kinds.ts';
import { timelineOf } from './timeline.ts';

/** All that was written about an incident, oldest first. */
export function Timeline({ incident }: { incident: Incident }) {
  const entries = timelineOf(incident);
  const { leftOpen } = useKeptDrafts(entries.map(({ note }) => noteElementId(note.id)));
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline" tabIndex={-1} className={classes.subheading}>
        Timeline
      </h2>
      {entries.length === 0 ? (
        <p className={classes.soft}>Nothing was written about this incident yet.</p>
      ) : (
        <ol className={classes.timeline}>
          {entries.map((entry) => (
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
