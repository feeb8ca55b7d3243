import type { Priority } from '@service-desk/client';
import classes from './badges.module.css';

/** A priority's level and description; some records of v1 have the level only. */
export function PriorityMark({ priority }: { priority: Priority | number | null }) {
  if (priority === null) return <span className={classes.none}>None</span>;
  const { level, description } =
    typeof priority === 'number' ? { level: priority, description: '' } : priority;
  return (
    <span className={classes.priority}>
      <span className={classes.level} data-urgent={level === 1 || undefined}>
        {`P${level}`}
      </span>
      {description}
    </span>
  );
}
