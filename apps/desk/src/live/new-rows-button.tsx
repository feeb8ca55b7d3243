import { Button } from '@mantine/core';
import classes from './live.module.css';
import type { StableRows } from './stable-rows.ts';

/** A button that shows new rows. Its live region is always rendered, so that screen readers announce changes. */
export function NewRowsButton({ stable, shown }: { stable: StableRows<unknown>; shown: () => void }) {
  const text = stable.newCount > 0 ? `${stable.newCount} new` : 'Show changes';
  return (
    <div aria-live="polite" className={classes.newRows}>
      {stable.hasChanges && (
        <Button
          variant="light"
          size="compact-sm"
          onClick={() => {
            stable.show();
            shown();
          }}
        >
          {text}
        </Button>
      )}
    </div>
  );
}
