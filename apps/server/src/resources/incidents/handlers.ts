import type { Call, Handlers } from '../../calls/call.ts';
import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { operationTable } from '../../generated/operations.ts';
import { OPEN, resolutionAndClosureAfter } from '../../rules/closing.ts';
import { dueDates } from '../../rules/due-dates.ts';
import { type NoteRow, notesFromTexts, notesOf } from '../notes/rows.ts';
import { notify } from '../notifications/notifying.ts';
import {
  checkWithin,
  chosenPriority,
  chosenReferences,
  chosenService,
  chosenType,
  commonFieldsAfter,
  firstPeople,
  newCommonFields,
  serviceAfter,
} from '../records/fields.ts';
import { listRecords } from '../records/lists.ts';
import { findRecord, insertRecord, parentRecord, type RecordRows, saveRecord } from '../records/rows.ts';
import { findPriority, type PriorityRow } from '../services/rows.ts';
import { incidentSummaries, incidentView } from './views.ts';

type IncidentRow = RecordRows['incident'];
type IncidentInput = Call<'incidents.update'>['body'];

/** What may be written as `closure_code`, as the description has it. */
const CLOSURE_CODES = operationTable['incidents.update'].body.closure_code.values;

export const incidents: Handlers<
  'incidents.list' | 'incidents.create' | 'incidents.get' | 'incidents.update'
> = {
  async 'incidents.list'(call) {
    const { totals, rows } = await listRecords(call, 'incident', call.query, 'due_date');
    return { ...totals, incidents: await incidentSummaries(call, rows) };
  },

  async 'incidents.get'(call) {
    return { incident: await incidentView(call, await findRecord(call, 'incident', call.ids.id)) };
  },

  'incidents.create': (call) =>
    call.write(async (context) => {
      const incident = await newIncident(context, call.body);
      context.faults.throwIfAny();
      const saved = await insertRecord(context, 'incident', incident);
      await notesFromTexts(context, parentRecord('incident', saved), textsOf(call.body), { creating: true });
      await notify(context, 'incident', undefined, saved, call.body);
      return { incident: await incidentView(context, saved) };
    }),

  'incidents.update': (call) =>
    call.write(async (context) => {
      const before = await findRecord(context, 'incident', call.ids.id);
      const after = await changedIncident(context, before, call.body);
      context.faults.throwIfAny();
      const texts = await notesFromTexts(context, parentRecord('incident', before), textsOf(call.body), {
        creating: false,
      });
      const saved = await saveRecord(context, 'incident', before, after, { active: texts.length > 0 });
      await notify(context, 'incident', before, saved, call.body);
      return { incident: await incidentView(context, saved) };
    }),
};

/** A new incident with all that the service, the caller and the moment provide. */
async function newIncident(context: WriteContext, input: IncidentInput): Promise<Omit<IncidentRow, 'id'>> {
  const service = await chosenService(context, input);
  const opened_at = openedAt(input) ?? context.now;
  const blank: Omit<IncidentRow, 'id'> = {
    ...newCommonFields(context, service),
    ...OPEN,
    priority_level: null,
    opened_at,
    due_date: null,
    due_to_escalate_at: null,
    due_outdated: 0,
  };
  const incident = {
    ...(await withInput(context, blank, input, undefined)),
    ...firstPeople(blank, input),
  };
  if (!service) return incident;

  const type = await chosenType(context, service, 'incident', input);
  const priority = await chosenPriority(context, service, 'incident', input, type);
  await checkWithin(context, service, input);
  return {
    ...incident,
    type_id: type?.id ?? null,
    priority_id: priority?.id ?? null,
    priority_level: priority?.level ?? null,
    ...dueDates(context.faults, opened_at, priority, input.due_date),
  };
}

/** The incident as the call leaves it. */
async function changedIncident(
  context: WriteContext,
  before: IncidentRow,
  input: IncidentInput,
): Promise<IncidentRow> {
  const service = await serviceAfter(context, before, input);
  const resolutions = await notesOf(context, parentRecord('incident', before), 'resolution');
  const after = await withInput(context, before, input, resolutions.at(-1));
  if (!service) return after;

  after.opened_at = openedAt(input) ?? before.opened_at;
  Object.assign(after, await chosenReferences(context, service, 'incident', before, input));
  const priority =
    after.priority_id === null ? undefined : await findPriority(context, after.service_id, after.priority_id);
  if (after.priority_id !== before.priority_id) after.priority_level = priority?.level ?? null;
  return { ...after, ...dueAfter(context, before, after, input, priority) };
}

/** The fields that need no look at the service. */
async function withInput<Incident extends Omit<IncidentRow, 'id'>>(
  context: WriteContext,
  before: Incident,
  input: IncidentInput,
  newestResolution: NoteRow | undefined,
): Promise<Incident> {
  const common = await commonFieldsAfter(context, before, input, [
    'resolved_by_user_id',
    'closed_by_user_id',
  ]);
  const closing = resolutionAndClosureAfter(context, before, input, {
    newestResolution: newestResolution?.note,
    codes: CLOSURE_CODES,
  });
  return { ...before, ...common, ...closing };
}

/**
 * Priority, service and opening decide, until somebody chooses a date or the incident is resolved. What changes them
 * while it is resolved or closed counts once it is open again.
 */
function dueAfter(
  { faults }: ReadContext,
  before: IncidentRow,
  after: IncidentRow,
  input: IncidentInput,
  priority: PriorityRow | undefined,
): Pick<IncidentRow, 'due_date' | 'due_to_escalate_at' | 'due_outdated'> {
  const moved =
    after.priority_id !== before.priority_id ||
    after.service_id !== before.service_id ||
    after.opened_at !== before.opened_at;
  // A date that is sent back as it was read is no choice.
  const chosen = input.due_date && input.due_date !== before.due_date ? input.due_date : undefined;
  const cleared = input.due_date === null && before.due_date !== null;
  const outdated = moved || cleared || before.due_outdated === 1;
  if (!outdated || after.resolved_at !== null) {
    const { due_date, due_to_escalate_at } = before;
    return { due_date: chosen ?? due_date, due_to_escalate_at, due_outdated: outdated && !chosen ? 1 : 0 };
  }
  return { ...dueDates(faults, after.opened_at, priority, chosen), due_outdated: 0 };
}

/** The plain texts of a call, by the kind of note that they become. */
function textsOf({ symptom, resolution }: IncidentInput) {
  return { symptom, resolution };
}

/** `opened_at` has two other names. An incident is never without it, so a blank one is as good as none. */
function openedAt(input: IncidentInput): number | undefined {
  return input.opened_at ?? input.occurred_at ?? input.occured_at ?? undefined;
}
