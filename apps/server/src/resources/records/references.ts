import type { ReadContext } from '../../calls/context.ts';
import { given, isGiven } from '../../rules/values.ts';
import type { Id, RecordType } from '../../store/schema.ts';
import {
  categoryNamed,
  defaultPriority,
  defaultType,
  findCategory,
  findPriority,
  findService,
  findType,
  hasAccess,
  type PriorityRow,
  type ServiceRow,
  type TypeRow,
} from '../services/rows.ts';

/** What a call says about the things that every type of record refers to. */
export interface ReferenceInput {
  service_id?: Id | null;
  priority_id?: Id | null;
  type_id?: Id | null;
  category_id?: Id | null;
  assigned_user_id?: Id | null;
}

/** What a record keeps of them. */
export interface References {
  service_id: Id;
  priority_id: Id | null;
  type_id: Id | null;
  category_id: Id | null;
  assigned_user_id: Id | null;
}

/**
 * The service that a record is in after a call. What is wrong with the one that the call names is said in the context's
 * faults; undefined then, so that nothing else is looked for in a service that was not meant.
 */
export async function serviceAfter(
  context: ReadContext,
  before: Pick<References, 'service_id'>,
  input: ReferenceInput,
): Promise<ServiceRow | undefined> {
  if (context.faults.has('service_id')) return undefined;
  return chosenService(context, { service_id: given(input.service_id, before.service_id) });
}

/** The service that a call names; what is wrong with it is said in the context's faults. */
export async function chosenService(
  context: ReadContext,
  { service_id }: ReferenceInput,
): Promise<ServiceRow | undefined> {
  if (!isGiven(service_id)) {
    context.faults.add('service_id', "can't be blank");
    return undefined;
  }
  const service = await findService(context, service_id);
  if (!service) context.faults.notFound('service_id', 'service');
  return service;
}

/**
 * The type that a call names, else the default of new records.
 *
 * @param base the type of the record that a new one is made from
 */
export async function chosenType(
  context: ReadContext,
  service: ServiceRow,
  recordType: RecordType,
  { type_id }: ReferenceInput,
  base?: TypeRow,
): Promise<TypeRow | undefined> {
  if (!isGiven(type_id)) return defaultType(context, service.id, recordType, base?.name);
  const type = await findType(context, service.id, type_id);
  if (!type) context.faults.notFound('type_id', 'type');
  return type;
}

/** The priority that a call names, else the default of new records. */
export async function chosenPriority(
  context: ReadContext,
  service: ServiceRow,
  recordType: RecordType,
  { priority_id }: ReferenceInput,
  type: TypeRow | undefined,
): Promise<PriorityRow | undefined> {
  if (!isGiven(priority_id)) return defaultPriority(context, service.id, recordType, type);
  const priority = await findPriority(context, service.id, priority_id);
  if (!priority) context.faults.notFound('priority_id', 'priority');
  return priority;
}

/** Checks what a call refers to within its service: the category and the assignee. */
export async function checkWithin(
  context: ReadContext,
  service: ServiceRow,
  { category_id, assigned_user_id }: ReferenceInput,
): Promise<void> {
  if (isGiven(category_id) && !(await findCategory(context, service.id, category_id))) {
    context.faults.notFound('category_id', 'category');
  }
  if (isGiven(assigned_user_id) && !(await hasAccess(context, assigned_user_id, service.id))) {
    context.faults.notFound('assigned_user_id', 'user');
  }
}

/**
 * What a record refers to after a call, within the service that it is then in. What leads nowhere is said in the
 * context's faults. A value that is sent back as it was read is as good as none: it is not looked for again.
 */
export async function chosenReferences(
  context: ReadContext,
  service: ServiceRow,
  recordType: RecordType,
  before: References,
  sent: ReferenceInput,
): Promise<References> {
  const input = withoutUnchanged(before, sent);
  const after =
    service.id === before.service_id
      ? {
          service_id: service.id,
          priority_id: before.priority_id,
          type_id: before.type_id,
          category_id: given(input.category_id, before.category_id),
          assigned_user_id: given(input.assigned_user_id, before.assigned_user_id),
        }
      : await movedTo(context, service, recordType, before, input);
  const type = isGiven(input.type_id) ? await chosenType(context, service, recordType, input) : undefined;
  if (type) after.type_id = type.id;
  if (isGiven(input.priority_id)) {
    const priority = await chosenPriority(context, service, recordType, input, type);
    if (priority) after.priority_id = priority.id;
  }
  await checkWithin(context, service, input);
  return after;
}

function withoutUnchanged(before: References, input: ReferenceInput): ReferenceInput {
  const { priority_id, type_id, category_id, assigned_user_id } = before;
  const was: ReferenceInput = { priority_id, type_id, category_id, assigned_user_id };
  const names = Object.keys(was) as (keyof ReferenceInput)[];
  const changed = names.filter((name) => input[name] !== was[name]);
  return Object.fromEntries(changed.map((name) => [name, input[name]]));
}

/** After it moved to another service, a record refers to what that calls the same, else to its defaults. */
async function movedTo(
  context: ReadContext,
  service: ServiceRow,
  recordType: RecordType,
  before: References,
  input: ReferenceInput,
): Promise<References> {
  const [type, priority] = await Promise.all([
    before.type_id === null ? undefined : findType(context, before.service_id, before.type_id),
    before.priority_id === null ? undefined : findPriority(context, before.service_id, before.priority_id),
  ]);
  const newType = await defaultType(context, service.id, recordType, type?.name);
  const newPriority = await defaultPriority(context, service.id, recordType, newType, priority?.level);
  return {
    service_id: service.id,
    type_id: newType?.id ?? null,
    priority_id: newPriority?.id ?? null,
    category_id: isGiven(input.category_id)
      ? input.category_id
      : await sameCategory(context, service, before),
    assigned_user_id: await assigneeThere(
      context,
      service,
      given(input.assigned_user_id, before.assigned_user_id),
    ),
  };
}

async function assigneeThere(
  context: ReadContext,
  service: ServiceRow,
  assignee: Id | null,
): Promise<Id | null> {
  if (assignee === null || (await hasAccess(context, assignee, service.id))) return assignee;
  return service.default_assignee_id ?? context.caller.person;
}

async function sameCategory(
  context: ReadContext,
  service: ServiceRow,
  before: References,
): Promise<Id | null> {
  if (before.category_id === null) return null;
  const category = await findCategory(context, before.service_id, before.category_id);
  if (!category) return null;
  return (await categoryNamed(context, service.id, category.name))?.id ?? null;
}
