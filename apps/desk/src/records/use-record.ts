import type { Id, Page } from '@service-desk/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Scope } from '../forms/controls.tsx';
import { queriesAt, useForget, useReread, useShow } from '../resource.ts';
import { useApi } from '../session.tsx';
import type { AnyKind, AnyRecord } from './kinds/index.ts';

/** What is done with a record of a kind, beside reading it. */
export interface RecordAccess {
  /** Reads it as it is now, whatever is known of it, and shows it. */
  reread: () => Promise<AnyRecord>;
  /** Refetches it and all lists, after a write whose response is something else. */
  refresh: () => Promise<unknown>;
  /** Shows the response of a write, and refetches all lists. */
  show: (record: AnyRecord) => Promise<unknown>;
}

export function useRecord(kind: AnyKind, id: Id): RecordAccess {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const reread = useReread<AnyRecord>(kind.name, id);
  const show = useShow<AnyRecord>(kind.name);
  const forget = useForget();
  const { list } = queriesAt(queries, kind.name);
  const forgetLists = () =>
    Promise.all([queryClient.invalidateQueries({ queryKey: list.pathKey() }), forget()]);
  return {
    reread,
    refresh: () => Promise.all([reread(), forgetLists()]),
    show: (record) => {
      show(record, record.id);
      return forgetLists();
    },
  };
}

export function scopeOf(kind: AnyKind, record?: AnyRecord): Scope {
  return { serviceId: record ? String(record.service.id) : '', types: kind.types };
}

/** The records before and after one in the list that it was opened from, as it was then. */
export function useNeighbours(kind: AnyKind, id: Id): { previous: Id | undefined; next: Id | undefined } {
  const { queries } = useApi();
  const queryClient = useQueryClient();
  const [neighbours] = useState(() => {
    const lists = queryClient
      .getQueryCache()
      .findAll({ queryKey: queriesAt(queries, kind.name).list.pathKey() })
      .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
      .map(({ state }) => ((state.data as Page<AnyRecord> | undefined)?.items ?? []).map((row) => row.id));
    const ids = lists.find((list) => list.some((known) => String(known) === String(id))) ?? [];
    const at = ids.findIndex((known) => String(known) === String(id));
    return { previous: ids[at - 1], next: at < 0 ? undefined : ids[at + 1] };
  });
  return neighbours;
}
