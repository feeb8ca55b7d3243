import type { ReadContext } from '../../calls/context.ts';
import { isGiven } from '../../rules/values.ts';
import { chosenService, type ReferenceInput } from '../records/references.ts';
import { firstService, type ServiceRow, serviceOfPriority, serviceOfType } from '../services/rows.ts';

/**
 * The service of a new release: the one that the call names, else that of its priority or type, else the caller's first.
 * What leads nowhere is said in the context's faults.
 */
export async function serviceOfNewRelease(
  context: ReadContext,
  input: ReferenceInput,
): Promise<ServiceRow | undefined> {
  // Nothing else is looked for in a service that was not meant.
  if (context.faults.has('service_id')) return undefined;
  if (isGiven(input.service_id)) return chosenService(context, input);
  if (context.faults.has('priority_id')) return undefined;
  if (isGiven(input.priority_id)) {
    const service = await serviceOfPriority(context, input.priority_id);
    if (!service) context.faults.notFound('priority_id', 'priority');
    return service;
  }
  if (isGiven(input.type_id)) {
    const service = await serviceOfType(context, input.type_id);
    if (!service) context.faults.notFound('type_id', 'type');
    return service;
  }
  if (context.faults.has('type_id')) return undefined;
  const service = await firstService(context);
  // A caller who belongs to none has to name one, and will not find it.
  return service ?? chosenService(context, input);
}
