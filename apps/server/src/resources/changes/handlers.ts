import type { Call, Handlers } from '../../calls/call.ts';
import type { WriteContext } from '../../calls/context.ts';
import { operationTable } from '../../generated/operations.ts';
import { closureAfter, NOT_CLOSED } from '../../rules/closing.ts';
import { completionAfter } from '../../rules/completion.ts';
import { closesByStatus, initialStatus, peopleAfter, statusAndDatesAfter } from '../../rules/life-cycle.ts';
import { given, isGiven, mergedValues, sinceWhen } from '../../rules/values.ts';
import { notesFromTexts } from '../notes/rows.ts';
import { notify } from '../notifications/notifying.ts';
import {
  checkPeople,
  checkWithin,
  chosenPriority,
  chosenReferences,
  chosenService,
  chosenType,
  serviceAfter,
} from '../records/fields.ts';
import { listRecords } from '../records/lists.ts';
import { findRecord, insertRecord, parentRecord, type RecordRows, saveRecord } from '../records/rows.ts';
import { defaultType } from '../services/rows.ts';
import { type Base, basesOf, takeOver, typeNameOf } from './bases.ts';
import { CHANGE_LIFE_CYCLE, CHANGE_PEOPLE, IMPLEMENTING } from './life-cycle.ts';
import { changeSummaries, changeView } from './views.ts';

type ChangeRow = RecordRows['change'];
type ChangeInput = Call<'changes.update'>['body'];

/** What may be written as `closure_code`, as the description has it. */
const CLOSURE_CODES = operationTable['changes.update'].body.closure_code.values;

export const changes: Handlers<'changes.list' | 'changes.create' | 'changes.get' | 'changes.update'> = {
  async 'changes.list'(call) {
    const { totals, rows } = await listRecords(call, 'change', call.query, 'reference_num');
    return { ...totals, changes: await changeSummaries(call, rows) };
  },

  async 'changes.get'(call) {
    return { change: await changeView(call, await findRecord(call, 'change', call.ids.id)) };
  },

  'changes.create': (call) =>
    call.write(async (context) => {
      const bases = await basesOf(context, call.body);
      const change = await newChange(context, call.body, bases[0]);
      context.faults.throwIfAny();
      const saved = await insertRecord(context, 'change', change);
      await takeOver(context, saved, bases, call.body);
      await notesFromTexts(context, parentRecord('change', saved), textsOf(call.body), { creating: true });
      await notify(context, 'change', undefined, saved, call.body);
      return { change: await changeView(context, saved) };
    }),

  'changes.update': (call) =>
    call.write(async (context) => {
      const before = await findRecord(context, 'change', call.ids.id);
      const bases = await basesOf(context, call.body);
      const after = await changedChange(context, before, call.body);
      context.faults.throwIfAny();
      await takeOver(context, before, bases, {});
      const texts = await notesFromTexts(context, parentRecord('change', before), textsOf(call.body), {
        creating: false,
      });
      const saved = await saveRecord(context, 'change', before, after, { active: texts.length > 0 });
      await notify(context, 'change', before, saved, call.body);
      return { change: await changeView(context, saved) };
    }),
};

/** A new change with all that its base, the service, the caller and the moment provide. */
async function newChange(
  context: WriteContext,
  input: ChangeInput,
  base: Base | undefined,
): Promise<Omit<ChangeRow, 'id'>> {
  const { caller, now, faults } = context;
  const title = input.title || base?.record.title || '';
  // What a base would have provided is not missing where the base could not be read or found.
  const isBased = faults.has('incident_id', 'problem_id');
  if (title === '' && !isBased) faults.add('title', "can't be blank");
  const service_id = input.service_id ?? base?.record.service_id;
  const isUnknown = faults.has('service_id') || (service_id === undefined && isBased);
  const service = isUnknown ? undefined : await chosenService(context, { service_id: service_id ?? null });
  const blank: Omit<ChangeRow, 'id'> = {
    account_id: caller.account,
    title,
    service_id: service?.id ?? 0,
    priority_id: null,
    type_id: null,
    category_id: null,
    ...initialStatus(CHANGE_LIFE_CYCLE),
    complexity: null,
    risk: null,
    estimated_hours: null,
    created_at: now,
    updated_at: now,
    last_active_at: now,
    due_date: null,
    due_live_at: null,
    submitted_for_approval_at: null,
    submitted_for_approval_by_user_id: null,
    approved_at: null,
    declined_at: null,
    implementation_due_date: null,
    implementation_completed_at: null,
    implementation_completed_by_user_id: null,
    test_due_date: null,
    test_completed_at: null,
    test_completed_by_user_id: null,
    ready_for_release_at: null,
    ready_for_release_by_user_id: null,
    released_live_at: null,
    ...NOT_CLOSED,
    customer_viewable_at: null,
    additional_values: '{}',
    owner_id: caller.person,
    assigned_user_id: caller.person,
    updated_by_user_id: caller.person,
  };
  const change = {
    ...(await withInput(context, blank, { ...input, title })),
    // A new record has its people: a blank one is as good as none.
    owner_id: input.owner_id ?? blank.owner_id,
    assigned_user_id: input.assigned_user_id ?? blank.assigned_user_id,
  };
  if (!service) return change;

  const type = isGiven(input.type_id)
    ? await chosenType(context, service, 'change', input)
    : await defaultType(context, service.id, 'change', await typeNameOf(context, base));
  const priority = await chosenPriority(context, service, 'change', input, type);
  await checkWithin(context, service, input);
  return { ...change, type_id: type?.id ?? null, priority_id: priority?.id ?? null };
}

/** The change as the call leaves it. */
async function changedChange(
  context: WriteContext,
  before: ChangeRow,
  input: ChangeInput,
): Promise<ChangeRow> {
  if (input.title === '') context.faults.add('title', "can't be blank");
  const service = await serviceAfter(context, before, input);
  const after = await withInput(context, before, input);
  if (!service) return after;
  return { ...after, ...(await chosenReferences(context, service, 'change', before, input)) };
}

/** The fields that need no look at the service. */
async function withInput<Change extends Omit<ChangeRow, 'id'>>(
  context: WriteContext,
  before: Change,
  input: ChangeInput,
): Promise<Change> {
  for (const field of ['est_hrs', 'estimated_hours'] as const) {
    if ((input[field] ?? 0) < 0) context.faults.add(field, 'must be greater than or equal to 0');
  }
  const { ready_for_release_by_user_id: ready_for_released_by_user_id } = before;
  await checkPeople(context, { ...before, ready_for_released_by_user_id }, input, [
    'owner_id',
    'closed_by_user_id',
    'implementation_completed_by_user_id',
    'test_completed_by_user_id',
    'submitted_for_approval_by_user_id',
    'ready_for_release_by_user_id',
    'ready_for_released_by_user_id',
  ]);
  const done = {
    ...completionAfter(context, 'implementation', before, input),
    ...completionAfter(context, 'test', before, input),
  };
  const status = {
    status: input.change_status,
    reached: startsWork(before, done, input) ? [IMPLEMENTING] : [],
  };
  const closes = closesByStatus(CHANGE_LIFE_CYCLE, before, status);
  const closure = closureAfter(context, before, closes ? { ...input, closed: true } : input, CLOSURE_CODES);
  const standing = statusAndDatesAfter(
    context,
    CHANGE_LIFE_CYCLE,
    before,
    { ...input, ...status },
    {
      before: before.closed_at,
      after: closure.closed_at,
    },
  );
  const ready_for_release_at = given(
    given(input.ready_for_release_at, input.ready_for_released_at),
    before.ready_for_release_at,
  );
  const people = peopleAfter(
    context,
    CHANGE_PEOPLE,
    before,
    { ...standing, ready_for_release_at },
    {
      submitted_for_approval_by_user_id: input.submitted_for_approval_by_user_id,
      ready_for_release_by_user_id: given(
        input.ready_for_release_by_user_id,
        input.ready_for_released_by_user_id,
      ),
    },
  );
  return {
    ...before,
    ...closure,
    ...standing,
    ...done,
    ...people,
    ready_for_release_at,
    title: input.title ?? before.title,
    category_id: given(input.category_id, before.category_id),
    owner_id: given(input.owner_id, before.owner_id),
    assigned_user_id: given(input.assigned_user_id, before.assigned_user_id),
    complexity: given(input.complexity, before.complexity),
    risk: given(input.risk, before.risk),
    estimated_hours: given(given(input.estimated_hours, input.est_hrs), before.estimated_hours),
    due_date: given(input.due_date, before.due_date),
    due_live_at: given(input.due_live_at, before.due_live_at),
    implementation_due_date: given(
      given(input.implementation_due_date, input.build_due_at),
      before.implementation_due_date,
    ),
    test_due_date: given(given(input.test_due_date, input.test_due_at), before.test_due_date),
    customer_viewable_at: sinceWhen(context, input.customer_viewable, before.customer_viewable_at),
    additional_values: mergedValues(before.additional_values, input.additional_values),
  };
}

/** Whether a call shows that somebody works on the change: by a progress note, or by something that is done. */
function startsWork(
  before: Pick<ChangeRow, 'implementation_completed_at' | 'test_completed_at'>,
  done: Pick<ChangeRow, 'implementation_completed_at' | 'test_completed_at'>,
  input: ChangeInput,
): boolean {
  const isDone = (at: keyof typeof done) => done[at] !== null && done[at] !== before[at];
  return (
    Boolean(input.build_progress_note) || isDone('implementation_completed_at') || isDone('test_completed_at')
  );
}

/** The plain texts of a call, by the kind of note that they become. */
function textsOf({ description, reason, comment, build_instruction, build_progress_note }: ChangeInput) {
  return {
    description,
    reason,
    comment,
    implementation_change_instruction: build_instruction,
    implementation_progress_note: build_progress_note,
  };
}
