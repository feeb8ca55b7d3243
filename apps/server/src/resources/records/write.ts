import type { WriteContext } from '../../calls/context.ts';
import { operationTable } from '../../generated/operations.ts';
import { isGiven } from '../../rules/values.ts';
import type { RecordType } from '../../store/schema.ts';
import { findType } from '../services/rows.ts';
import { checkFields, commonFields, fieldsAfter, peopleOfNew, withoutSecondNames } from './fields.ts';
import type { Base, NewRecord, RecordInput } from './kind.ts';
import { recordKinds } from './kinds.ts';
import { checkWithin, chosenPriority, chosenReferences, chosenType, serviceAfter } from './references.ts';
import { type RecordRows, recordTables } from './rows.ts';

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
