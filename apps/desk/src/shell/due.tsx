import { formatRelative, hasPassed, isBlank } from '../format.ts';
import { useNow } from '../live/clock.ts';
import classes from './badges.module.css';
import { Timestamp } from './timestamp.tsx';

/** A due date relative to now, with a badge once it has passed. `label`, such as `Due`, is for places without a heading. */
export function Due({ due, label = '' }: { due: string | null; label?: string | undefined }) {
  const now = useNow();
  if (isBlank(due)) return <span className={classes.none}>No due date</span>;
  const past = label === 'Due' ? 'Was due' : label.replace(' due', ' was due');
  return (
    <span className={classes.due}>
      <PassedBadge at={due} mark="Overdue" />
      <Timestamp at={due}>
        {`${hasPassed(due, now) ? past : label} ${formatRelative(due, now)}`.trim()}
      </Timestamp>
    </span>
  );
}

/** A badge that is shown once a deadline has passed. */
export function PassedBadge({ at, mark }: { at: string | null; mark: string }) {
  const now = useNow();
  if (!hasPassed(at, now)) return null;
  return <span className={`${classes.badge} ${classes.overdue}`}>{mark}</span>;
}
