import type { Incident } from '@service-desk/client';
import { formatMoment } from '../format.ts';
import type { WatchedFacts } from '../forms/use-watched.ts';

type Status = Incident['status'];

/** A status in the middle of a sentence. */
function word(status: Status): string {
  return status.toLowerCase();
}

/** What a step of the life cycle has led to, by the answer's own state. */
export function stateAfter(
  { id, status }: Pick<Incident, 'id' | 'status'>,
  wanted: Status,
  phrase = word(wanted),
): string {
  return status === wanted
    ? `Incident #${id} is ${phrase}`
    : `Incident #${id} is ${word(status)}, not ${word(wanted)}: somebody else has changed it meanwhile`;
}

/** What a step of the life cycle depends on. */
export function lifeCycleFacts(incident: Incident): WatchedFacts {
  return { Status: [incident.status, ...by(incident)].join(', ') };
}

function by({ status, ...incident }: Incident): string[] {
  if (status === 'Open') return [];
  const closed = status === 'Closed';
  const person = closed ? incident.closed_by_user : incident.resolved_by_user;
  const moment = formatMoment(closed ? incident.closed_at : incident.resolved_at);
  return [...(person ? [`by ${person.full_name}`] : []), ...(moment ? [moment] : [])];
}
