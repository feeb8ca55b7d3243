import type { Id } from '@service-desk/client';

/** How many records are remembered, the last ones seen. */
const MOST = 500;

interface Seen {
  /** When this browser began to remember: what was active before is not news. */
  since: string;
  /** When each record was last active as it was seen, by id, in the order of looking. */
  at: Record<string, string>;
}

const key = (personId: Id) => `service-desk.seen ${personId}`;

function read(personId: Id): Seen {
  try {
    const known = JSON.parse(localStorage.getItem(key(personId)) ?? '') as Seen;
    return { since: known.since, at: known.at };
  } catch {
    // v1's moments have no fractions of a second.
    const fresh = { since: new Date(Math.floor(Date.now() / 1000) * 1000 - 1).toISOString(), at: {} };
    write(personId, fresh);
    return fresh;
  }
}

function write(personId: Id, seen: Seen): void {
  try {
    localStorage.setItem(key(personId), JSON.stringify(seen));
  } catch {
    // With a full storage nothing is marked as unread.
  }
}

/** Remembers that a person has seen a record as it was when it was last active. */
export function markSeen(personId: Id, id: Id, lastActive: string): void {
  const { since, at } = read(personId);
  const others = Object.entries(at).filter(([known]) => known !== String(id));
  const kept = Object.fromEntries([...others, [String(id), lastActive]].slice(-MOST));
  write(personId, { since, at: kept });
}

/** Tells of a record whether something has happened since the person saw it. */
export function unreadFor(personId: Id): (id: Id, lastActive: string | undefined) => boolean {
  const { since, at } = read(personId);
  return (id, lastActive) =>
    lastActive !== undefined && Date.parse(lastActive) > Date.parse(at[String(id)] ?? since);
}
