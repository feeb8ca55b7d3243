import { createHash } from 'node:crypto';

/** A token as it is stored. A hash is found by an index, so that no time tells how much of a guess was right. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
