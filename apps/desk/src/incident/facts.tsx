import type { Incident } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { customerName, formatMoment, isBlank } from '../format.ts';
import { Due, Passed } from '../shell/due.tsx';
import { PriorityMark } from '../shell/priority-mark.tsx';
import { closureCodes } from './closure-codes.ts';
import classes from './incident.module.css';

/** What the incident's fields say. Those that are blank for most incidents are shown only when they are not. */
export function Facts({ incident }: { incident: Incident }) {
  const resolved = !isBlank(incident.resolved_at);
  const closed = !isBlank(incident.closed_at);
  return (
    <section aria-labelledby="details" className={classes.panel}>
      <h2 id="details" className={classes.subheading}>
        Details
      </h2>
      <dl className={classes.facts}>
        <Fact term="Service">{incident.service.name}</Fact>
        <Fact term="Priority">
          <PriorityMark priority={incident.priority} />
        </Fact>
        <Fact term="Type">{incident.service_activity_type?.name}</Fact>
        <Fact term="Category">{incident.category?.name}</Fact>
        <Fact term="Customer">{incident.customer && customerName(incident.customer)}</Fact>
        <Fact term="Owner">{incident.owner?.full_name}</Fact>
        <Fact term="Assignee">{incident.assigned_user?.full_name}</Fact>
        <Fact term="Received by">{incident.received_by?.full_name}</Fact>
        <Fact term="Opened">{formatMoment(incident.opened_at)}</Fact>
        <Fact term="Due">
          <Due due={incident.due_date} waiting={incident.status === 'Open'} />
          {!isBlank(incident.due_date) && (
            <span className={classes.moment}>{formatMoment(incident.due_date)}</span>
          )}
        </Fact>
        <Fact term="Escalates">
          {!isBlank(incident.due_to_escalate_at) && (
            <>
              <Passed
                at={incident.due_to_escalate_at}
                waiting={incident.status === 'Open'}
                mark="Past escalation"
              />
              <span className={classes.moment}>{formatMoment(incident.due_to_escalate_at)}</span>
            </>
          )}
        </Fact>
        <Fact term="Last active">{formatMoment(incident.last_active_at)}</Fact>
        <Fact term="Last changed by">{incident.updated_by_user?.full_name}</Fact>
        {resolved && (
          <Fact term="Resolved">{momentBy(incident.resolved_at, incident.resolved_by_user?.full_name)}</Fact>
        )}
        {closed && (
          <>
            <Fact term="Closed">{momentBy(incident.closed_at, incident.closed_by_user?.full_name)}</Fact>
            <Fact term="Closure">{closureText(incident.closure_code)}</Fact>
            <Fact term="Closure comment">{incident.closure_comment}</Fact>
          </>
        )}
        {Object.entries(incident.additional_values).map(([name, value]) => (
          <Fact key={name} term={name}>
            {value}
          </Fact>
        ))}
        <Linked incident={incident} />
      </dl>
    </section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  const blank = children === null || children === undefined || children === '' || children === false;
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{blank ? <span className={classes.soft}>–</span> : children}</dd>
    </div>
  );
}

function Linked({ incident }: { incident: Incident }) {
  const others = [
    ...incident.problems.map((link) => `Problem #${link.problem_id}`),
    ...incident.changes.map((link) => `Change #${link.change_id}`),
    ...incident.releases.map((link) => `Release #${link.release_id}`),
  ];
  if (incident.incidents.length + others.length === 0) return null;
  return (
    <Fact term="Linked">
      <ul className={classes.linked}>
        {incident.incidents.map(({ incident_id: id }) => (
          <li key={String(id)}>
            <Link to="/incidents/$id" params={{ id: String(id) }}>
              {`Incident #${id}`}
            </Link>
          </li>
        ))}
        {others.map((other) => (
          <li key={other}>{other}</li>
        ))}
      </ul>
    </Fact>
  );
}

function momentBy(timestamp: string | null, name: string | undefined): string {
  return name ? `${formatMoment(timestamp)} by ${name}` : formatMoment(timestamp);
}

function closureText(code: Incident['closure_code']): string {
  if (code === '') return '';
  return closureCodes.find((known) => known.code === code)?.label ?? `Code ${code}`;
}
