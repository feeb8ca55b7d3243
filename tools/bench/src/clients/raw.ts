import { createServiceDesk } from '@service-desk/client';
import type { CreateCalls } from './client.ts';

/** The same client's `raw`. */
export const create: CreateCalls = (options) => {
  const { raw } = createServiceDesk(options);
  return {
    get: (id) => raw.GET('/incidents/{id}.{format}', { params: { path: { id } } }),
    list: () => raw.GET('/incidents.{format}', { params: { query: { limit: 20 } } }),
    create: (incident) => raw.POST('/incidents.{format}', { body: { incident } }),
  };
};
