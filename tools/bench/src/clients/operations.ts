import { createServiceDesk } from '@service-desk/client';
import type { CreateCalls } from './client.ts';

/** The operations of this client, with all that they do by default: retries, a timeout, exact digits. */
export const create: CreateCalls = (options) => {
  const desk = createServiceDesk(options);
  return {
    get: (id) => desk.incidents.get(id),
    list: async () => await desk.incidents.list({ limit: 20 }),
    create: (input) => desk.incidents.create(input),
  };
};
