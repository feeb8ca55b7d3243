import type { IncidentSummary } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import { Due, Passed } from '../shell/due.tsx';
import { PriorityMark } from '../shell/priority-mark.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import classes from './queue.module.css';

export interface QueueRows {
  incidents: IncidentSummary[];
  /** The ids of rows that are no longer in the queue, and stay until the reader takes up what is new. */
  gone: ReadonlySet<string>;
}

export function QueueTable({ incidents, gone }: QueueRows) {
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">Incidents</caption>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Title</th>
          <th scope="col">Service</th>
          <th scope="col">Priority</th>
          <th scope="col">Status</th>
          <th scope="col">Assignee</th>
          <th scope="col">Due</th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <tr key={incident.id} data-gone={gone.has(String(incident.id)) || undefined}>
            <td className={classes.number}>{incident.reference_num}</td>
            <th scope="row" className={classes.title}>
              <Link to="/incidents/$id" params={{ id: String(incident.id) }} data-row={incident.id}>
                {incident.title}
              </Link>
              {gone.has(String(incident.id)) && <span className={classes.none}> · left the queue</span>}
            </th>
            <td>{incident.service.name}</td>
            <td>
              <PriorityMark priority={incident.priority} />
            </td>
            <td>
              <StatusBadge status={incident.status ?? 'Open'} />
            </td>
            <td>{incident.assigned_user?.full_name ?? <span className={classes.none}>Nobody</span>}</td>
            <td>
              <Due due={incident.due_date} waiting={incident.status !== 'Resolved'} />
              <Passed
                at={incident.due_to_escalate_at}
                waiting={incident.status !== 'Resolved'}
                mark="Past escalation"
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
