import { Button, Modal } from '@mantine/core';
import type { Incident } from '@service-desk/client';
import { useEffect, useRef, useState } from 'react';
import { Confirmation } from '../forms/confirmation.tsx';
import { Meanwhile } from '../forms/form-notices.tsx';
import formClasses from '../forms/forms.module.css';
import { useKeptDrafts } from '../forms/use-drafts.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import classes from './incident.module.css';
import { ResolveDialog } from './resolve-dialog.tsx';
import { useIncidentMove } from './use-update.ts';

const actions = ['edit', 'assign', 'resolve', 'close', 'reopen'] as const;
type Action = (typeof actions)[number];

/** What can be done with an incident in its state. */
export function Actions({ incident }: { incident: Incident }) {
  const [action, setAction] = useState<Action>();
  const { kept, leftOpen } = useKeptDrafts(actions);
  const bar = useRef<HTMLFieldSetElement>(null);
  const { status } = incident;

  useEffect(() => {
    if (leftOpen) setAction(leftOpen);
  }, [leftOpen]);

  function done() {
    setAction(undefined);
    // The dialog hands the focus on to the button that opened it, unless that went with the old state.
    bar.current?.focus();
  }

  function opener(name: Action, label: string, variant: 'default' | 'filled' = 'default') {
    return (
      <Button variant={variant} size="xs" onClick={() => setAction(name)}>
        {label}
        {kept.has(name) && action !== name && <span className={formClasses.kept}> (draft)</span>}
      </Button>
    );
  }

  return (
    <fieldset ref={bar} tabIndex={-1} aria-label="Actions" className={classes.actions}>
      {opener('edit', 'Edit')}
      {status !== 'Closed' && opener('assign', 'Assign')}
      {status !== 'Open' && opener('reopen', 'Re-open')}
      {status !== 'Closed' && opener('close', 'Close', status === 'Open' ? 'default' : 'filled')}
      {status === 'Open' && opener('resolve', 'Resolve', 'filled')}
      <EditDialog opened={action === 'edit'} close={done} incident={incident} />
      <AssignDialog opened={action === 'assign'} close={done} incident={incident} />
      <ResolveDialog opened={action === 'resolve'} close={done} incident={incident} />
      <CloseDialog opened={action === 'close'} close={done} incident={incident} />
      <Modal opened={action === 'reopen'} onClose={done} title="Re-open this incident?">
        <Reopening close={done} incident={incident} />
      </Modal>
    </fieldset>
  );
}

function Reopening({ close, incident }: { close: () => void; incident: Incident }) {
  const closed = incident.status === 'Closed';
  const move = useIncidentMove({
    incident,
    close,
    wanted: 'Open',
    from: ['Resolved', 'Closed'],
    phrase: 'open again',
    labels: {},
  });
  return (
    <Confirmation
      action="Re-open incident"
      close={close}
      save={move.save}
      impossible={move.impossible}
      confirm={() => move.save.submit(closed ? { closed_at: '', closure_code: '' } : { resolved_at: '' })}
    >
      <Meanwhile changes={move.changes} />
      {closed
        ? 'How it was resolved and closed is cleared. Its notes stay.'
        : 'It is no longer resolved. Its notes stay.'}
    </Confirmation>
  );
}
