import type { Handlers } from './call.ts';
import { customers } from './customers.ts';
import { incidentParts } from './incident-parts.ts';
import { incidents } from './incidents.ts';
import { services } from './services.ts';
import { users } from './users.ts';

/** The handler of every operation. An operation of the description without one does not compile. */
export const handlers: Handlers = {
  ...incidents,
  ...incidentParts,
  ...services,
  ...users,
  ...customers,
};
