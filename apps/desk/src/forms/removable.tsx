import type { ReactNode } from 'react';
import classes from '../thing.module.css';
import { SaveFailure } from './save-failure.tsx';
import { useSave } from './use-save.ts';

interface RemovableProps<Result> {
  /** What the row shows, and what stands below it. */
  children: ReactNode;
  below?: ReactNode;
  /** What its button does, such as `Remove watcher Dan Lee`. */
  label: string;
  remove: () => Promise<Result>;
  /** Tells, when the answer was lost, whether it is gone. */
  find?: () => Promise<Result | undefined>;
  /** What follows; the focus goes to the element with the id `heading`, as the row is gone. */
  removed: (result: Result) => Promise<unknown>;
  heading: string;
  announce: string;
}

/** A row of a list that can be taken away. */
export function Removable<Result>(props: RemovableProps<Result>) {
  const { children, below, label, remove, find, removed, heading, announce } = props;
  const save = useSave<Result, never>({
    mutationFn: remove,
    ...(find && { find }),
    saved: async (result) => {
      await removed(result);
      document.getElementById(heading)?.focus();
    },
    announce,
    labels: {} as Record<never, string>,
  });
  return (
    <li>
      <div className={classes.watcher}>
        {children}
        <button
          type="button"
          className={classes.quiet}
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
