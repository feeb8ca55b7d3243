/** What a change means to those who call the API, the lightest first. */
export const CHANGE_KINDS = ['editorial', 'additive', 'breaking'] as const;

/**
 * - `breaking`: a call that worked works no more, or an answer is no longer what its reader was promised;
 * - `additive`: something is new, and callers that do not know it are not affected;
 * - `editorial`: the API is described in other words.
 */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Whether a thing is sent by callers or read by them. What widens one narrows the other. */
export type Side = 'sent' | 'read';

/** One difference between two descriptions. */
export interface Change {
  kind: ChangeKind;
  /** What has changed, by the name that a changeset gives it: `Incident.title`, `incidents.list?limit`. */
  place: string;
  /** What was, and what is, as the end of a sentence that begins with the place. */
  text: string;
  side?: Side;
  /** The operations that it touches; none where it concerns the whole API. */
  operations: string[];
}

/** The heaviest of some kinds; undefined when there are none. */
export function heaviest(kinds: ChangeKind[]): ChangeKind | undefined {
  return CHANGE_KINDS.findLast((kind) => kinds.includes(kind));
}
