import type { Id, Page, Person, ServiceDesk } from '@service-desk/client';
import { isGroup } from '../format.ts';
import type { Sent } from '../forms/thing-form.tsx';
import { readMembers } from '../people/account.ts';
import { resourceAt } from '../resource.ts';
import type { AnyKind, AnyRecord } from './kinds/index.ts';

/** How many people's lists are read at most. */
const mostLists = 20;

// The browser's clock may be off, by a whole time zone too. The record is shown with the time of its creation.
const tolerance = 24 * 3_600_000;

/** Whether a record may be what was sent: by the same person, for the same service, with the same title. */
export function isCreation(
  record: Pick<AnyRecord, 'title' | 'created_at' | 'owner' | 'service'>,
  { input: { title, service_id }, at }: Sent,
  me: Id,
): boolean {
  return (
    // A record that was raised from another one may have taken both from there.
    (title === undefined || record.title.trim() === String(title).trim()) &&
    (service_id === undefined || String(record.service.id) === service_id) &&
    String(record.owner?.id) === String(me) &&
    Date.parse(record.created_at) >= at - tolerance
  );
}

/**
 * Looks for a record that was sent without an answer. v1 lists by assignee only, so this reads the lists of those who
 * may have it: the chosen person, else the caller, and the users and groups of the service, since v1 may have assigned the
 * record to one of them.
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
  // With an account-wide token this is everybody's list.
  const own = await look({});
  if (own || service_id === undefined) return own;
  const people = await readMembers(desk, service_id);
  const found = await Promise.all(
    groupsFirst(people)
      .slice(0, mostLists)
      .map(({ id }) => look({ selected_user_id: id })),
  );
  return found.find((record) => record !== undefined);
}

// A service gives what is new to a group more often than to a person.
function groupsFirst<Somebody extends Pick<Person, 'group_link'>>(people: readonly Somebody[]): Somebody[] {
  return people.toSorted((a, b) => Number(isGroup(b)) - Number(isGroup(a)));
}
