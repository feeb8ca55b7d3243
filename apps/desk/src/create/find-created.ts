import type {
  Id,
  Incident,
  IncidentsListQuery,
  IncidentWrite,
  Person,
  ServiceDesk,
} from '@service-desk/client';
import { isGroup } from '../format.ts';

/** How many people's lists are read at most. */
const mostLists = 20;

// The browser's clock may be off, by a whole time zone too. The incident is shown with the time of its creation.
const tolerance = 24 * 3_600_000;

/** What was sent to create an incident, and when by this browser's clock, in milliseconds. */
export interface Creation {
  input: IncidentWrite & { title: string; service_id: string };
  at: number;
}

/** Whether an incident may be what was sent: by the same person, for the same service, with the same title. */
export function isCreation(
  incident: Pick<Incident, 'title' | 'created_at' | 'owner' | 'service'>,
  { input, at }: Creation,
  me: Id,
): boolean {
  return (
    incident.title.trim() === input.title.trim() &&
    String(incident.service.id) === input.service_id &&
    String(incident.owner?.id) === String(me) &&
    Date.parse(incident.created_at) >= at - tolerance
  );
}

/**
 * Looks for an incident that was sent without an answer. v1 lists by assignee only, so this reads the lists of those
 * who may have it: the chosen person, else the caller, and the users and groups of the service, to whom it may have
 * given the incident by itself.
 */
export async function findCreated(desk: ServiceDesk, sent: Creation, me: Id): Promise<Incident | undefined> {
  const { title, service_id, assigned_user_id } = sent.input;

  async function look(query: IncidentsListQuery): Promise<Incident | undefined> {
    const { items } = await desk.incidents.list({
      service_ids: [service_id],
      order: 'created_at',
      limit: 25,
      ...query,
    });
    const candidates = items.filter((item) => item.title.trim() === title.trim());
    const incidents = await Promise.all(candidates.map(({ id }) => desk.incidents.get(id)));
    return incidents.find((incident) => isCreation(incident, sent, me));
  }

  if (assigned_user_id) return look({ selected_user_id: assigned_user_id });
  // With an account-wide token this is everybody's list.
  const own = await look({});
  if (own) return own;
  const people = await desk.users.list({ service_id });
  const found = await Promise.all(
    groupsFirst(people)
      .slice(0, mostLists)
      .map(({ id }) => look({ selected_user_id: id })),
  );
  return found.find((incident) => incident !== undefined);
}

// A service gives what is new to a group more often than to a person.
function groupsFirst<Somebody extends Pick<Person, 'group_link'>>(people: readonly Somebody[]): Somebody[] {
  return people.toSorted((a, b) => Number(isGroup(b)) - Number(isGroup(a)));
}
