import { formatRelative, hasPassed, isBlank } from '../format.ts';
import { useNow } from '../live/clock.ts';
import classes from './marks.module.css';
import { Moment } from './moment.tsx';

/** When an incident is due, seen from now. A resolved one is never overdue. */
export function Due({ due, waiting }: { due: string | null; waiting: boolean }) {
  const now = useNow();
  if (isBlank(due)) return <span className={classes.none}>No due date</span>;
  return (
    <span className={classes.due}>
      <Passed at={due} waiting={waiting} mark="Overdue" />
      <Moment at={due}>{formatRelative(due, now)}</Moment>
    </span>
  );
}

/** A mark once a moment has passed and the incident is still open. */
export function Passed({ at, waiting, mark }: { at: string | null; waiting: boolean; mark: string }) {
  const now = useNow();
  if (!waiting || !hasPassed(at, now)) return null;
  return <span className={`${classes.badge} ${classes.overdue}`}>{mark}</span>;
}
