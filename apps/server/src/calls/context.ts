import type { NewMail } from '../store/outbox.ts';
import { type Reader, Writer } from '../store/rows.ts';
import type { Id, RecordType, Seconds } from '../store/schema.ts';
import type { Db } from '../store/store.ts';
import type { EventName } from './events.ts';
import type { CallFaults } from './faults.ts';

/** Who is calling. */
export interface Caller {
  /** The account that the call works on. */
  account: Id;
  /** An IANA name: the time zone of dates without an offset. */
  timeZone: string;
  /** The user, or null for an account-wide token. */
  user: Id | null;
  /** The person who is recorded as the author of changes: the user, or the account's owner. */
  person: Id;
  /** The hash of the token. */
  token: string;
}

/**
 * The context of every call: the data, the caller, and the faults. It has no clock, so that a response can be cached until
 * the next write.
 */
export interface ReadContext {
  /** The rows of the caller's account. */
  db: Reader;
  caller: Caller;
  faults: CallFaults;
}

/** What a call did to a record. Webhooks are notified of it when the call is committed. */
export interface RecordEvent {
  record: { type: RecordType; id: Id };
  /** What happened, in the order of `EVENTS`. */
  event: EventName;
  /** The record after the call, as the caller reads it, if the call has read it. */
  view?: object;
  /** Reads what the event is about beside the record, as v1 returns it. */
  data?(context: ReadContext): Promise<object>;
}

/** The context within a transaction that may write. */
export interface WriteContext extends ReadContext {
  db: Writer;
  /** When the call was received. */
  now: Seconds;
  /** Mail to put into the outbox in the same transaction. */
  mails: NewMail[];
  /** What the call did to records, for the outboxes of webhooks in the same transaction. */
  events: RecordEvent[];
}

/** The context of the rules in `rules/`. Without rows, they depend only on their arguments. */
export type RuleContext = Pick<WriteContext, 'caller' | 'faults' | 'now'>;

/** Creates the context for a transaction. */
export function writingIn(db: Db, now: Seconds, context: ReadContext): WriteContext {
  return { ...context, db: new Writer(db, context.caller.account), now, mails: [], events: [] };
}

/** The prefix of all links in bodies, whichever prefix was called. */
export const LINKS = '/external_api/v1';
