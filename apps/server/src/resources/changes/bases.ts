import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { isGiven } from '../../rules/values.ts';
import type { Id } from '../../store/schema.ts';
import { linkRecords } from '../links/rows.ts';
import { copyNotes } from '../notes/rows.ts';
import { parentRecord, type RecordRows, recordOf } from '../records/rows.ts';
import { findType } from '../services/rows.ts';

/** What a call says about where a change comes from. */
export interface BaseInput {
  incident_id?: Id | null;
  problem_id?: Id | null;
  use_symptoms?: boolean;
  use_root_causes?: boolean;
  use_resolutions?: boolean;
  use_comments?: boolean;
  use_workarounds?: boolean;
}

/** What each flag copies, and what becomes of it. */
const COPIES = {
  use_symptoms: { from: 'symptom', to: 'reason' },
  use_root_causes: { from: 'root_cause', to: 'reason' },
  use_resolutions: { from: 'resolution', to: 'description' },
  use_comments: { from: 'comment', to: 'comment' },
  use_workarounds: { from: 'workaround', to: 'comment' },
} as const;

const FLAGS = Object.keys(COPIES) as (keyof typeof COPIES)[];

/** A record that a change comes from. */
export interface Base {
  type: 'problem' | 'incident';
  record: Pick<RecordRows['incident'], 'id' | 'title' | 'service_id' | 'type_id'>;
}

/**
 * The problem and the incident that a call names, in the order in which they provide what is absent. What leads nowhere
 * is said in the context's faults, as is a flag that has nothing to copy from.
 */
export async function basesOf(context: ReadContext, input: BaseInput): Promise<Base[]> {
  const bases: Base[] = [];
  for (const type of ['problem', 'incident'] as const) {
    const id = input[`${type}_id`];
    if (!isGiven(id)) continue;
    const record = await recordOf(context, type, id);
    if (record) bases.push({ type, record });
    else context.faults.notFound(`${type}_id`, type);
  }
  const named = isGiven(input.problem_id) || isGiven(input.incident_id);
  // One that could not be read was named all the same.
  if (named || context.faults.has('problem_id', 'incident_id')) return bases;
  if (FLAGS.some((flag) => input[flag])) {
    context.faults.say('incident_id', "incident_id or problem_id can't be blank");
  }
  return bases;
}

/** What the type of a base is called, so that the change gets the one of the same name. */
export async function typeNameOf(context: ReadContext, base: Base | undefined): Promise<string | undefined> {
  if (!base || base.record.type_id === null) return undefined;
  return (await findType(context, base.record.service_id, base.record.type_id))?.name;
}

/** Links a change to its bases, and gives it copies of those of their notes that the call asks for. */
export async function takeOver(
  context: WriteContext,
  change: RecordRows['change'],
  bases: readonly Base[],
  input: BaseInput,
): Promise<void> {
  const kinds = Object.fromEntries(
    FLAGS.filter((flag) => input[flag]).map((flag) => [COPIES[flag].from, COPIES[flag].to]),
  );
  const to = parentRecord('change', change);
  const from = bases.map(({ type, record }) => ({ type, id: record.id }));
  await copyNotes(context, from, to, kinds);
  for (const base of from) await linkRecords(context, to, base);
}
