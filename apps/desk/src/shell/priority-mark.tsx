import type { Priority } from '@service-desk/client';
import classes from './marks.module.css';

/** A priority by its level and what the service calls it. */
export function PriorityMark({ priority }: { priority: Priority | null }) {
  if (!priority) return <span className={classes.none}>None</span>;
  return (
    <span className={classes.priority}>
      <span className={classes.level} data-urgent={priority.level === 1 || undefined}>
        {`P${priority.level}`}
      </span>
      {priority.description}
    </span>
  );
}
