import type { ReactNode } from 'react';
import classes from '../details.module.css';
import { SaveFailure } from './save-failure.tsx';
import { useSave } from './use-save.ts';

interface RemovableRowProps<Result> {
  /** The content of the row, and of the space below it. */
  children: ReactNode;
  below?: ReactNode;
  /** The accessible name of the button, such as `Remove watcher Dan Lee`. */
  label: string;
  remove: () => Promise<Result>;
  find?: () => Promise<Result | undefined>;
  /** Runs after the removal. Then the element with the id `heading` gets the focus, since the row is gone. */
  removed: (result: Result) => Promise<unknown>;
  heading: string;
  announce: string;
}

/** A list row with a button that removes it. */
export function RemovableRow<Result>(props: RemovableRowProps<Result>) {
  const { children, below, label, remove, find, removed, heading, announce } = props;
  const save = useSave<Result>({
    mutationFn: remove,
    ...(find && { find }),
    onSaved: async (result) => {
      await removed(result);
      document.getElementById(heading)?.focus();
    },
    announce,
  });
  return (
    <li>
      <div className={classes.watcher}>
        {children}
        <button
          type="button"
          className={classes.textButton}
          aria-label={label}
          disabled={save.pending}
          onClick={() => save.submit()}
        >
          Remove
        </button>
      </div>
      <SaveFailure save={save} />
      {below}
    </li>
  );
}
