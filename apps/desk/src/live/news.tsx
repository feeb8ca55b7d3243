import { Button } from '@mantine/core';
import type { HeldRows } from './held-rows.ts';
import classes from './live.module.css';

/** Tells of rows that wait, and shows them on demand. It is there from the start, so that what it says is read out. */
export function News({ held, shown }: { held: HeldRows<unknown>; shown: () => void }) {
  const text = held.fresh > 0 ? `${held.fresh} new` : 'Show changes';
  return (
    <div aria-live="polite" className={classes.news}>
      {held.changed && (
        <Button
          variant="light"
          size="compact-sm"
          onClick={() => {
            held.show();
            shown();
          }}
        >
          {text}
        </Button>
      )}
    </div>
  );
}
