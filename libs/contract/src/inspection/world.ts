import type { ServiceDesk } from '@service-desk/client';
import { demoStates, type Id, type ProviderState, type ProviderStates } from '../generated/states.ts';
import { entriesOf, once } from '../v1/calls.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';

const TITLE = 'A record of service-desk-contract';

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

/** The types in a state, if they are not those of incidents. */
const TYPES: { [Name in ProviderState]?: 'problem_types' | 'change_types' } = {
  'a service with priorities and types for problems': 'problem_types',
  'a service that takes changes': 'change_types',
};

/** The states that only need existing resources. */
const FOUND: readonly ProviderState[] = ['a service'];

/**
 * Sets up provider states through v1 itself, with new resources each time. Resources that v1 cannot create, such as users and config
 * types, are taken from those of the provider, and so are all if nothing may be written.
 *
 * @throws StateUnavailableError for states that cannot be set up in this way
 */
export function statesThrough(desk: ServiceDesk, token: string, write: boolean): SetState {
  const service = async () => desk.services.get(await first('service', desk.services.list()));
  const service_id = async () => (await service()).id;
  const caller = async () => (await desk.users.current()).id;
  const colleague = async () => {
    const [id, users] = [await caller(), await desk.users.list({ service_id: await service_id() })];
    const other = users.find((each) => !('group_link' in each) && each.id !== id);
    return other?.id ?? unavailable('only the caller has access to this service, and v1 cannot create users');
  };
  // v1 cannot delete people, so only one of each is created.
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
      return unavailable(`the state “${name}” cannot be set up through v1`);
    if (name === 'a service with priorities and types') await requireAgent(desk);
    const state: Record<string, unknown> = { token };
    for (const key of Object.keys(demoStates[name])) state[key] ??= await values[key]?.(name);
    return state as unknown as ProviderStates[Name];
  };
}

async function first(what: string, list: unknown): Promise<Id> {
  const [entry] = entriesOf(await list);
  return (
    (entry?.id as Id | undefined) ?? unavailable(`the provider has no ${what}, and v1 cannot create one`)
  );
}

/** The rules of lists and assignments apply to a person, and not to an account-wide token. */
async function requireAgent(desk: ServiceDesk): Promise<void> {
  const caller = await desk.users.current();
  const { items } = await desk.incidents.list({ limit: 100 });
  const all = items.every(({ assigned_user }) => assigned_user === null || assigned_user?.id === caller.id);
  if (!all) unavailable('the token is account-wide, so the rules for an agent cannot be checked');
}

function unavailable(why: string): never {
  throw new StateUnavailableError(why);
}
