import type { Seconds } from '../store/schema.ts';

/** A moment as v1 writes it, in UTC to the second; an unset one is blank. */
export function timestamp(at: Seconds | null): string {
  return at === null ? '' : new Date(at * 1000).toISOString().replace('.000Z', 'Z');
}

/** The form of `activated_at` alone: a blank in place of the T, and no zone. */
export function blankSeparated(at: Seconds | null): string {
  return timestamp(at).replace('T', ' ').replace('Z', '');
}
