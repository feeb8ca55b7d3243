import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { isGiven } from '../../rules/values.ts';
import { copyNotes } from '../notes/rows.ts';
import type { Base, RecordInput } from '../records/kind.ts';
import { chosenService } from '../records/references.ts';
import { parentRecord, type RecordRows, recordOf } from '../records/rows.ts';
import type { ServiceRow } from '../services/rows.ts';

type ChangeInput = RecordInput<'change'>;

/** What each flag copies, and what becomes of it. */
const COPIES = {
  use_symptoms: { from: 'symptom', to: 'reason' },
  use_root_causes: { from: 'root_cause', to: 'reason' },
  use_resolutions: { from: 'resolution', to: 'description' },
  use_comments: { from: 'comment', to: 'comment' },
  use_workarounds: { from: 'workaround', to: 'comment' },
} as const;

const FLAGS = Object.keys(COPIES) as (keyof typeof COPIES)[];

/**
 * The problem and the incident that a call names, in the order in which they provide what is absent. What leads nowhere
 * is said in the context's faults, as is a flag that has nothing to copy from.
 */
export async function basesOf(context: ReadContext, input: ChangeInput): Promise<Base[]> {
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
  if (named || isBaseUnknown(context)) return bases;
  if (FLAGS.some((flag) => input[flag])) {
    context.faults.say('incident_id', "incident_id or problem_id can't be blank");
  }
  return bases;
}

/** A call that creates a change, with the title and the service of its base where it has none. */
export function withBase(context: ReadContext, input: ChangeInput, base: Base | undefined): ChangeInput {
  const { title, service_id, ...rest } = input;
  const call: ChangeInput = rest;
  // What a base would have provided is not missing where the base could not be read or found.
  const known = title || base?.record.title || (isBaseUnknown(context) ? undefined : '');
  if (known !== undefined) call.title = known;
  const service = service_id ?? base?.record.service_id;
  if (service !== undefined) call.service_id = service;
  return call;
}

/** The service of a new change. It is not missing where the base that provides it could not be read or found. */
export async function serviceOfNewChange(
  context: ReadContext,
  input: ChangeInput,
): Promise<ServiceRow | undefined> {
  const isUnknown = input.service_id === undefined && isBaseUnknown(context);
  return isUnknown || context.faults.has('service_id') ? undefined : chosenService(context, input);
}

/** Whether the call names a base that could not be read or found. */
function isBaseUnknown({ faults }: ReadContext): boolean {
  return faults.has('incident_id', 'problem_id');
}

/** Gives a change copies of those notes of its bases that the call asks for. */
export async function copyNotesOfBases(
  context: WriteContext,
  change: RecordRows['change'],
  bases: readonly Base[],
  input: ChangeInput,
): Promise<void> {
  const kinds = Object.fromEntries(
    FLAGS.filter((flag) => input[flag]).map((flag) => [COPIES[flag].from, COPIES[flag].to]),
  );
  await copyNotes(
    context,
    bases.map(({ type, record }) => ({ type, id: record.id })),
    parentRecord('change', change),
    kinds,
  );
}
