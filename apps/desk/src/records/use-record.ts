import type { Id, Page } from '@service-desk/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ServiceScope } from '../forms/form-state.ts';
import { queriesAt, useCacheResponse, useFetchLatest, useInvalidate } from '../resource.ts';
import { useApi } from '../session.tsx';
import type { AnyKind, AnyRecord } from './kinds/index.ts';

export interface RecordAccess {
  /** Fetches the record without the cache. */
  fetchLatest: () => Promise<AnyRecord>;
  /** Refetches the record and all lists, after a write whose response is not the record. */
  refresh: () => Promise<unknown>;
  /** Caches the response of a write, and refetches all lists. */
  show: (record: AnyRecord) => Promise<unknown>;
}

export function useRecord(kind: AnyKind, id: Id): RecordAccess {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const fetchLatest = useFetchLatest<AnyRecord>(kind.name, id);
  const show = useCacheResponse<AnyRecord>(kind.name);
  const invalidate = useInvalidate();
  const { list } = queriesAt(queries, kind.name);
  const invalidateLists = () =>
    Promise.all([queryClient.invalidateQueries({ queryKey: list.pathKey() }), invalidate()]);
  return {
    fetchLatest,
    refresh: () => Promise.all([fetchLatest(), invalidateLists()]),
    show: (record) => {
      show(record, record.id);
      return invalidateLists();
    },
  };
}

export function scopeOf(kind: AnyKind, record?: AnyRecord): ServiceScope {
  return { serviceId: record ? String(record.service.id) : '', types: kind.types };
}

/** The previous and next record in the list that a record was opened from, as of then. */
export function useAdjacentRecords(
  kind: AnyKind,
  id: Id,
): { previous: Id | undefined; next: Id | undefined } {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const [adjacent] = useState(() => {
    const lists = queryClient
      .getQueryCache()
      .findAll({ queryKey: queriesAt(queries, kind.name).list.pathKey() })
      .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
      .map(({ state }) => ((state.data as Page<AnyRecord> | undefined)?.items ?? []).map((row) => row.id));
    const ids = lists.find((list) => list.some((known) => String(known) === String(id))) ?? [];
    const at = ids.findIndex((known) => String(known) === String(id));
    return { previous: ids[at - 1], next: at < 0 ? undefined : ids[at + 1] };
  });
  return adjacent;
}
