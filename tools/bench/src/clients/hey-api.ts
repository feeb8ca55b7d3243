// What hey-api generated from the same description stands here by the benchmark's own hand; it is typed as it is called.
import { client, sdk } from 'hey-api-sdk';
import { type CreateCalls, headersOf } from './client.ts';

/** The SDK of hey-api. */
export const create: CreateCalls = ({ baseUrl, token, fetch }) => {
  client.setConfig({ baseUrl, headers: headersOf(token), ...(fetch && { fetch }) });
  return {
    get: (id) => sdk.incidentsGet({ path: { id, format: 'json' } }),
    list: () => sdk.incidentsList({ path: { format: 'json' }, query: { limit: 20 } }),
    create: (incident) => sdk.incidentsCreate({ path: { format: 'json' }, body: { incident } }),
  };
};
