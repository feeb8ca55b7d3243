import { lifeCycles } from '../generated/operations.ts';
import type { Seconds } from '../store/schema.ts';
import type { ReadContext } from './context.ts';
import { chosenService, isGiven, type ReferenceInput } from './fields.ts';
import type { LifeCycle } from './life-cycle.ts';
import { firstService, type ServiceRow, serviceOfPriority, serviceOfType } from './services.ts';

/** How a release comes about, from a plan to being live. */
export const RELEASE_LIFE_CYCLE: LifeCycle<keyof ReleaseDates> = lifeCycles.ReleaseWrite;

/** The dates of the life cycle. */
export interface ReleaseDates {
  submitted_for_approval_at: Seconds | null;
  approved_at: Seconds | null;
  declined_at: Seconds | null;
  released_to_production_at: Seconds | null;
  complete_at: Seconds | null;
}

/** Who brought them about, by date. Nobody is kept for declining. */
export const RELEASE_PEOPLE = {
  submitted_for_approval_by_user_id: 'submitted_for_approval_at',
  approved_by_user_id: 'approved_at',
  released_to_production_by_user_id: 'released_to_production_at',
  complete_by_user_id: 'complete_at',
} as const;

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
