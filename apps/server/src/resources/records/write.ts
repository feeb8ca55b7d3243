import type { ReadContext, WriteContext } from '../../calls/context.ts';
import { operationTable } from '../../generated/operations.ts';
import { withTrimmedAddresses } from '../../mail-addresses.ts';
import { NOT_CLOSED } from '../../rules/closing.ts';
import { bit, isGiven, mergedValues, sinceWhen } from '../../rules/values.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import { findCustomer } from '../customers/rows.ts';
import { findType, type ServiceRow } from '../services/rows.ts';
import { checkUser } from '../users/rows.ts';
import type { Base, CommonFields, NewRecord, RecordInput, RecordKind } from './kind.ts';
import { recordKinds } from './kinds.ts';
import { checkWithin, chosenPriority, chosenReferences, chosenType, serviceAfter } from './references.ts';
import { type RecordRows, recordTables } from './rows.ts';

type Values = Record<string, unknown>;

/** Stored as they are sent, whatever the type. */
const PLAIN = ['category_id', 'owner_id', 'assigned_user_id'];

/** The people that a new record always has: a blank one is as good as none. */
const PEOPLE_OF_NEW = ['owner_id', 'assigned_user_id', 'received_by_id'];

/**
 * A new record with all that its base, the service, the caller and the moment provide. What is wrong with the call is
 * said in the context's faults.
 */
export async function newRecord<Type extends RecordType>(
  context: WriteContext,
  type: Type,
  input: RecordInput<Type>,
  base: Base | undefined,
): Promise<NewRecord<Type>> {
  const kind = recordKinds[type];
  const service = await kind.serviceOfNew(context, input);
  const blank = {
    ...commonFields(context, service, kind.assignedByService),
    ...kind.blank(context),
  } as unknown as NewRecord<Type>;
  const record: NewRecord<Type> = {
    ...(await withInput(context, type, blank, input)),
    ...peopleOfNew(blank, input),
  };
  if (!service) return record;

  const baseType =
    base && base.record.type_id !== null && !isGiven(input.type_id)
      ? await findType(context, base.record.service_id, base.record.type_id)
      : undefined;
  const activityType = await chosenType(context, service, type, input, baseType);
  const priority = await chosenPriority(context, service, type, input, activityType);
  await checkWithin(context, service, input);
  return {
    ...record,
    type_id: activityType?.id ?? null,
    priority_id: priority?.id ?? null,
    ...kind.derived?.ofNew(context, record, input, priority),
  };
}

/** A record as a call leaves it. What is wrong with the call is said in the context's faults. */
export async function changedRecord<Type extends RecordType>(
  context: WriteContext,
  type: Type,
  before: RecordRows[Type],
  input: RecordInput<Type>,
): Promise<RecordRows[Type]> {
  const service = await serviceAfter(context, before, input);
  const fields = (await withInput(context, type, before, input)) as RecordRows[Type];
  if (!service) return fields;
  const after = { ...fields, ...(await chosenReferences(context, service, type, before, input)) };
  const derived = await recordKinds[type].derived?.ofChanged(context, before, after, input);
  return { ...after, ...derived };
}

/** The fields that need no look at the service. */
async function withInput<Type extends RecordType>(
  context: WriteContext,
  type: Type,
  before: NewRecord<Type>,
  sent: RecordInput<Type>,
): Promise<NewRecord<Type>> {
  const { fields, progressAfter } = recordKinds[type];
  await checkFields(context, fields, before, sent);
  const input = withoutSecondNames(fields, sent);
  const after = fieldsAfter(context, fields, before, input);
  const codes = operationTable[`${recordTables[type]}.update`].body.closure_code.values;
  return { ...after, ...(await progressAfter(context, { before, after, input, codes })) };
}

/** A new record before the call says anything: the service's and the caller's. */
function commonFields(
  { caller, now }: WriteContext,
  service: ServiceRow | undefined,
  assignedByService: boolean,
): CommonFields {
  return {
    account_id: caller.account,
    title: '',
    service_id: service?.id ?? 0,
    priority_id: null,
    type_id: null,
    category_id: null,
    created_at: now,
    last_active_at: now,
    ...NOT_CLOSED,
    customer_viewable_at: null,
    additional_values: '{}',
    owner_id: caller.person,
    assigned_user_id: (assignedByService ? service?.default_assignee_id : null) ?? caller.person,
    updated_by_user_id: caller.person,
  };
}

/**
 * A record with the fields of a call that need no look at the service, and nothing else. What is wrong with them is said
 * in the context's faults.
 *
 * @param input the body, without second names
 */
function fieldsAfter<Type extends RecordType>(
  context: WriteContext,
  { plain, flags }: RecordKind<Type>['fields'],
  before: NewRecord<Type>,
  input: RecordInput<Type>,
): NewRecord<Type> {
  const call: Values = input;
  const changed: Values = {};
  const set = (name: string, value: unknown) => {
    if (value !== undefined) changed[name] = value;
  };
  set('title', input.title);
  for (const name of PLAIN) set(name, call[name]);
  for (const name of plain) set(name, call[name]);
  for (const name of flags) set(name, bit(call[name] as boolean | undefined));
  return {
    ...before,
    ...withTrimmedAddresses(changed),
    customer_viewable_at: sinceWhen(context, input.customer_viewable, before.customer_viewable_at),
    additional_values: mergedValues(before.additional_values, input.additional_values),
  };
}

/** Checks the fields of a call that need no look at the service. What is wrong is said in the context's faults. */
async function checkFields<Type extends RecordType>(
  context: ReadContext,
  { people, amounts, secondNames }: RecordKind<Type>['fields'],
  record: NewRecord<Type>,
  input: RecordInput<Type>,
): Promise<void> {
  const call: Values = input;
  const before: Values = record;
  if (input.title === '') context.faults.add('title', "can't be blank");
  for (const name of amounts) {
    if (((call[name] as number | null | undefined) ?? 0) < 0) {
      context.faults.add(name, 'must be greater than or equal to 0');
    }
  }
  for (const name of people) {
    const column = secondNames[name] ?? name;
    await checkUser(context, name, call[name] as Id | null | undefined, before[column] as Id | null);
  }
  const customer = call.customer_id as Id | null | undefined;
  if (!isGiven(customer) || customer === before.customer_id) return;
  if (!(await findCustomer(context, customer))) context.faults.notFound('customer_id', 'customer');
}

/** A call with the values of second names under the names of their fields. */
function withoutSecondNames<Type extends RecordType>(
  { secondNames }: RecordKind<Type>['fields'],
  input: RecordInput<Type>,
): RecordInput<Type> {
  const call: Values = { ...input };
  for (const [second, name] of Object.entries(secondNames as Record<string, string>)) {
    if (call[name] === undefined && call[second] !== undefined) call[name] = call[second];
  }
  return call as RecordInput<Type>;
}

/** The people of a new record. */
function peopleOfNew<Row extends object>(blank: Row, input: object): Partial<Row> {
  const [values, call] = [blank, input] as [Values, Values];
  const names = PEOPLE_OF_NEW.filter((name) => name in values);
  return Object.fromEntries(names.map((name) => [name, call[name] ?? values[name]])) as Partial<Row>;
}

/** The plain texts of a call, by the kind of note that they become. */
export function textsOf<Type extends RecordType>(
  { texts }: RecordKind<Type>['fields'],
  input: RecordInput<Type>,
): Record<string, string | undefined> {
  const call: Values = input;
  return Object.fromEntries(
    Object.entries(texts).map(([kind, names]) => [
      kind,
      names.map((name) => call[name] as string | undefined).find(Boolean),
    ]),
  );
}
