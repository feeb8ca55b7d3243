import { Link } from '@tanstack/react-router';
import { Due, Passed } from '../shell/due.tsx';
import { PriorityMark } from '../shell/priority-mark.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import classes from './queue.module.css';
import type { QueueRows } from './queue-table.tsx';

/** The table's content for a screen that is too narrow for it. */
export function QueueCards({ incidents, gone }: QueueRows) {
  return (
    <ul aria-label="Incidents" className={classes.cards}>
      {incidents.map((incident) => (
        <li key={incident.id} data-gone={gone.has(String(incident.id)) || undefined} className={classes.card}>
          <div className={classes.cardTop}>
            <span className={classes.number}>{`#${incident.reference_num}`}</span>
            <StatusBadge status={incident.status ?? 'Open'} />
            <PriorityMark priority={incident.priority} />
          </div>
          <Link
            to="/incidents/$id"
            params={{ id: String(incident.id) }}
            data-row={incident.id}
            className={classes.cardTitle}
          >
            {incident.title}
          </Link>
          <div className={classes.cardFoot}>
            <span>{incident.service.name}</span>
            <span>{incident.assigned_user?.full_name ?? 'Nobody'}</span>
            {gone.has(String(incident.id)) && <span>Left the queue</span>}
            <Due due={incident.due_date} waiting={incident.status !== 'Resolved'} />
            <Passed
              at={incident.due_to_escalate_at}
              waiting={incident.status !== 'Resolved'}
              mark="Past escalation"
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
