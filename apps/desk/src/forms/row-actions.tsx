import classes from '../details.module.css';
import { capitalize } from '../format.ts';
import { ConfirmButton } from './confirm-button.tsx';
import type { useOpenForm } from './use-open-form.ts';

interface RowActionsProps {
  /** The noun of the row, and its name among others, such as `time` and `2.25 h on B#331`. */
  noun: string;
  about: string;
  editing: Pick<ReturnType<typeof useOpenForm>, 'open' | 'button' | 'mark'>;
  remove: () => Promise<unknown>;
  /** Runs after the deletion. It must move the focus, since the row is gone. */
  removed: () => Promise<unknown>;
}

/** The buttons of a row: one opens its form, the other deletes it after a confirmation. */
export function RowActions({ noun, about, editing, remove, removed }: RowActionsProps) {
  return (
    <span className={classes.entryActions}>
      <button
        ref={editing.button}
        type="button"
        className={classes.textButton}
        aria-label={`Edit ${about}`}
        onClick={editing.open}
      >
        {`Edit${editing.mark}`}
      </button>
      <ConfirmButton
        label="Delete"
        name={`Delete ${about}`}
        title={`Delete this ${noun}?`}
        action={`Delete ${noun}`}
        mutationFn={remove}
        onSaved={removed}
        announce={`${capitalize(noun)} deleted`}
      >
        {`${about.startsWith(noun) ? 'The ' : ''}${about} will be deleted. This cannot be undone.`}
      </ConfirmButton>
    </span>
  );
}
