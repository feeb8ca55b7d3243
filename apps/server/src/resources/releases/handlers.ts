import { trimmedAddress } from '../../addresses.ts';
import type { Call, Handlers } from '../../calls/call.ts';
import type { WriteContext } from '../../calls/context.ts';
import { operationTable } from '../../generated/operations.ts';
import { closureAfter, NOT_CLOSED } from '../../rules/closing.ts';
import { completionAfter } from '../../rules/completion.ts';
import { closesByStatus, initialStatus, peopleAfter, statusAndDatesAfter } from '../../rules/life-cycle.ts';
import { given, mergedValues, sinceWhen } from '../../rules/values.ts';
import { notesFromTexts } from '../notes/rows.ts';
import { notify } from '../notifications/notifying.ts';
import {
  checkPeople,
  checkWithin,
  chosenPriority,
  chosenReferences,
  chosenType,
  serviceAfter,
} from '../records/fields.ts';
import { listRecords } from '../records/lists.ts';
import { findRecord, insertRecord, parentRecord, type RecordRows, saveRecord } from '../records/rows.ts';
import { RELEASE_LIFE_CYCLE, RELEASE_PEOPLE } from './life-cycle.ts';
import { serviceOfNewRelease } from './services.ts';
import { releaseSummaries, releaseView } from './views.ts';

type ReleaseRow = RecordRows['release'];
type ReleaseInput = Call<'releases.update'>['body'];

/** What may be written as `closure_code`, as the description has it. */
const CLOSURE_CODES = operationTable['releases.update'].body.closure_code.values;

export const releases: Handlers<'releases.list' | 'releases.create' | 'releases.get' | 'releases.update'> = {
  async 'releases.list'(call) {
    const { totals, rows } = await listRecords(call, 'release', call.query, 'reference_num');
    return { ...totals, releases: await releaseSummaries(call, rows) };
  },

  async 'releases.get'(call) {
    return { release: await releaseView(call, await findRecord(call, 'release', call.ids.id)) };
  },

  'releases.create': (call) =>
    call.write(async (context) => {
      const release = await newRelease(context, call.body);
      context.faults.throwIfAny();
      const saved = await insertRecord(context, 'release', release);
      await notesFromTexts(context, parentRecord('release', saved), textsOf(call.body), { creating: true });
      const told = await notify(context, 'release', undefined, saved, call.body);
      return { release: await releaseView(context, told) };
    }),

  'releases.update': (call) =>
    call.write(async (context) => {
      const before = await findRecord(context, 'release', call.ids.id);
      const after = await changedRelease(context, before, call.body);
      context.faults.throwIfAny();
      const texts = await notesFromTexts(context, parentRecord('release', before), textsOf(call.body), {
        creating: false,
      });
      const saved = await saveRecord(context, 'release', before, after, { active: texts.length > 0 });
      const told = await notify(context, 'release', before, saved, call.body);
      return { release: await releaseView(context, told) };
    }),
};

/** A new release with all that the service, the caller and the moment provide. */
async function newRelease(context: WriteContext, input: ReleaseInput): Promise<Omit<ReleaseRow, 'id'>> {
  const { caller, now } = context;
  const service = await serviceOfNewRelease(context, input);
  const blank: Omit<ReleaseRow, 'id'> = {
    account_id: caller.account,
    title: '',
    service_id: service?.id ?? 0,
    priority_id: null,
    type_id: null,
    category_id: null,
    ...initialStatus(RELEASE_LIFE_CYCLE),
    created_at: now,
    updated_at: now,
    last_active_at: now,
    due_date: null,
    due_live_at: null,
    submitted_for_approval_at: null,
    submitted_for_approval_by_user_id: null,
    approved_at: null,
    approved_by_user_id: null,
    declined_at: null,
    complete_at: null,
    complete_by_user_id: null,
    released_to_production_at: null,
    released_to_production_by_user_id: null,
    review_due_date: null,
    review_completed_at: null,
    review_completed_by_user_id: null,
    ...NOT_CLOSED,
    customer_viewable_at: null,
    last_notified_at: null,
    non_beetil_users: '',
    external_email: '',
    additional_values: '{}',
    owner_id: caller.person,
    assigned_user_id: caller.person,
    updated_by_user_id: caller.person,
  };
  const release = {
    ...(await withInput(context, blank, input)),
    // A new record has its people: a blank one is as good as none.
    owner_id: input.owner_id ?? blank.owner_id,
    assigned_user_id: input.assigned_user_id ?? blank.assigned_user_id,
  };
  if (!service) return release;

  const type = await chosenType(context, service, 'release', input);
  const priority = await chosenPriority(context, service, 'release', input, type);
  await checkWithin(context, service, input);
  return { ...release, type_id: type?.id ?? null, priority_id: priority?.id ?? null };
}

/** The release as the call leaves it. */
async function changedRelease(
  context: WriteContext,
  before: ReleaseRow,
  input: ReleaseInput,
): Promise<ReleaseRow> {
  const service = await serviceAfter(context, before, input);
  const after = await withInput(context, before, input);
  if (!service) return after;
  return { ...after, ...(await chosenReferences(context, service, 'release', before, input)) };
}

/** The fields that need no look at the service. */
async function withInput<Release extends Omit<ReleaseRow, 'id'>>(
  context: WriteContext,
  before: Release,
  input: ReleaseInput,
): Promise<Release> {
  if (input.title === '') context.faults.add('title', "can't be blank");
  await checkPeople(context, before, input, [
    'owner_id',
    'submitted_for_approval_by_user_id',
    'approved_by_user_id',
    'complete_by_user_id',
    'released_to_production_by_user_id',
    'review_completed_by_user_id',
    'closed_by_user_id',
  ]);
  const closes = closesByStatus(RELEASE_LIFE_CYCLE, before, input);
  const closure = closureAfter(context, before, closes ? { closed: true, ...input } : input, CLOSURE_CODES);
  const standing = statusAndDatesAfter(context, RELEASE_LIFE_CYCLE, before, input, {
    before: before.closed_at,
    after: closure.closed_at,
  });
  return {
    ...before,
    ...closure,
    ...standing,
    ...peopleAfter(context, RELEASE_PEOPLE, before, standing, input),
    ...completionAfter(context, 'review', before, input),
    title: input.title ?? before.title,
    category_id: given(input.category_id, before.category_id),
    owner_id: given(input.owner_id, before.owner_id),
    assigned_user_id: given(input.assigned_user_id, before.assigned_user_id),
    due_date: given(input.due_date, before.due_date),
    due_live_at: given(input.due_live_at, before.due_live_at),
    review_due_date: given(input.review_due_date, before.review_due_date),
    last_notified_at: given(input.last_notified_at, before.last_notified_at),
    non_beetil_users: given(trimmedAddress(input.non_beetil_users), before.non_beetil_users),
    external_email: given(trimmedAddress(input.external_email), before.external_email),
    customer_viewable_at: sinceWhen(context, input.customer_viewable, before.customer_viewable_at),
    additional_values: mergedValues(before.additional_values, input.additional_values),
  };
}

/** The plain texts of a call, by the kind of note that they become. */
function textsOf({ release_component, component, instruction, backout, comment }: ReleaseInput) {
  return { component: release_component || component, instruction, backout, comment };
}
