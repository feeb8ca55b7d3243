import type { CurrentUser, Id, Person, ServiceDesk } from '@service-desk/client';
import type { Queries } from '@service-desk/client/react';

/** The query that says who is signed in. */
export function meOf(queries: Queries) {
  return queries.users.current;
}

/** Loads the user that a token belongs to. */
export function readMe(desk: ServiceDesk): Promise<CurrentUser> {
  return desk.users.current();
}

/** Loads the users and groups with access to a service. */
export function readMembers(desk: ServiceDesk, serviceId: Id): Promise<Person[]> {
  return desk.users.list({ service_id: serviceId });
}
