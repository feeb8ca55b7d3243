import { type CreateCalls, headersOf } from './client.ts';

/** `fetch` by hand, and nothing else. */
export const create: CreateCalls = ({ baseUrl, token, fetch = globalThis.fetch }) => {
  const headers = headersOf(token);
  const read = async (response: Promise<Response>) => (await response).json();
  return {
    get: (id) => read(fetch(`${baseUrl}/incidents/${id}.json`, { headers })),
    list: () => read(fetch(`${baseUrl}/incidents.json?limit=20`, { headers })),
    create: (incident) =>
      read(
        fetch(`${baseUrl}/incidents.json`, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify({ incident }),
        }),
      ),
  };
};
