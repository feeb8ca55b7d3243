import { Button } from '@mantine/core';
import type { Incident } from '@service-desk/client';
import { useRef, useState } from 'react';
import { useApi } from '../session.tsx';
import { useSave } from '../use-save.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import classes from './incident.module.css';
import { useShowIncident } from './queries.ts';
import { ResolveDialog } from './resolve-dialog.tsx';

type Action = 'edit' | 'assign' | 'resolve' | 'close' | 'reopen';

/** What can be done with an incident in its state. */
export function Actions({ incident }: { incident: Incident }) {
  const { queries } = useApi();
  const show = useShowIncident();
  const [action, setAction] = useState<Action>();
  const bar = useRef<HTMLFieldSetElement>(null);
  const { status } = incident;

  function done() {
    setAction(undefined);
    // The dialog hands the focus on to the button that opened it, unless that went with the old state.
    bar.current?.focus();
  }

  const reopen = useSave({
    ...queries.incidents.update.mutationOptions(),
    saved: async (updated) => {
      await show(updated);
      done();
    },
    announce: `Incident #${incident.id} is open again`,
    labels: {},
  });

  return (
    <fieldset ref={bar} tabIndex={-1} aria-label="Actions" className={classes.actions}>
      <Button variant="default" size="xs" onClick={() => setAction('edit')}>
        Edit
      </Button>
      {status !== 'Closed' && (
        <Button variant="default" size="xs" onClick={() => setAction('assign')}>
          Assign
        </Button>
      )}
      {status !== 'Open' && (
        <Button variant="default" size="xs" onClick={() => setAction('reopen')}>
          Re-open
        </Button>
      )}
      {status !== 'Closed' && (
        <Button
          variant={status === 'Open' ? 'default' : 'filled'}
          size="xs"
          onClick={() => setAction('close')}
        >
          Close
        </Button>
      )}
      {status === 'Open' && (
        <Button size="xs" onClick={() => setAction('resolve')}>
          Resolve
        </Button>
      )}
      <EditDialog opened={action === 'edit'} close={done} incident={incident} />
      <AssignDialog opened={action === 'assign'} close={done} incident={incident} />
      <ResolveDialog opened={action === 'resolve'} close={done} incident={incident} />
      <CloseDialog opened={action === 'close'} close={done} incident={incident} />
      <ConfirmDialog
        opened={action === 'reopen'}
        close={done}
        title="Re-open this incident?"
        action="Re-open incident"
        save={reopen}
        confirm={() =>
          reopen.submit({
            id: incident.id,
            input: status === 'Closed' ? { closed_at: '', closure_code: '' } : { resolved_at: '' },
          })
        }
      >
        {status === 'Closed'
          ? 'How it was resolved and closed is cleared. Its notes stay.'
          : 'It is no longer resolved. Its notes stay.'}
      </ConfirmDialog>
    </fieldset>
  );
}
