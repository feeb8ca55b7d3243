import type { Handlers } from './call.ts';
import { customers } from './customers.ts';
import { incidentNotes } from './incident-notes.ts';
import { incidentWatches } from './incident-watches.ts';
import { incidents } from './incidents.ts';
import { services } from './services.ts';
import { users } from './users.ts';

/** The handler of every operation. An operation of the description without one does not compile. */
export const handlers: Handlers = {
  ...incidents,
  ...incidentNotes,
  ...incidentWatches,
  ...services,
  ...users,
  ...customers,
};
