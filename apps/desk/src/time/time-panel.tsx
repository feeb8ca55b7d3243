import { Button, Group } from '@mantine/core';
import type { Id } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import classes from '../details.module.css';
import { useOpenForm } from '../forms/use-open-form.ts';
import { NewEntry } from './entry-form.tsx';
import { useInvalidateEntries } from './queries.ts';

interface TimePanelProps {
  id: Id;
  /** The hours spent on the record, if its response has them. */
  total?: number | undefined;
  onSaved: () => Promise<unknown>;
}

/** Adds time to a record. v1 lists time by person only, so entries of others are in the total only. */
export function TimePanel({ id, total, onSaved }: TimePanelProps) {
  const adding = useOpenForm('time');
  const invalidate = useInvalidateEntries();
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
          onSaved={() => Promise.all([onSaved(), invalidate()])}
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
