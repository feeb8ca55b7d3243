import type { NewMail } from '../store/outbox.ts';
import { type Reader, Writer } from '../store/rows.ts';
import type { Id, Seconds } from '../store/schema.ts';
import type { Db } from '../store/store.ts';
import type { Faults } from './faults.ts';

/** Who is calling. */
export interface Caller {
  /** The account whose data the call is about. */
  account: Id;
  /** An IANA name: where dates without an offset are read. */
  timeZone: string;
  /** The user, or null for an account-wide token. */
  user: Id | null;
  /** Who is named where a person has to be: the user, or the account's owner. */
  person: Id;
  /** The hash of the token. */
  token: string;
}

/**
 * What every call looks at: the data, the caller, and where to say what is wrong. It has no clock: a response that is read
 * without one can be cached until something is written.
 */
export interface ReadContext {
  /** The rows of the caller's account. */
  db: Reader;
  caller: Caller;
  faults: Faults;
}

/** The same within a transaction that may write. */
export interface WriteContext extends ReadContext {
  db: Writer;
  /** When the call came in. */
  now: Seconds;
  /** What is put into the outbox when the call has been carried out, and with it. */
  mails: NewMail[];
}

/** What the rules in `rules/` look at: no rows, so that they cannot depend on any but those that they are given. */
export type RuleContext = Pick<WriteContext, 'caller' | 'faults' | 'now'>;

/** A context for what is written in a transaction. */
export function writingIn(db: Db, now: Seconds, context: ReadContext): WriteContext {
  return { ...context, db: new Writer(db, context.caller.account), now, mails: [] };
}

/** The folder of all links in bodies, whichever prefix was called. */
export const LINKS = '/external_api/v1';
