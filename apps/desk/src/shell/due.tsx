import { formatRelative, hasPassed, isBlank } from '../format.ts';
import { useNow } from '../live/clock.ts';
import classes from './marks.module.css';
import { Moment } from './moment.tsx';

interface DueProps {
  due: string | null;
  waiting: boolean;
  /** What the moment is, such as `Due`, where no heading says so. */
  label?: string | undefined;
}

/** When an incident is due, seen from now. A resolved one waits for nothing. */
export function Due({ due, waiting, label = '' }: DueProps) {
  const now = useNow();
  if (isBlank(due)) return <span className={classes.none}>No due date</span>;
  if (!waiting) return null;
  const past = label === 'Due' ? 'Was due' : label.replace(' due', ' was due');
  return (
    <span className={classes.due}>
      <Passed at={due} waiting={waiting} mark="Overdue" />
      <Moment at={due}>{`${hasPassed(due, now) ? past : label} ${formatRelative(due, now)}`.trim()}</Moment>
    </span>
  );
}

/** A mark once a moment has passed and the incident is still open. */
export function Passed({ at, waiting, mark }: { at: string | null; waiting: boolean; mark: string }) {
  const now = useNow();
  if (!waiting || !hasPassed(at, now)) return null;
  return <span className={`${classes.badge} ${classes.overdue}`}>{mark}</span>;
}
