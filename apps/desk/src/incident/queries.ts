import type { Id, Incident } from '@service-desk/client';
import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../session.tsx';

/** Shows an incident as a write answered it, and has everything asked for again that lists it. */
export function useShowIncident(): (incident: Incident) => Promise<void> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const forgetLists = useForgetLists();
  return async (incident) => {
    queryClient.setQueryData(queries.incidents.get.queryKey(incident.id), incident);
    await forgetLists();
  };
}

/** Has an incident asked for again, after a write that answers with something else. */
export function useRefreshIncident(id: Id): () => Promise<void> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const forgetLists = useForgetLists();
  return async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: queries.incidents.get.queryKey(id) }),
      forgetLists(),
    ]);
  };
}

/** Reads an incident as it is now, whatever is known of it, and shows it. */
export function useReread(id: Id): () => Promise<Incident> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return async () => {
    const options = queries.incidents.get.queryOptions(id);
    // An answer that is on its way already may be older than what is looked for.
    await queryClient.cancelQueries({ queryKey: options.queryKey });
    return queryClient.fetchQuery({ ...options, staleTime: 0 });
  };
}

function useForgetLists(): () => Promise<unknown> {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: queries.incidents.list.pathKey() }),
      queryClient.invalidateQueries({ queryKey: queries.users.current.pathKey() }),
    ]);
}
