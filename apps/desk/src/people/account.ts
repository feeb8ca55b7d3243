import type { CurrentUser, Id, Person, ServiceDesk } from '@service-desk/client';
import type { Queries } from '@service-desk/client/react';

/** The query for the signed-in user. */
export function currentUserQuery(queries: Queries) {
  return queries.users.current;
}

/** Fetches the user of the token. */
export function fetchMe(desk: ServiceDesk): Promise<CurrentUser> {
  return desk.users.current();
}

/** Fetches the users and groups with access to a service. */
export function fetchMembers(desk: ServiceDesk, serviceId: Id): Promise<Person[]> {
  return desk.users.list({ service_id: serviceId });
}
