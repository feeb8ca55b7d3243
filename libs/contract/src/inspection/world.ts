import type { ServiceDesk } from '@service-desk/client';
import { demoStates, type Id, type ProviderState, type ProviderStates } from '../generated/states.ts';
import { entriesOf } from '../v1/calls.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';

/** Where a world is built. */
export interface WorldOptions {
  desk: ServiceDesk;
  token: string;
  /** Whether anything may be created. */
  write: boolean;
}

const TITLE = 'A record of service-desk-contract';

/** The states that v1 can bring about. */
const STATES: readonly ProviderState[] = [
  'a service',
  'a company',
  'a service with priorities and types',
  'a service with priorities and types for problems',
  'a service that takes changes',
  'a service with releases',
  'an open incident and a colleague',
  'an incident and a problem that are not linked',
  'an incident that leads to a change',
  'the problem of the printed create',
  'what a new config item refers to',
];

/** Whose types a state means, where these are not those of incidents. */
const TYPES: { [Name in ProviderState]?: 'problem_types' | 'change_types' } = {
  'a service with priorities and types for problems': 'problem_types',
  'a service that takes changes': 'change_types',
};

/** The states that need nothing to be created. */
const FOUND: readonly ProviderState[] = ['a service'];

/**
 * Provider states through v1 itself, made afresh each time. What v1 has no call for, such as users and config types, is taken
 * from what is there, and so is everything where nothing may be written.
 *
 * @throws StateUnavailableError from the states that are not to be had so
 */
export function statesThrough({ desk, token, write }: WorldOptions): SetState {
  const service = async () => desk.services.get(await first('service', desk.services.list()));
  const service_id = async () => (await service()).id;
  const caller = async () => (await desk.users.current()).id;
  const colleague = async () => {
    const [id, users] = [await caller(), await desk.users.list({ service_id: await service_id() })];
    const other = users.find((each) => !('group_link' in each) && each.id !== id);
    return other?.id ?? unavailable('only the caller has this service, and v1 cannot make users');
  };
  // V1 cannot remove people: one of each has to do.
  const company_id = once(async () => (await desk.companies.create({ name: TITLE })).id);
  const config_type_id = async () => (await desk.configTypes.list()).config_type.id;

  const values: Record<string, (state: ProviderState) => Promise<Id>> = {
    ...{ service_id, company_id, config_type_id },
    ...{ owner_id: caller, assigned_user_id: colleague, user_id: colleague },
    priority_id: async () => first('priority', (await service()).service_priorities),
    type_id: async (state) => first('type', (await service())[TYPES[state] ?? 'incident_types']),
    customer_id: once(async () => {
      const { id } = await desk.customers.create({ last_name: TITLE, Company_id: await company_id() });
      return id;
    }),
    async incident_id() {
      const of = { service_id: await service_id(), assigned_user_id: await caller() };
      const { id } = await desk.incidents.create({ title: TITLE, ...of });
      await desk.incidents.symptoms.create(id, { note: 'It hums.' });
      await desk.incidents.resolutions.create(id, { note: 'It was turned off.' });
      await desk.incidents.comments.create(id, { note: 'It hums no more.' });
      return id;
    },
    async problem_id() {
      const fields = { service_id: await service_id(), comment: 'What is known so far.' };
      return (await desk.problems.create({ title: TITLE, ...fields })).id;
    },
    config_relationship_type_id: () => first('config relationship type', desk.configRelationshipTypes.list()),
    async config_item_id() {
      const fields = { config_type_id: await config_type_id(), owner_id: await caller() };
      return (await desk.configItems.create({ name: TITLE, ...fields })).id;
    },
  };

  return async <Name extends ProviderState>(name: Name) => {
    if (!(write ? STATES : FOUND).includes(name))
      return unavailable(`“${name}” cannot be brought about through v1 here`);
    if (name === 'a service with priorities and types') await insistOnAgent(desk);
    const state: Record<string, unknown> = { token };
    for (const key of Object.keys(demoStates[name])) state[key] ??= await values[key]?.(name);
    return state as unknown as ProviderStates[Name];
  };
}

/** The id of the first of a list. */
async function first(what: string, list: unknown): Promise<Id> {
  const [entry] = entriesOf(await list);
  return (entry?.id as Id | undefined) ?? unavailable(`there is no ${what} here, and v1 cannot make one`);
}

/** What lists and assignments promise is promised to a person: an account-wide token is none. */
async function insistOnAgent(desk: ServiceDesk): Promise<void> {
  const caller = await desk.users.current();
  const { items } = await desk.incidents.list({ limit: 100 });
  const all = items.every(({ assigned_user }) => assigned_user === null || assigned_user?.id === caller.id);
  if (!all) unavailable('the token is account-wide: what is promised to an agent cannot be seen with it');
}

/** A function that does what it does once, and answers the same ever after. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function unavailable(why: string): never {
  throw new StateUnavailableError(why);
}
