import type { Id, Seconds } from '../store/schema.ts';
import type { Context } from './context.ts';
import { chosenService, given, type ReferenceInput } from './fields.ts';
import type { LifeCycle } from './life-cycle.ts';
import { firstService, type ServiceRow, serviceOfPriority, serviceOfType } from './services.ts';

/** How a release comes about, from a plan to being live. */
export const RELEASE_LIFE_CYCLE: LifeCycle<keyof ReleaseDates> = {
  field: 'status',
  names: {
    1: 'Yet to be Submitted',
    2: 'Pending Approval',
    3: 'Release Approved',
    4: 'Release Declined',
    5: 'Released',
    6: 'Closed',
  },
  moves: { 1: [2, 3], 2: [3, 4], 3: [5], 4: [2] },
  dates: {
    submitted_for_approval_at: 2,
    approved_at: 3,
    declined_at: 4,
    released_to_production_at: 5,
    complete_at: 5,
  },
  closed: 6,
};

/** The dates of the life cycle. */
export interface ReleaseDates {
  submitted_for_approval_at: Seconds | null;
  approved_at: Seconds | null;
  declined_at: Seconds | null;
  released_to_production_at: Seconds | null;
  complete_at: Seconds | null;
}

/** Who brought them about. Nobody is kept for declining. */
export interface ReleasePeople {
  submitted_for_approval_by_user_id: Id | null;
  approved_by_user_id: Id | null;
  released_to_production_by_user_id: Id | null;
  complete_by_user_id: Id | null;
}

const PEOPLE: Readonly<Record<keyof ReleasePeople, keyof ReleaseDates>> = {
  submitted_for_approval_by_user_id: 'submitted_for_approval_at',
  approved_by_user_id: 'approved_at',
  released_to_production_by_user_id: 'released_to_production_at',
  complete_by_user_id: 'complete_at',
};

/**
 * Who brought the dates about that a call leaves: whom it names, else the caller for a date that is new or brought
 * another status. Putting a date right names nobody; clearing it clears its person.
 */
export function peopleAfter(
  { caller }: Context,
  before: ReleaseDates & ReleasePeople & { status: number },
  after: ReleaseDates & { status: number },
  input: Partial<ReleasePeople>,
): ReleasePeople {
  const people = Object.entries(PEOPLE) as [keyof ReleasePeople, keyof ReleaseDates][];
  return Object.fromEntries(
    people.map(([by, at]) => {
      if (after[at] === null && before[at] !== null) return [by, null];
      const isNew = after[at] !== before[at] && (before[at] === null || after.status !== before.status);
      return [by, isNew ? (input[by] ?? caller.person) : given(input[by], before[by])];
    }),
  ) as unknown as ReleasePeople;
}

/**
 * The service of a new release: the one that the call names, else that of its priority or type, else the caller's first.
 * What leads nowhere is said in the context's faults.
 */
export async function serviceOfNewRelease(
  context: Context,
  input: ReferenceInput,
): Promise<ServiceRow | undefined> {
  if (input.service_id) return chosenService(context, input);
  if (input.priority_id) {
    const service = await serviceOfPriority(context, input.priority_id);
    if (!service) context.faults.notFound('priority_id', 'priority');
    return service;
  }
  if (input.type_id) {
    const service = await serviceOfType(context, input.type_id);
    if (!service) context.faults.notFound('type_id', 'type');
    return service;
  }
  const service = await firstService(context);
  // A caller who belongs to none has to name one, and will not find it.
  return service ?? chosenService(context, input);
}
