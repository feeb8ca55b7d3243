import type { ConfigTypeResult, Id } from '@service-desk/client';
import { type keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Choice } from '../forms/fields.ts';
import { polling } from '../live/rate-limit.ts';
import { useApi } from '../session.tsx';
import type { Paging } from '../shell/pager.tsx';

/** A type with its subtypes and items. */
export type Contents = ConfigTypeResult['result'];

/** Fetches a type with its subtypes and a page of its items, by default the largest. `""` is the root. */
export function useContents(
  id: Id,
  paging: Paging = { limit: 100 },
  placeholderData?: typeof keepPreviousData<Contents>,
) {
  const { queries } = useApi();
  const { list, get } = queries.configTypes;
  const options = id === '' ? list.queryOptions(paging) : get.queryOptions(id, paging);
  return useQuery({ ...options, ...polling, ...(placeholderData && { placeholderData }) });
}

/**
 * Choices of types: those at the top, the selected one, and its subtypes. The rest is not loaded, since the subtypes of
 * each type take a request.
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
