import { useQuery } from '@tanstack/react-query';
import { useMe } from '../people/queries.ts';
import { useApi } from '../session.tsx';

/**
 * Whether a list without a chosen person is everybody's, as it is with an account-wide token. v1 does not tell a token's
 * kind, so this compares how much there is with how much of it is the caller's; undefined until that is known.
 */
export function useSeesEverybody(): boolean | undefined {
  const { desk } = useApi();
  const { data: me } = useMe();
  const { data } = useQuery({
    queryKey: ['sees-everybody'],
    queryFn: async ({ signal }) => {
      const [all, mine] = await Promise.all([
        desk.incidents.list({ limit: 1 }, { signal }),
        desk.incidents.list({ limit: 1, selected_user_id: me?.id ?? null }, { signal }),
      ]);
      return all.totalEntries !== mine.totalEntries;
    },
    enabled: me !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return data;
}
