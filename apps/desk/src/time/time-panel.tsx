import { Button, Group } from '@mantine/core';
import type { Id } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import { useOpenForm } from '../forms/use-open-form.ts';
import classes from '../thing.module.css';
import { NewEntry } from './entry-form.tsx';
import { useForgetEntries } from './queries.ts';

interface TimePanelProps {
  id: Id;
  /** The hours spent on the record so far, where it prints them. */
  total?: number | undefined;
  saved: () => Promise<unknown>;
}

/** Enters time on a record. v1 lists time by person only, so what others entered on it is in the total alone. */
export function TimePanel({ id, total, saved }: TimePanelProps) {
  const adding = useOpenForm('time');
  const forget = useForgetEntries();
  return (
    <section aria-labelledby="time" className={classes.panel}>
      <h2 id="time" tabIndex={-1} className={classes.subheading}>
        Time
      </h2>
      {total !== undefined && <p className={classes.soft}>{`${total} h in total`}</p>}
      {adding.opened ? (
        <NewEntry
          name="time"
          entry={`B#${id}`}
          saved={() => Promise.all([saved(), forget()])}
          close={adding.close}
        />
      ) : (
        <Group gap="sm">
          <Button ref={adding.button} variant="default" size="xs" onClick={adding.open}>
            {`Add time${adding.mark}`}
          </Button>
          <Link to="/time">My time sheet</Link>
        </Group>
      )}
    </section>
  );
}
