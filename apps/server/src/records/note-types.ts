import type { ParentType } from '../store/schema.ts';

/** A kind of note, as one type of parent has it. */
export interface NoteType {
  /** How it is stored, and what it is called when it is not found: `root_cause`. */
  kind: string;
  /** Its segment in addresses: `root_causes`. */
  path: string;
  /** What wraps it, on its own and in a body. */
  wrapper: string;
  /** What its link in a record is named by: `root_cause` for `root_cause_link`. */
  listed: string;
}

/** A kind whose names are all made of one word. */
function plain(kind: string): NoteType {
  return { kind, path: `${kind}s`, wrapper: kind, listed: kind };
}

/** The kinds of notes that each type of parent has. */
export const noteTypes: Record<ParentType, readonly NoteType[]> = {
  incident: [plain('symptom'), plain('resolution'), plain('comment')],
  problem: [],
  change: [],
  release: [],
};

/**
 * The kind of note that a stored one is.
 *
 * @throws Error when the parent has no such kind, which the store never holds
 */
export function noteTypeOf(parent: ParentType, kind: string): NoteType {
  const type = noteTypes[parent].find((known) => known.kind === kind);
  if (!type) throw new Error(`a ${parent} has no ${kind}`);
  return type;
}
