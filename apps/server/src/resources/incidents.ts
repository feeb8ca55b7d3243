import { operationTable } from '../generated/operations.ts';
import { afterCall, OPEN } from '../records/closing.ts';
import type { Context } from '../records/context.ts';
import { findCustomer } from '../records/customers.ts';
import { dueDates } from '../records/due-dates.ts';
import { type NoteRow, noteFromText, notesOf } from '../records/notes.ts';
import { pageOf, totals } from '../records/pages.ts';
import { checkUser } from '../records/people.ts';
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
import {
  defaultPriority,
  defaultType,
  findCategory,
  findPriority,
  findService,
  findType,
  hasAccess,
  type PriorityRow,
  type ServiceRow,
} from '../records/services.ts';
import type { Id } from '../store/schema.ts';
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
      await writeTexts(context, saved, call.body, { creating: true });
      return { incident: await incidentView(context, saved) };
    }),

  'incidents.update': (call) =>
    call.write(async (context) => {
      const before = await findRecord(context, 'incident', call.ids.id);
      const after = await changedIncident(context, before, call.body);
      context.faults.throwIfAny();
      const texts = await writeTexts(context, before, call.body, { creating: false });
      const saved = await saveRecord(context, 'incident', before, after, { active: texts.length > 0 });
      return { incident: await incidentView(context, saved) };
    }),
};

/** A new incident with all that the service, the caller and the moment provide. */
async function newIncident(context: Context, input: IncidentInput): Promise<Omit<IncidentRow, 'id'>> {
  const { caller, now } = context;
  const service = await serviceOf(context, input);
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

  const type = await chosenType(context, service, input);
  const priority = await chosenPriority(context, service, input, type);
  await checkCategory(context, service, input);
  await checkAssignee(context, service, input);
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
  const service = 'service_id' in input ? await serviceOf(context, input) : own;
  const resolutions = await notesOf(context, parentRecord('incident', before), 'resolution');
  const after = await withInput(context, before, input, resolutions.at(-1));
  if (!service) return after;

  after.service_id = service.id;
  after.opened_at = openedAt(input) ?? before.opened_at;
  if (service.id !== before.service_id) await moveTo(context, service, before, after, input);
  const type = input.type_id ? await chosenType(context, service, input) : undefined;
  if (type) after.type_id = type.id;
  if (input.priority_id)
    after.priority_id = (await chosenPriority(context, service, input, type))?.id ?? null;
  await checkCategory(context, service, input);
  await checkAssignee(context, service, input);
  return { ...after, ...(await dueAfter(context, before, after, input)) };
}

/** The fields that need no look at the service. */
async function withInput<Incident extends Omit<IncidentRow, 'id'>>(
  context: Context,
  before: Incident,
  input: IncidentInput,
  newestResolution: NoteRow | undefined,
): Promise<Incident> {
  const { faults, now } = context;
  if (input.title === '') faults.add('title', "can't be blank");
  for (const field of ['owner_id', 'received_by_id', 'resolved_by_user_id', 'closed_by_user_id'] as const) {
    await checkUser(context, field, input[field]);
  }
  if (input.customer_id && !(await findCustomer(context, input.customer_id))) {
    faults.notFound('customer_id', 'customer');
  }
  const viewable = input.customer_viewable;
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
    customer_viewable_at:
      viewable === undefined
        ? before.customer_viewable_at
        : viewable
          ? (before.customer_viewable_at ?? now)
          : null,
    additional_values: mergedValues(before.additional_values, input.additional_values),
  };
}

/** Another service: what it calls the same is kept, the rest is its own default. */
async function moveTo(
  context: Context,
  service: ServiceRow,
  before: IncidentRow,
  after: IncidentRow,
  input: IncidentInput,
): Promise<void> {
  const [type, priority] = await Promise.all([
    before.type_id === null ? undefined : findType(context, before.service_id, before.type_id),
    before.priority_id === null ? undefined : findPriority(context, before.service_id, before.priority_id),
  ]);
  const newType = await defaultType(context, service.id, 'incident', type?.name);
  const newPriority = await defaultPriority(context, service.id, 'incident', newType, priority?.level);
  after.type_id = newType?.id ?? null;
  after.priority_id = newPriority?.id ?? null;
  if (!input.category_id) after.category_id = await sameCategory(context, service, before);
  if (!input.assigned_user_id && after.assigned_user_id !== null) {
    const stays = await hasAccess(context, after.assigned_user_id, service.id);
    if (!stays) after.assigned_user_id = service.default_assignee_id ?? context.caller.person;
  }
}

async function sameCategory(context: Context, service: ServiceRow, before: IncidentRow): Promise<Id | null> {
  if (before.category_id === null) return null;
  const category = await findCategory(context, before.service_id, before.category_id);
  if (!category) return null;
  const same = await context.db
    .selectFrom('categories')
    .select('id')
    .where('account_id', '=', context.caller.account)
    .where('service_id', '=', service.id)
    .where('name', '=', category.name)
    .executeTakeFirst();
  return same?.id ?? null;
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

/** The plain texts of a call become notes. */
async function writeTexts(
  context: Context,
  incident: IncidentRow,
  input: IncidentInput,
  when: { creating: boolean },
): Promise<NoteRow[]> {
  const written: NoteRow[] = [];
  for (const kind of ['symptom', 'resolution'] as const) {
    const text = input[kind];
    if (text) written.push(await noteFromText(context, parentRecord('incident', incident), kind, text, when));
  }
  return written;
}

async function serviceOf(context: Context, { service_id }: IncidentInput): Promise<ServiceRow | undefined> {
  if (!service_id) {
    context.faults.add('service_id', "can't be blank");
    return undefined;
  }
  const service = await findService(context, service_id);
  if (!service) context.faults.notFound('service_id', 'service');
  return service;
}

async function chosenType(context: Context, service: ServiceRow, { type_id }: IncidentInput) {
  if (!type_id) return defaultType(context, service.id, 'incident');
  const type = await findType(context, service.id, type_id);
  if (!type) context.faults.notFound('type_id', 'type');
  return type;
}

async function chosenPriority(
  context: Context,
  service: ServiceRow,
  { priority_id }: IncidentInput,
  type: Awaited<ReturnType<typeof findType>>,
): Promise<PriorityRow | undefined> {
  if (!priority_id) return defaultPriority(context, service.id, 'incident', type);
  const priority = await findPriority(context, service.id, priority_id);
  if (!priority) context.faults.notFound('priority_id', 'priority');
  return priority;
}

async function checkCategory(
  context: Context,
  service: ServiceRow,
  { category_id }: IncidentInput,
): Promise<void> {
  if (category_id && !(await findCategory(context, service.id, category_id))) {
    context.faults.notFound('category_id', 'category');
  }
}

async function checkAssignee(
  context: Context,
  service: ServiceRow,
  { assigned_user_id }: IncidentInput,
): Promise<void> {
  if (assigned_user_id && !(await hasAccess(context, assigned_user_id, service.id))) {
    context.faults.notFound('assigned_user_id', 'user');
  }
}

/** `opened_at` has two other names. An incident is never without it, so a blank one is as good as none. */
function openedAt(input: IncidentInput): number | undefined {
  return input.opened_at ?? input.occurred_at ?? input.occured_at ?? undefined;
}

function given<Value>(value: Value | undefined, before: Value): Value {
  return value === undefined ? before : value;
}

function bit(flag: boolean | undefined): 0 | 1 | undefined {
  return flag === undefined ? undefined : flag ? 1 : 0;
}

/** Merged by name; a blank value removes one. */
function mergedValues(before: string, input: Record<string, string> | undefined): string {
  if (!input) return before;
  const merged = { ...(JSON.parse(before) as Record<string, string>), ...input };
  return JSON.stringify(Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== '')));
}
