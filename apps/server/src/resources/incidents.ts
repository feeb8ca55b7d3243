import { operationTable } from '../generated/operations.ts';
import { afterCall, OPEN } from '../records/closing.ts';
import type { Context } from '../records/context.ts';
import { dueDates } from '../records/due-dates.ts';
import {
  bit,
  checkPeople,
  checkWithin,
  chosenPriority,
  chosenReferences,
  chosenService,
  chosenType,
  given,
  mergedValues,
  sinceWhen,
} from '../records/fields.ts';
import { type NoteRow, notesFromTexts, notesOf } from '../records/notes.ts';
import { pageOf, totals } from '../records/pages.ts';
import {
  countRecords,
  findRecord,
  insertRecord,
  listRecords,
  parentRecord,
  type RecordRows,
  saveRecord,
  selectRecords,
} from '../records/records.ts';
import { findPriority, findService, type ServiceRow } from '../records/services.ts';
import type { Call, Handlers } from './call.ts';
import { incidentSummaries, incidentView } from './incident-views.ts';

type IncidentRow = RecordRows['incident'];
type IncidentInput = Call<'incidents.update'>['body'];

/** What may be written as `closure_code`, as the description has it. */
const CLOSURE_CODES = operationTable['incidents.update'].body.closure_code.values;

export const incidents: Handlers<
  'incidents.list' | 'incidents.create' | 'incidents.get' | 'incidents.update'
> = {
  async 'incidents.list'(call) {
    const { query } = call;
    const selection = await selectRecords(call, 'incident', query);
    call.faults.throwIfAny();
    const page = pageOf(query);
    const order = query.order ?? selection.order ?? 'due_date';
    const [entries, rows] = await Promise.all([
      countRecords(call, selection),
      listRecords(call, selection, order, page),
    ]);
    return { ...totals(entries, page.limit), incidents: await incidentSummaries(call, rows) };
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
      return { incident: await incidentView(context, saved) };
    }),
};

/** A new incident with all that the service, the caller and the moment provide. */
async function newIncident(context: Context, input: IncidentInput): Promise<Omit<IncidentRow, 'id'>> {
  const { caller, now } = context;
  const service = await chosenService(context, input);
  const opened_at = openedAt(input) ?? now;
  const blank: Omit<IncidentRow, 'id'> = {
    account_id: caller.account,
    title: '',
    service_id: service?.id ?? 0,
    priority_id: null,
    type_id: null,
    category_id: null,
    customer_id: null,
    opened_at,
    created_at: now,
    last_active_at: now,
    due_date: null,
    due_to_escalate_at: null,
    ...OPEN,
    interesting: 0,
    common: 0,
    customer_viewable_at: null,
    additional_values: '{}',
    owner_id: caller.person,
    assigned_user_id: service?.default_assignee_id ?? caller.person,
    received_by_id: caller.person,
    updated_by_user_id: caller.person,
  };
  // A new record has its people: a blank one is as good as none.
  const people = {
    owner_id: input.owner_id ?? blank.owner_id,
    received_by_id: input.received_by_id ?? blank.received_by_id,
    assigned_user_id: input.assigned_user_id ?? blank.assigned_user_id,
  };
  const incident = { ...(await withInput(context, blank, input, undefined)), ...people };
  if (!service) return incident;

  const type = await chosenType(context, service, 'incident', input);
  const priority = await chosenPriority(context, service, 'incident', input, type);
  await checkWithin(context, service, input);
  const due = dueDates(opened_at, priority);
  return {
    ...incident,
    type_id: type?.id ?? null,
    priority_id: priority?.id ?? null,
    due_date: input.due_date ?? due.due_date,
    due_to_escalate_at: due.due_to_escalate_at,
  };
}

/** The incident as the call leaves it. */
async function changedIncident(
  context: Context,
  before: IncidentRow,
  input: IncidentInput,
): Promise<IncidentRow> {
  const own = (await findService(context, before.service_id)) as ServiceRow;
  const service = 'service_id' in input ? await chosenService(context, input) : own;
  const resolutions = await notesOf(context, parentRecord('incident', before), 'resolution');
  const after = await withInput(context, before, input, resolutions.at(-1));
  if (!service) return after;

  after.opened_at = openedAt(input) ?? before.opened_at;
  Object.assign(after, await chosenReferences(context, service, 'incident', before, input));
  return { ...after, ...(await dueAfter(context, before, after, input)) };
}

/** The fields that need no look at the service. */
async function withInput<Incident extends Omit<IncidentRow, 'id'>>(
  context: Context,
  before: Incident,
  input: IncidentInput,
  newestResolution: NoteRow | undefined,
): Promise<Incident> {
  const { faults } = context;
  if (input.title === '') faults.add('title', "can't be blank");
  await checkPeople(context, input, [
    'owner_id',
    'received_by_id',
    'resolved_by_user_id',
    'closed_by_user_id',
  ]);
  const closing = afterCall(context, before, input, {
    newestResolution: newestResolution?.note,
    codes: CLOSURE_CODES,
  });
  return {
    ...before,
    ...closing,
    title: input.title ?? before.title,
    customer_id: given(input.customer_id, before.customer_id),
    category_id: given(input.category_id, before.category_id),
    owner_id: given(input.owner_id, before.owner_id),
    received_by_id: given(input.received_by_id, before.received_by_id),
    assigned_user_id: given(input.assigned_user_id, before.assigned_user_id),
    interesting: given(bit(input.interesting), before.interesting),
    common: given(bit(input.common), before.common),
    customer_viewable_at: sinceWhen(context, input.customer_viewable, before.customer_viewable_at),
    additional_values: mergedValues(before.additional_values, input.additional_values),
  };
}

/** Priority, service and opening decide, until somebody chooses a date or the incident is resolved. */
async function dueAfter(
  context: Context,
  before: IncidentRow,
  after: IncidentRow,
  input: IncidentInput,
): Promise<Pick<IncidentRow, 'due_date' | 'due_to_escalate_at'>> {
  const moved =
    after.priority_id !== before.priority_id ||
    after.service_id !== before.service_id ||
    after.opened_at !== before.opened_at;
  // A date that is sent back as it was read is no choice.
  const chosen = input.due_date && input.due_date !== before.due_date ? input.due_date : undefined;
  const computed = after.resolved_at === null && (moved || input.due_date === null);
  if (!computed) {
    return { due_date: chosen ?? before.due_date, due_to_escalate_at: before.due_to_escalate_at };
  }
  const priority =
    after.priority_id === null ? undefined : await findPriority(context, after.service_id, after.priority_id);
  const due = dueDates(after.opened_at, priority);
  return { due_date: chosen ?? due.due_date, due_to_escalate_at: due.due_to_escalate_at };
}

/** The plain texts of a call, by the kind of note that they become. */
function textsOf({ symptom, resolution }: IncidentInput) {
  return { symptom, resolution };
}

/** `opened_at` has two other names. An incident is never without it, so a blank one is as good as none. */
function openedAt(input: IncidentInput): number | undefined {
  return input.opened_at ?? input.occurred_at ?? input.occured_at ?? undefined;
}
