import { useState } from 'react';
import classes from '../thing.module.css';
import { Confirmation } from './confirmation.tsx';
import { FormDialog } from './form-dialog.tsx';
import type { useOpenForm } from './use-open-form.ts';
import { useSave } from './use-save.ts';

interface RowActionsProps {
  /** What it is, and which of many, such as `time` and `2.25 h on B#331`. */
  noun: string;
  about: string;
  editing: Pick<ReturnType<typeof useOpenForm>, 'open' | 'button' | 'mark'>;
  remove: () => Promise<unknown>;
  /** What follows its deletion, with the focus somewhere that is still there. */
  removed: () => Promise<unknown>;
}

/** The two buttons of a row: one opens its form, the other asks before it deletes what the row shows. */
export function RowActions({ noun, about, editing, remove, removed }: RowActionsProps) {
  const [deleting, setDeleting] = useState(false);
  const save = useSave<unknown, never>({
    mutationFn: remove,
    saved: removed,
    announce: `${noun.charAt(0).toUpperCase()}${noun.slice(1)} deleted`,
    labels: {} as Record<never, string>,
  });
  const close = () => setDeleting(false);
  return (
    <span className={classes.entryActions}>
      <button
        ref={editing.button}
        type="button"
        className={classes.quiet}
        aria-label={`Edit ${about}`}
        onClick={editing.open}
      >
        {`Edit${editing.mark}`}
      </button>
      <button
        type="button"
        className={classes.quiet}
        aria-label={`Delete ${about}`}
        onClick={() => setDeleting(true)}
      >
        Delete
      </button>
      <FormDialog opened={deleting} close={close} title={`Delete this ${noun}?`}>
        <Confirmation
          close={close}
          action={`Delete ${noun}`}
          color="red"
          save={save}
          confirm={() => save.submit()}
        >
          {`${about.startsWith(noun) ? 'The ' : ''}${about} will be deleted. This cannot be undone.`}
        </Confirmation>
      </FormDialog>
    </span>
  );
}
