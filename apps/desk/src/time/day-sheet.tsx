import { Button } from '@mantine/core';
import type { Id, TimeEntrySummary } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import { isBlank } from '../format.ts';
import { RowActions } from '../forms/row-actions.tsx';
import { useOpenForm } from '../forms/use-open-form.ts';
import { useApi } from '../session.tsx';
import marks from '../shell/badges.module.css';
import { Timestamp } from '../shell/timestamp.tsx';
import { EditEntry, entryFormName, entryName, NewEntry } from './entry-form.tsx';
import { entryText, recordOf } from './entry-text.ts';
import { useInvalidateEntries } from './queries.ts';
import classes from './time.module.css';
import { dayOf, sumOf } from './weeks.ts';

const names = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'short' });

interface DaySheetProps {
  day: Date;
  isToday: boolean;
  /** The person, if it is not the user. */
  user: Id | undefined;
  entries: TimeEntrySummary[];
}

/** The time entries of a day. */
export function DaySheet({ day, isToday, user, entries }: DaySheetProps) {
  const id = `day-${dayOf(day)}`;
  const formName = user === undefined ? id : `${id}-${user}`;
  const adding = useOpenForm(formName);
  const invalidate = useInvalidateEntries();
  const name = names.format(day);
  return (
    <section aria-labelledby={id} className={classes.day} data-today={isToday || undefined}>
      <div className={classes.dayTop}>
        <h2 id={id} tabIndex={-1} className={classes.dayName}>
          {name}
          {isToday && <span className={classes.soft}> · today</span>}
        </h2>
        <span className={classes.sum}>{`${sumOf(entries.map(({ hours }) => hours))} h`}</span>
        {!adding.opened && (
          <Button
            ref={adding.button}
            variant="default"
            size="xs"
            aria-label={`Add time on ${name}`}
            onClick={adding.open}
          >
            {`Add time${adding.mark}`}
          </Button>
        )}
      </div>
      {entries.length > 0 && (
        <ul className={classes.entries}>
          {entries.toReversed().map((entry) => (
            <Entry key={String(entry.id)} entry={entry} />
          ))}
        </ul>
      )}
      {adding.opened && (
        <NewEntry name={formName} day={day} user={user} onSaved={invalidate} close={adding.close} />
      )}
    </section>
  );
}

function Entry({ entry }: { entry: TimeEntrySummary }) {
  const { desk } = useApi();
  const editing = useOpenForm(entryFormName(entry.id));
  const invalidate = useInvalidateEntries();
  if (editing.opened) {
    return (
      <li className={classes.editing}>
        <EditEntry entry={entry} onSaved={focusDay} close={editing.close} />
      </li>
    );
  }
  return (
    <li className={classes.entry}>
      <span className={classes.hours}>{`${entry.hours} h`}</span>
      <div className={classes.what}>
        <SpentOn entry={entry} />
        {entry.description && <p className={classes.description}>{entry.description}</p>}
      </div>
      {isBlank(entry.locked_at ?? null) ? (
        <RowActions
          noun="time"
          about={entryName(entry)}
          editing={editing}
          remove={() => desk.timeEntries.delete(entry.id)}
          removed={async () => {
            await invalidate();
            focusDay(entry);
          }}
        />
      ) : (
        <span className={`${marks.badge} ${marks.rest}`}>
          Locked since <Timestamp at={entry.locked_at ?? null} />
        </span>
      )}
    </li>
  );
}

/** The record and task of an entry, or its text. */
function SpentOn({ entry }: { entry: TimeEntrySummary }) {
  const record = recordOf(entry);
  if (record === undefined) return <span>{entryText(entry)}</span>;
  return (
    <span>
      <Link to="/b/$id" params={{ id: String(record) }}>{`B#${record}`}</Link>
      {entry.custom && ` ${entry.custom}`}
      {entry.service && <span className={classes.soft}>{` · ${entry.service.name}`}</span>}
    </span>
  );
}

/** Focuses the day of an entry, since the focused element may be gone. */
function focusDay({ performed_at }: TimeEntrySummary): void {
  const day = performed_at && document.getElementById(`day-${dayOf(new Date(performed_at))}`);
  (day || document.querySelector<HTMLElement>('h1'))?.focus();
}
