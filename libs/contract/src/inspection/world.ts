import type { ServiceDesk } from '@service-desk/client';
import type { Id, ProviderState, ProviderStates } from '../generated/states.ts';
import { entriesOf } from '../v1/calls.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';

/** Where a world is built. */
export interface WorldOptions {
  desk: ServiceDesk;
  token: string;
  /** Whether anything may be created. */
  write: boolean;
}

type Builders = { [Name in ProviderState]?: () => Promise<Omit<ProviderStates[Name], 'token'>> };
type Types = 'incident_types' | 'problem_types' | 'change_types';

const TITLE = 'A record of service-desk-contract';

/** The states that need nothing to be created. */
const FOUND: readonly ProviderState[] = ['a service'];

/**
 * Provider states through v1 itself, made anew each time. What v1 has no call for, such as users and config types, is taken
 * from what is there, and so is everything where nothing may be written.
 *
 * @throws StateUnavailableError from the states that are not to be had so
 */
export function statesThrough({ desk, token, write }: WorldOptions): SetState {
  const service = async () => desk.services.get(await first('service', desk.services.list()));
  const colleague = async (service_id: Id): Promise<Id> => {
    const { id } = await desk.users.current();
    const users = (await desk.users.list({ service_id })).filter((each) => !('group_link' in each));
    const other =
      users.find((each) => each.id !== id) ??
      unavailable('only the caller has this service, and v1 cannot make users');
    return other.id;
  };
  // V1 cannot remove people: one of each has to do.
  const company = once(async () => (await desk.companies.create({ name: TITLE })).id);
  const customer = once(
    async () => (await desk.customers.create({ last_name: TITLE, Company_id: await company() })).id,
  );
  const incident = async () => {
    const [{ id: service_id }, caller] = [await service(), await desk.users.current()];
    return desk.incidents.create({ title: TITLE, service_id, assigned_user_id: caller.id });
  };
  const problem = async () => {
    const { id: service_id } = await service();
    return desk.problems.create({ title: TITLE, service_id, comment: 'What is known so far.' });
  };
  /** What a record refers to in the service, whatever its type. */
  const references = async () => {
    const { id: service_id, service_priorities } = await service();
    const assigned_user_id = await colleague(service_id);
    const priority_id = await first('priority', service_priorities);
    return { service_id, priority_id, assigned_user_id, owner_id: assigned_user_id };
  };
  const typed = async (types: Types) => ({
    ...(await references()),
    type_id: await first('type', (await service())[types]),
    customer_id: await customer(),
  });

  const builders: Builders = {
    'a service with priorities and types': async () => {
      await insistOnAgent(desk);
      return typed('incident_types');
    },
    'a service with priorities and types for problems': () => typed('problem_types'),
    'a service that takes changes': () => typed('change_types'),
    'a service with releases': references,
    'a service': async () => ({ service_id: (await service()).id }),
    'a company': async () => ({ company_id: await company() }),
    'an open incident and a colleague': async () => {
      const { id, service: of } = await incident();
      return { incident_id: id, user_id: await colleague(of.id) };
    },
    'an incident and a problem that are not linked': async () => ({
      incident_id: (await incident()).id,
      problem_id: (await problem()).id,
    }),
    'an incident that leads to a change': async () => {
      const { id } = await incident();
      await desk.incidents.symptoms.create(id, { note: 'It hums.' });
      await desk.incidents.resolutions.create(id, { note: 'It was turned off.' });
      await desk.incidents.comments.create(id, { note: 'It hums no more.' });
      return { incident_id: id };
    },
    'the problem of the printed create': async () => {
      const { id, service: of } = await problem();
      return { service_id: of.id, problem_id: id };
    },
    'what a new config item refers to': async () => {
      const { config_type } = await desk.configTypes.list();
      const { id: owner_id } = await desk.users.current();
      const kind = { config_type_id: config_type.id, owner_id };
      const relationships = desk.configRelationshipTypes.list();
      return {
        ...kind,
        config_relationship_type_id: await first('config relationship type', relationships),
        config_item_id: (await desk.configItems.create({ name: TITLE, ...kind })).id,
      };
    },
  };
  return async <Name extends ProviderState>(name: Name) => {
    const build = write || FOUND.includes(name) ? builders[name] : undefined;
    if (!build) return unavailable(`“${name}” cannot be brought about through v1 here`);
    return { token, ...(await build()) } as unknown as ProviderStates[Name];
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
