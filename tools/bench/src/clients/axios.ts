import axios from 'axios';
import { type CreateCalls, headersOf } from './client.ts';

/** axios: by Node's own HTTP where it may choose, by `fetch` where it is given one. */
export const create: CreateCalls = ({ baseUrl, token, fetch }) => {
  const client = axios.create({
    baseURL: baseUrl,
    headers: headersOf(token),
    ...(fetch && { adapter: 'fetch', env: { fetch } }),
  });
  return {
    get: (id) => client.get(`/incidents/${id}.json`),
    list: () => client.get('/incidents.json', { params: { limit: 20 } }),
    create: (incident) => client.post('/incidents.json', { incident }),
  };
};
