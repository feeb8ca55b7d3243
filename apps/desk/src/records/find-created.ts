import type { Id, Page, ServiceDesk } from '@service-desk/client';
import { isGroup } from '../format.ts';
import type { Sent } from '../forms/entity-form.tsx';
import { fetchMembers } from '../people/account.ts';
import { resourceAt } from '../resource.ts';
import type { AnyKind, AnyRecord } from './kinds/index.ts';

/** The maximum number of people whose lists are fetched. */
const MAX_LISTS = 20;

// The browser's clock may be wrong, even by a time zone. The user sees when the found record was created.
const CLOCK_TOLERANCE = 24 * 3_600_000;

/** Whether a record may be the one that was sent: same author, service and title. */
export function isCreation(
  record: Pick<AnyRecord, 'title' | 'created_at' | 'owner' | 'service'>,
  { input: { title, service_id }, at }: Sent,
  me: Id,
): boolean {
  return (
    // Without a title or service in the request, v1 takes them from the source record.
    (title === undefined || record.title.trim() === String(title).trim()) &&
    (service_id === undefined || String(record.service.id) === service_id) &&
    String(record.owner?.id) === String(me) &&
    Date.parse(record.created_at) >= at - CLOCK_TOLERANCE
  );
}

/**
 * Looks for a record whose create response was lost. v1 lists records by assignee only, so this reads the lists of the
 * possible assignees: the chosen one, else the caller and the users and groups of the service, to one of which v1 may have
 * assigned the record.
 */
export async function findCreated(
  desk: ServiceDesk,
  kind: AnyKind,
  sent: Sent,
  me: Id,
): Promise<AnyRecord | undefined> {
  const { title, service_id, assigned_user_id } = sent.input as Record<string, string | undefined>;
  const records = resourceAt<AnyRecord>(desk, kind.name);

  async function look(query: Record<string, unknown>): Promise<AnyRecord | undefined> {
    const { items } = (await records.list({
      ...(service_id !== undefined && { service_ids: [service_id] }),
      ...('created_at' in kind.orders && { order: 'created_at' }),
      limit: 25,
      ...query,
    })) as Page<AnyRecord>;
    const candidates = items.filter((item) => title === undefined || item.title.trim() === title.trim());
    const found = await Promise.all(candidates.map(({ id }) => records.get(id)));
    return found.find((record) => isCreation(record, sent, me));
  }

  if (assigned_user_id) return look({ selected_user_id: assigned_user_id });
  // With an account-wide token, this list has the records of all assignees.
  const own = await look({});
  if (own || service_id === undefined) return own;
  const people = await fetchMembers(desk, service_id);
  const found = await Promise.all(
    // Services usually assign new records to a group.
    people
      .toSorted((a, b) => Number(isGroup(b)) - Number(isGroup(a)))
      .slice(0, MAX_LISTS)
      .map(({ id }) => look({ selected_user_id: id })),
  );
  return found.find((record) => record !== undefined);
}
