import type { Id } from '@service-desk/client';

/** The number of records whose state is stored; the oldest are dropped. */
const LIMIT = 500;

interface Seen {
  /** When this browser first stored a state: earlier activity does not count as unread. */
  since: string;
  /** The last activity of each record when it was seen, by id, in the order of visits. */
  at: Record<string, string>;
}

const key = (personId: Id) => `service-desk.seen ${personId}`;

function read(personId: Id): Seen {
  try {
    const known = JSON.parse(localStorage.getItem(key(personId)) ?? '') as Seen;
    return { since: known.since, at: known.at };
  } catch {
    // v1's timestamps have no fractions of a second.
    const fresh = { since: new Date(Math.floor(Date.now() / 1000) * 1000 - 1).toISOString(), at: {} };
    write(personId, fresh);
    return fresh;
  }
}

function write(personId: Id, seen: Seen): void {
  try {
    localStorage.setItem(key(personId), JSON.stringify(seen));
  } catch {
    // Without storage, no record is marked as unread.
  }
}

/** Stores that the user has seen a record, with its last activity at that time. */
export function markSeen(personId: Id, id: Id, lastActive: string): void {
  const { since, at } = read(personId);
  const others = Object.entries(at).filter(([known]) => known !== String(id));
  const latest = Object.fromEntries([...others, [String(id), lastActive]].slice(-LIMIT));
  write(personId, { since, at: latest });
}

/** Returns a check whether a record has changed since the user saw it. */
export function unreadFor(personId: Id): (id: Id, lastActive: string | undefined) => boolean {
  const { since, at } = read(personId);
  return (id, lastActive) =>
    lastActive !== undefined && Date.parse(lastActive) > Date.parse(at[String(id)] ?? since);
}
