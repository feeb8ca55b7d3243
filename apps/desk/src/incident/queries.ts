import type { Id, Incident, ServiceDesk } from '@service-desk/client';
import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import { meKey } from '../people/queries.ts';

export function incidentQuery(desk: ServiceDesk, id: Id) {
  return queryOptions({
    queryKey: ['incident', String(id)],
    queryFn: ({ signal }) => desk.incidents.get(id, { signal }),
  });
}

/** Shows an incident as a write answered it, and has everything asked for again that lists it. */
export function useShowIncident(): (incident: Incident) => Promise<void> {
  const queryClient = useQueryClient();
  return async (incident) => {
    queryClient.setQueryData(['incident', String(incident.id)], incident);
    await forgetLists(queryClient);
  };
}

/** Has an incident asked for again, after a write that answers with something else. */
export function useRefreshIncident(id: Id): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ['incident', String(id)] }),
      forgetLists(queryClient),
    ]);
  };
}

async function forgetLists(queryClient: QueryClient): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['incidents'] }),
    queryClient.invalidateQueries({ queryKey: meKey }),
  ]);
}
