import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { addressesIn, isAddress } from '../../mail-addresses.ts';
import type { Id, ParentType, RecordType, Seconds } from '../../store/schema.ts';
import type { ConfigItemRow } from '../config-items/rows.ts';
import { findCustomer } from '../customers/rows.ts';
import { type RecordRows, recordTables } from '../records/rows.ts';
import { watchesOf } from '../watches/rows.ts';
import { configItemLetters, type LetterEvent, type LetterWriter, recordLetters } from './letters.ts';
import { type NotificationReason, type Recipient, recipientsOf } from './recipients.ts';

/** Who is to be notified on request, beside those who always are. It applies to this call only, and is not stored. */
export interface NotifyInput {
  notify_watchlisted?: boolean;
  notify_customer?: boolean;
}

/** The fields of a record that decide who is notified. Not every type has all of them. */
interface RecordFields {
  id: Id;
  service_id: Id;
  owner_id: Id | null;
  assigned_user_id: Id | null;
  closed_at: Seconds | null;
  customer_id?: Id | null;
  non_beetil_users?: string;
  last_notified_at?: Seconds | null;
}

/**
 * Mails what a call did to a record: to its new assignee; to owner and assignee when it was closed or re-opened; to its
 * watchers and to its customer when the call asks for it. Answers the record with the moment of its watchers' mail.
 * If no other person is concerned, no query is sent.
 *
 * @param before the record before the call; undefined when the call created it
 */
export async function notify<Type extends RecordType>(
  context: WriteContext,
  type: Type,
  before: RecordRows[Type] | undefined,
  after: RecordRows[Type],
  input: NotifyInput,
): Promise<RecordRows[Type]> {
  const [was, is]: [RecordFields | undefined, RecordFields] = [before, after];
  const event = eventOf(was, is);
  const people = alwaysTold(context, was, is, event);
  const customerId = input.notify_customer ? (is.customer_id ?? null) : null;
  if (people.length === 0 && !input.notify_watchlisted && customerId === null) return after;

  const watchlist = input.notify_watchlisted ? await watchlistOf(context, type, was && is.id) : undefined;
  const recipients = await recipientsOf(context, is.service_id, {
    people: [...people, ...(watchlist?.people ?? [])],
    addresses: watchlist ? [...watchlist.addresses, ...addressesIn(is.non_beetil_users ?? '')] : [],
    customer: customerId === null ? undefined : await findCustomer(context, customerId),
  });
  if (recipients.length === 0) return after;
  const path = `/${recordTables[type]}/${is.id}`;
  mail(context, recipients, await recordLetters(context, type, after, event), path);
  if (
    !('last_notified_at' in is) ||
    !recipients.some(({ watching, address }) => watching && isAddress(address))
  )
    return after;
  await context.db
    .update(recordTables[type] as 'problems')
    .set({ last_notified_at: context.now })
    .where('id', '=', is.id)
    .execute();
  return { ...after, last_notified_at: context.now };
}

/** Mails the watchers of a config item that a call changed it, when the call asks for it. A new one has no watchers. */
export async function notifyOfConfigItem(
  context: WriteContext,
  item: ConfigItemRow,
  { notify_watchlisted }: NotifyInput,
): Promise<void> {
  if (!notify_watchlisted) return;
  const watchlist = await watchlistOf(context, 'config_item', item.id);
  const recipients = await recipientsOf(context, undefined, { ...watchlist, customer: undefined });
  mail(context, recipients, configItemLetters(item), `/config/items/${item.id}`);
}

function eventOf(before: RecordFields | undefined, after: RecordFields): LetterEvent {
  const wasClosed = (before?.closed_at ?? null) !== null;
  if (after.closed_at !== null && !wasClosed) return 'closed';
  if (!before) return 'created';
  if (after.closed_at === null && wasClosed) return 'reopened';
  const assigned = after.assigned_user_id !== null && after.assigned_user_id !== before.assigned_user_id;
  return assigned ? 'assigned' : 'news';
}

/** Who is always notified. The caller is not notified of their own call. */
function alwaysTold(
  { caller }: ReadContext,
  before: RecordFields | undefined,
  after: RecordFields,
  event: LetterEvent,
): { id: Id; reason: NotificationReason }[] {
  const { assigned_user_id: assignee, owner_id: owner } = after;
  const turned = event === 'closed' || event === 'reopened';
  const concerned = [
    {
      id: assignee,
      reason: 'assigned' as const,
      isNotified: turned || assignee !== before?.assigned_user_id,
    },
    { id: owner, reason: 'owner' as const, isNotified: turned },
  ];
  return concerned.flatMap(({ id, reason, isNotified }) =>
    isNotified && id !== null && id !== caller.user ? [{ id, reason }] : [],
  );
}

/** Who watches a thing: users and groups, and addresses outside the account. */
async function watchlistOf(
  context: ReadContext,
  type: ParentType,
  id: Id | undefined,
): Promise<{ people: { id: Id; reason: NotificationReason }[]; addresses: string[] }> {
  const watches = id === undefined ? [] : await watchesOf(context, type, [id]);
  return {
    people: watches.flatMap(({ user_id }) =>
      user_id === null ? [] : [{ id: user_id, reason: 'watching' as const }],
    ),
    addresses: watches.flatMap(({ external_email }) => addressesIn(external_email)),
  };
}

/** Only a colleague finds the thing where the desk shows it. */
function mail(
  context: WriteContext,
  recipients: readonly Recipient[],
  write: LetterWriter,
  path: string,
): void {
  for (const recipient of recipients) {
    context.mails.push({
      recipient: recipient.address,
      recipient_name: recipient.name,
      ...write(recipient),
      path: recipient.inside ? path : '',
    });
  }
}
