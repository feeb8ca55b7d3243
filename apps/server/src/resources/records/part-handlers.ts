import type { Handlers } from '../../calls/call.ts';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import type { OperationId } from '../../generated/operations.ts';
import { statusAndDatesAfter } from '../../rules/life-cycle.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import { CHANGE_LIFE_CYCLE, IMPLEMENTING } from '../changes/life-cycle.ts';
import { type NoteEvent, type NotesOf, noteHandlers } from '../notes/handlers.ts';
import { noteTypes } from '../notes/note-types.ts';
import type { Parent } from '../parents.ts';
import { settleWorkaround } from '../problems/workarounds.ts';
import { watchHandlers } from '../watches/handlers.ts';
import { findRecord, parentRecord, recordTables, saveRecord, touchRecord } from './rows.ts';

type Verb = 'list' | 'create' | 'get' | 'update' | 'delete';

/** The operations on the notes and watches of a type of record. */
type PartOperation<Prefix extends string, Part extends string> = Extract<
  OperationId,
  `${Prefix}.${Part}.${Verb}`
>;

/** The notes and watches of a type of record, whose kinds are named as the operations name them. */
function recordParts<Prefix extends `${RecordType}s`, Part extends string>(
  type: RecordType,
  touch: NotesOf['touch'] = (context, { id }) => touchRecord(context, type, id),
): Handlers<PartOperation<Prefix, Part>> {
  const prefix = recordTables[type];
  async function parentOf(context: ReadContext, ids: Record<string, Id>): Promise<Parent> {
    return parentRecord(type, await findRecord(context, type, ids[`${type}_id`] as Id));
  }
  return {
    ...noteHandlers<PartOperation<Prefix, Part>>({
      prefix,
      types: noteTypes[type],
      parentOf,
      touch,
    }),
    ...watchHandlers<PartOperation<Prefix, Part>>({ prefix, parentOf }),
  };
}

/** The notes and watches of incidents. */
export const incidentParts = recordParts<'incidents', 'symptoms' | 'resolutions' | 'comments' | 'watches'>(
  'incident',
);

/** The notes and watches of changes. */
export const changeParts = recordParts<
  'changes',
  | 'descriptions'
  | 'reasons'
  | 'comments'
  | 'changeNeeds'
  | 'implementationChangeInstructions'
  | 'implementationProgressNotes'
  | 'testReviewInstructions'
  | 'watches'
>('change', touchChange);

/** The notes and watches of problems. */
export const problemParts = recordParts<
  'problems',
  'symptoms' | 'rootCauses' | 'workarounds' | 'comments' | 'watches'
>('problem', async (context, problem, { kind }) => {
  await touchRecord(context, 'problem', problem.id);
  if (kind === 'workaround') await settleWorkaround(context, problem);
});

/** The notes and watches of releases. */
export const releaseParts = recordParts<
  'releases',
  'components' | 'instructions' | 'backouts' | 'comments' | 'reviewInstructions' | 'watches'
>('release');

/** A progress note shows that somebody works on the change. */
async function touchChange(context: WriteContext, { id }: Parent, { kind, verb }: NoteEvent): Promise<void> {
  if (kind !== 'implementation_progress_note' || verb !== 'create') return touchRecord(context, 'change', id);
  const change = await findRecord(context, 'change', id);
  const closure = { before: change.closed_at, after: change.closed_at };
  const standing = statusAndDatesAfter(
    context,
    CHANGE_LIFE_CYCLE,
    change,
    { reached: [IMPLEMENTING] },
    closure,
  );
  await saveRecord(context, 'change', change, { ...change, ...standing }, { active: true });
}
