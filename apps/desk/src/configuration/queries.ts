import type { ConfigTypeResult, Id } from '@service-desk/client';
import { type keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Choice } from '../forms/fields.ts';
import { live } from '../live/pace.ts';
import { useApi } from '../session.tsx';
import type { Paging } from '../shell/pager.tsx';

/** A type with what is directly below it. */
export type Contents = ConfigTypeResult['result'];

/** A type with its types and items, of these the most that v1 gives at once or a page. `""` is the root. */
export function useContents(
  id: Id,
  paging: Paging = { limit: 100 },
  placeholderData?: typeof keepPreviousData<Contents>,
) {
  const { queries } = useApi();
  const { list, get } = queries.configTypes;
  const options = id === '' ? list.queryOptions(paging) : get.queryOptions(id, paging);
  return useQuery({ ...options, ...live, ...(placeholderData && { placeholderData }) });
}

/**
 * The types to choose from: the top ones, the one that is chosen, and those below it. The rest is not loaded, as what is
 * below a type costs a request.
 */
export function useTypeChoices(chosen: string): Choice[] {
  const root = useContents('').data;
  const at = useContents(chosen).data;
  const types = [...(root?.config_types ?? []), root?.config_type, at?.config_type].filter((type) => !!type);
  const choices = new Map(types.map(({ id, name }) => [String(id), name]));
  for (const { id, name } of (at !== root && at?.config_types) || []) {
    choices.set(String(id), `${choices.get(chosen)} › ${name}`);
  }
  return [...choices]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
