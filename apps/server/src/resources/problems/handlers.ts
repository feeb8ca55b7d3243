import { trimmedAddress } from '../../addresses.ts';
import type { Call, Handlers } from '../../calls/call.ts';
import type { WriteContext } from '../../calls/context.ts';
import { operationTable } from '../../generated/operations.ts';
import { closureAfter, isReopened, NOT_CLOSED } from '../../rules/closing.ts';
import { given } from '../../rules/values.ts';
import { notesFromTexts } from '../notes/rows.ts';
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
import { problemSummaries, problemView } from './views.ts';
import { settleWorkaround } from './workarounds.ts';

type ProblemRow = RecordRows['problem'];
type ProblemInput = Call<'problems.update'>['body'];

/** What may be written as `closure_code`, as the description has it. */
const CLOSURE_CODES = operationTable['problems.update'].body.closure_code.values;

export const problems: Handlers<'problems.list' | 'problems.create' | 'problems.get' | 'problems.update'> = {
  async 'problems.list'(call) {
    const { totals, rows } = await listRecords(call, 'problem', call.query, 'reference_num');
    return { ...totals, problems: await problemSummaries(call, rows) };
  },

  async 'problems.get'(call) {
    return { problem: await problemView(call, await findRecord(call, 'problem', call.ids.id)) };
  },

  'problems.create': (call) =>
    call.write(async (context) => {
      const problem = await newProblem(context, call.body);
      context.faults.throwIfAny();
      const saved = await insertRecord(context, 'problem', problem);
      await writeTexts(context, saved, call.body, { creating: true });
      await notify(context, 'problem', undefined, saved, call.body);
      return { problem: await problemView(context, await findRecord(context, 'problem', saved.id)) };
    }),

  'problems.update': (call) =>
    call.write(async (context) => {
      const before = await findRecord(context, 'problem', call.ids.id);
      const after = await changedProblem(context, before, call.body);
      context.faults.throwIfAny();
      const active = await writeTexts(context, before, call.body, { creating: false });
      const saved = await saveRecord(context, 'problem', before, after, { active });
      await notify(context, 'problem', before, saved, call.body);
      return { problem: await problemView(context, await findRecord(context, 'problem', before.id)) };
    }),
};

/** The plain texts of a call become notes; answers whether there were any. */
async function writeTexts(
  context: WriteContext,
  problem: ProblemRow,
  { symptom, root_cause, workaround, comment }: ProblemInput,
  when: { creating: boolean },
): Promise<boolean> {
  const parent = parentRecord('problem', problem);
  const written = await notesFromTexts(context, parent, { symptom, root_cause, workaround, comment }, when);
  if (workaround) await settleWorkaround(context, parent);
  return written.length > 0;
}

/** A new problem with all that the service, the caller and the moment provide. */
async function newProblem(context: WriteContext, input: ProblemInput): Promise<Omit<ProblemRow, 'id'>> {
  const service = await chosenService(context, input);
  const blank: Omit<ProblemRow, 'id'> = {
    ...newCommonFields(context, service),
    ...NOT_CLOSED,
    occurred_at: null,
    updated_at: context.now,
    last_notified_at: null,
    workaround_found_at: null,
    workaround_found_by_user_id: null,
    resolved_at: null,
    assignee_note: '',
    non_beetil_users: '',
    external_email: '',
  };
  const problem = { ...(await withInput(context, blank, input)), ...firstPeople(blank, input) };
  if (!service) return problem;

  const type = await chosenType(context, service, 'problem', input);
  const priority = await chosenPriority(context, service, 'problem', input, type);
  await checkWithin(context, service, input);
  return { ...problem, type_id: type?.id ?? null, priority_id: priority?.id ?? null };
}

/** The problem as the call leaves it. */
async function changedProblem(
  context: WriteContext,
  before: ProblemRow,
  input: ProblemInput,
): Promise<ProblemRow> {
  const service = await serviceAfter(context, before, input);
  const after = await withInput(context, before, input);
  if (!service) return after;
  return { ...after, ...(await chosenReferences(context, service, 'problem', before, input)) };
}

/** The fields that need no look at the service. */
async function withInput<Problem extends Omit<ProblemRow, 'id'>>(
  context: WriteContext,
  before: Problem,
  input: ProblemInput,
): Promise<Problem> {
  const common = await commonFieldsAfter(context, before, input, ['closed_by_user_id']);
  const closure = closureAfter(context, before, input, CLOSURE_CODES);
  return {
    ...before,
    ...common,
    ...closure,
    occurred_at: given(input.occured_at, given(input.occurred_at, before.occurred_at)),
    resolved_at: isReopened(before, closure) ? null : given(input.resolved_at, before.resolved_at),
    assignee_note: given(input.assignee_note, before.assignee_note),
    non_beetil_users: given(trimmedAddress(input.non_beetil_users), before.non_beetil_users),
    external_email: given(trimmedAddress(input.external_email), before.external_email),
  };
}
