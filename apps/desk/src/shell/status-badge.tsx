import type { IncidentStatus } from '@service-desk/client';
import classes from './marks.module.css';

const looks: Record<IncidentStatus, string | undefined> = {
  Open: classes.open,
  Resolved: classes.resolved,
  Closed: classes.closed,
};

export function StatusBadge({ status }: { status: IncidentStatus }) {
  return <span className={`${classes.badge} ${looks[status] ?? classes.closed}`}>{status}</span>;
}
