import { formatRelative, hasPassed, isBlank } from '../format.ts';
import { useNow } from '../live/clock.ts';
import classes from './marks.module.css';
import { Moment } from './moment.tsx';

/** When what waits is due, seen from now. `label` says what the moment is, such as `Due`, where no heading does. */
export function Due({ due, label = '' }: { due: string | null; label?: string | undefined }) {
  const now = useNow();
  if (isBlank(due)) return <span className={classes.none}>No due date</span>;
  const past = label === 'Due' ? 'Was due' : label.replace(' due', ' was due');
  return (
    <span className={classes.due}>
      <Passed at={due} mark="Overdue" />
      <Moment at={due}>{`${hasPassed(due, now) ? past : label} ${formatRelative(due, now)}`.trim()}</Moment>
    </span>
  );
}

/** A mark on what waits once a moment has passed. */
export function Passed({ at, mark }: { at: string | null; mark: string }) {
  const now = useNow();
  if (!hasPassed(at, now)) return null;
  return <span className={`${classes.badge} ${classes.overdue}`}>{mark}</span>;
}
