import ky from 'ky';
import { type CreateCalls, headersOf } from './client.ts';

/** ky. */
export const create: CreateCalls = ({ baseUrl, token, fetch }) => {
  const client = ky.create({ prefix: baseUrl, headers: headersOf(token), ...(fetch && { fetch }) });
  return {
    get: (id) => client.get(`incidents/${id}.json`).json(),
    list: () => client.get('incidents.json', { searchParams: { limit: 20 } }).json(),
    create: (incident) => client.post('incidents.json', { json: { incident } }).json(),
  };
};
