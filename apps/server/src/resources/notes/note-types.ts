import type { ParentType } from '../../store/schema.ts';

/** A kind of note, as one type of parent has it. */
export interface NoteType {
  /** How it is stored, and what it is called when it is not found: `root_cause`. */
  kind: string;
  /** Its segment in addresses: `root_causes`. */
  path: string;
  /** What wraps it, on its own and in a body. */
  wrapper: string;
  /** What wraps it inside its record: `release_component`. */
  listed: string;
  /** What old clients call it in `note_type`, singular and plural. */
  secondNames?: readonly string[];
  /** The name of its link inside its record: `root_cause_link`. */
  link: `${string}_link`;
}

/** What happened to a note. */
export interface NoteEvent {
  kind: string;
  verb: 'create' | 'update' | 'delete';
}

/** A kind whose names are all made of one word. */
function plain(kind: string): NoteType {
  return { kind, path: `${kind}s`, wrapper: kind, listed: kind, link: `${kind}_link` };
}

/** The kinds of notes that each type of parent has. */
export const noteTypes: Record<ParentType, readonly NoteType[]> = {
  incident: [plain('symptom'), plain('resolution'), plain('comment')],
  problem: [plain('symptom'), plain('root_cause'), plain('workaround'), plain('comment')],
  change: [
    plain('description'),
    plain('reason'),
    plain('comment'),
    plain('change_need'),
    {
      ...plain('implementation_change_instruction'),
      secondNames: ['build_instruction', 'build_instructions'],
    },
    {
      ...plain('implementation_progress_note'),
      secondNames: ['build_progress_note', 'build_progress_notes'],
    },
    { ...plain('test_review_instruction'), secondNames: ['test_plan', 'test_plans'] },
  ],
  release: [
    { ...plain('component'), listed: 'release_component' },
    { ...plain('instruction'), listed: 'release_instruction' },
    { ...plain('backout'), listed: 'backout_plan' },
    { ...plain('comment'), listed: 'discussion', secondNames: ['discussion', 'discussions'] },
    plain('review_instruction'),
  ],
  issue: [plain('comment'), plain('issue_comment')],
  // Its link is named so in the guide.
  release_record: [
    plain('comment'),
    {
      ...plain('comment'),
      kind: 'record_note',
      path: 'record_notes',
      wrapper: 'record_note',
      listed: 'record_note',
    },
  ],
  config_item: [plain('comment')],
  message: [],
  knowledge_article: [],
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
