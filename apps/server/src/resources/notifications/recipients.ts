import type { Selectable } from 'kysely';
import type { ReadContext } from '../../calls/context.ts';
import { isAddress, trimmedAddress } from '../../mail-addresses.ts';
import { preparedRows } from '../../store/prepared.ts';
import type { Id, UsersTable } from '../../store/schema.ts';
import type { CustomerRow } from '../customers/rows.ts';
import { belongingTo } from '../services/rows.ts';
import { fullName } from '../users/views.ts';

/** Why a person is notified. */
export type NotificationReason = 'assigned' | 'owner' | 'watching' | 'customer';

/** Who is to be notified: users and groups by id, others by their address, and a record's customer. */
export interface Concerned {
  people: readonly { id: Id; reason: NotificationReason }[];
  addresses: readonly string[];
  customer: CustomerRow | undefined;
}

/** A recipient of a mail. */
export interface Recipient {
  address: string;
  name: string;
  reason: NotificationReason;
  /** The group whose member they are notified as. */
  group?: string;
  /** Whether they may see the record as a colleague does. */
  inside: boolean;
  /** Whether they are on the list of watchers, also if there are other reasons. */
  watching: boolean;
}

type Person = Pick<Selectable<UsersTable>, 'id' | 'kind' | 'first_name' | 'last_name' | 'email'>;
type GroupMember = Omit<Person, 'kind'> & { group_id: Id };

/**
 * The addresses of those who are concerned, each once and the caller's not among them. A group without an address
 * stands for its members. Who has no address, or is disabled, gets no mail. A text that is no address is among them,
 * since the delivery reports to the operator what it cannot send.
 *
 * @param service the service of the thing; only who belongs to it sees it as a colleague. Undefined where all do.
 */
export async function recipientsOf(
  context: ReadContext,
  service: Id | undefined,
  { people, addresses, customer }: Concerned,
): Promise<Recipient[]> {
  const { user: caller } = context.caller;
  const ids = people.map(({ id }) => id);
  const known = await peopleWithIds(context, caller === null ? ids : [...ids, caller]);
  const members = await membersOf(
    context,
    [...known.values()].filter(({ kind, email }) => kind === 'group' && !isAddress(trimmedAddress(email))),
  );
  const membersByGroup = Map.groupBy(members, ({ group_id }) => group_id);
  const everybody = [...new Set([...ids, ...members.map(({ id }) => id)])];
  const belonging = service === undefined ? undefined : await belongingTo(context, service, everybody);

  const found = new Map<string, Recipient>();
  const own = (caller === null ? undefined : known.get(caller))?.email;
  const ownKey = trimmedAddress(own)?.toLowerCase();
  function add(kept: string, recipient: Omit<Recipient, 'address' | 'watching'>): void {
    // What an earlier version kept may have blanks around it.
    const address = trimmedAddress(kept);
    const key = address.toLowerCase();
    if (address === '' || key === ownKey) return;
    const watching = recipient.reason === 'watching';
    const before = found.get(key);
    if (before) before.watching ||= watching;
    else found.set(key, { address, watching, ...recipient });
  }

  // Who is a customer too gets the customer's mail: the one that holds less.
  if (customer) add(customer.email, { name: fullName(customer), reason: 'customer', inside: false });
  for (const { id, reason } of people) {
    const person = known.get(id);
    if (!person) continue;
    const name = fullName(person);
    if (person.kind === 'group') {
      for (const member of membersByGroup.get(id) ?? []) {
        if (member.id === caller) continue;
        const inside = belonging?.has(member.id) ?? true;
        if (reason === 'watching' && !inside) continue;
        add(member.email, { name: fullName(member), reason, inside, group: name });
      }
    }
    const inside = belonging?.has(id) ?? true;
    // Watchers who may not see the record are not notified.
    if (reason === 'watching' && !inside) continue;
    if (id !== caller) add(person.email, { name, reason, inside });
  }
  for (const address of addresses) add(address, { name: '', reason: 'watching', inside: false });
  return [...found.values()];
}

async function peopleWithIds({ db }: ReadContext, ids: readonly Id[]): Promise<Map<Id, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await enabledPeople(db, { ids: [...new Set(ids)] });
  return new Map(rows.map((row) => [row.id, row]));
}

const enabledPeople = preparedRows((db, { ids }: { ids: readonly Id[] }) =>
  db
    .from('users')
    .select(['id', 'kind', 'first_name', 'last_name', 'email'])
    .where('id', 'in', ids)
    .where('disabled_at', 'is', null),
);

async function membersOf({ db }: ReadContext, groups: readonly Person[]): Promise<GroupMember[]> {
  return groups.length === 0 ? [] : membersOfGroups(db, { groups: groups.map(({ id }) => id) });
}

const membersOfGroups = preparedRows((db, { groups }: { groups: readonly Id[] }) =>
  db
    .from('memberships as member')
    .innerJoin('users as person', (join) =>
      join.onRef('person.account_id', '=', 'member.account_id').onRef('person.id', '=', 'member.user_id'),
    )
    .select(['member.group_id', 'person.id', 'person.first_name', 'person.last_name', 'person.email'])
    .where('member.group_id', 'in', groups)
    .orderBy('person.id'),
);
