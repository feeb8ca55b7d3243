import type { paths } from '@service-desk/client';
import createClient from 'openapi-fetch';
import { type CreateCalls, headersOf } from './client.ts';

/** openapi-fetch alone. */
export const create: CreateCalls = ({ baseUrl, token, fetch }) => {
  const client = createClient<paths>({ baseUrl, headers: headersOf(token), ...(fetch && { fetch }) });
  return {
    get: (id) => client.GET('/incidents/{id}.{format}', { params: { path: { id, format: 'json' } } }),
    list: () =>
      client.GET('/incidents.{format}', { params: { path: { format: 'json' }, query: { limit: 20 } } }),
    create: (incident) =>
      client.POST('/incidents.{format}', { params: { path: { format: 'json' } }, body: { incident } }),
  };
};
