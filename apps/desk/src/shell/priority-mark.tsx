import type { Priority } from '@service-desk/client';
import classes from './marks.module.css';

/** A priority by its level and what the service calls it; v1 prints the bare level of some records. */
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
