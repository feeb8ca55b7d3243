import { formatMoment, formatRelative, isBlank, isOverdue } from '../format.ts';
import { useNow } from '../live/clock.ts';
import classes from './marks.module.css';

/** When an incident is due, seen from now. One that no one waits for any more is never overdue. */
export function Due({ due, waiting }: { due: string | null; waiting: boolean }) {
  const now = useNow();
  if (isBlank(due)) return <span className={classes.none}>No due date</span>;
  const overdue = waiting && isOverdue(due, now);
  return (
    <span className={classes.due}>
      {overdue && <span className={`${classes.badge} ${classes.overdue}`}>Overdue</span>}
      <time dateTime={due} title={formatMoment(due)}>
        {formatRelative(due, now)}
      </time>
    </span>
  );
}
