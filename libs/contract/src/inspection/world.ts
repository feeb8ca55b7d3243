import { ApiError, type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import { scenarios } from '../generated/scenarios.ts';
import type { Id, ProviderState, ProviderStates } from '../generated/states.ts';
import { callByName, collectionOf, entriesOf } from '../v1/calls.ts';
import { type SetState, StateUnavailableError } from '../v1/provider-states.ts';
import { isSuccess } from '../v1/scenarios.ts';
import type { Made, Transport } from '../v1/transport.ts';

/** Where a world is built. */
export interface WorldOptions {
  desk: ServiceDesk;
  token: string;
  transport: Transport;
}

interface Values {
  [name: string]: Id | undefined | Values;
}
type Part = { id: Id };
type Builders = { [Name in ProviderState]?: () => Promise<Omit<ProviderStates[Name], 'token'>> };

const OPERATIONS = Object.keys(operationTable) as OperationId[];
const TITLE = 'A record of service-desk-contract';

/**
 * Provider states as far as they can be found by reading alone: what is there already. Nothing is created.
 *
 * @throws StateUnavailableError from the states that are not there
 */
export function foundStates({ desk, token }: Pick<WorldOptions, 'desk' | 'token'>): SetState {
  const first = async (what: string, list: PromiseLike<unknown>): Promise<Id> => {
    const [entry] = entriesOf(await list);
    return (entry?.id as Id | undefined) ?? unavailable(`there is no ${what} here`);
  };
  return stateSetter(token, {
    'a service': async () => ({ service_id: await first('service', desk.services.list()) }),
  });
}

/**
 * Provider states that are created through v1 itself, anew each time. What v1 has no call for, such as users and config
 * types, is taken from what is there.
 */
export function builtStates({ desk, token }: WorldOptions): SetState {
  const service = async () => {
    const [listed] = await desk.services.list();
    return listed
      ? desk.services.get(listed.id)
      : unavailable('there is no service here, and v1 cannot make one');
  };
  const idOf = (part: object | undefined, what: string): Id =>
    (Object.values(part ?? {})[0] as Part | undefined)?.id ?? unavailable(`the service has no ${what}`);
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
  const first = async (what: string, list: PromiseLike<unknown>): Promise<Id> =>
    (entriesOf(await list)[0]?.id as Id | undefined) ??
    unavailable(`there is no ${what} here, and v1 cannot make one`);

  return stateSetter(token, {
    'a service with priorities and types': async () => {
      const { id, service_priorities, incident_types } = await service();
      const assigned_user_id = await colleague(id);
      await insistOnAgent(desk);
      return {
        service_id: id,
        priority_id: idOf(service_priorities[0], 'priorities'),
        type_id: idOf(incident_types[0], 'types of incidents'),
        customer_id: await customer(),
        owner_id: assigned_user_id,
        assigned_user_id,
      };
    },
    'a service with priorities and types for problems': async () => {
      const { id, service_priorities, problem_types } = await service();
      return {
        service_id: id,
        priority_id: idOf(service_priorities[0], 'priorities'),
        type_id: idOf(problem_types[0], 'types of problems'),
        customer_id: await customer(),
        assigned_user_id: await colleague(id),
      };
    },
    'a service that takes changes': async () => {
      const { id, service_priorities, change_types } = await service();
      const assigned_user_id = await colleague(id);
      return {
        service_id: id,
        priority_id: idOf(service_priorities[0], 'priorities'),
        type_id: idOf(change_types[0], 'types of changes'),
        owner_id: assigned_user_id,
        assigned_user_id,
      };
    },
    'a service with releases': async () => {
      const { id, service_priorities } = await service();
      return {
        service_id: id,
        priority_id: idOf(service_priorities[0], 'priorities'),
        assigned_user_id: await colleague(id),
      };
    },
    'an open incident and a colleague': async () => {
      const { id, service: of } = await incident();
      return { incident_id: id, user_id: await colleague(of.id) };
    },
    'an incident and a problem that are not linked': async () => ({
      incident_id: (await incident()).id,
      problem_id: (await problem()).id,
    }),
    'a service': async () => ({ service_id: (await service()).id }),
    'a company': async () => ({ company_id: await company() }),
    'an incident that leads to a change': async () => {
      const { id } = await incident();
      await desk.incidents.symptoms.create(id, { note: 'It hums.' });
      await desk.incidents.resolutions.create(id, { note: 'It was turned off.' });
      await desk.incidents.comments.create(id, { note: 'It hums no more.' });
      return { incident_id: id };
    },
    'the problem of the printed create': async () => ({
      service_id: (await service()).id,
      problem_id: (await problem()).id,
    }),
    'what a new config item refers to': async () => {
      const { config_type } = await desk.configTypes.list();
      const config_type_id = config_type.id;
      const { id: owner_id } = await desk.users.current();
      return {
        config_type_id,
        owner_id,
        config_relationship_type_id: await first(
          'config relationship type',
          desk.configRelationshipTypes.list(),
        ),
        config_item_id: (await desk.configItems.create({ name: TITLE, config_type_id, owner_id })).id,
      };
    },
  });
}

/** One of everything that v1 can create, and an update of it, as the description's examples do it. */
export async function furnish(
  { desk, transport }: WorldOptions,
  only: (operation: OperationId) => boolean,
): Promise<void> {
  const roots = new Set(OPERATIONS.filter(only).map(rootOf));
  // A link needs what it links.
  if (roots.has('links') || roots.has('beetils'))
    for (const root of ['incidents', 'problems']) roots.add(root);
  const wanted = OPERATIONS.filter((each) => roots.has(rootOf(each)));
  const values = await valuesOf(desk);

  async function attempt(
    operation: OperationId,
    ids: readonly unknown[],
    body: object | undefined,
  ): Promise<void> {
    if (!body) return;
    await callByName(desk, operation, ...ids, body).catch((error) => {
      // What cannot be had here is reported as not looked at, since nothing answered with success.
      if (!(error instanceof ApiError)) throw error;
    });
  }

  for (const operation of wanted) {
    if (operationTable[operation].method !== 'POST' || operation === 'links.create') continue;
    const parents = parentsOf(operation, transport.made());
    if (!parents) continue;
    await attempt(
      operation,
      parents,
      exampleBody(operation, { ...values, ...(values[rootOf(operation)] as Values | undefined) }),
    );
    if (operation === 'incidents.create') values.record_id = transport.made().at(-1)?.ids[0];
  }
  for (const operation of wanted) {
    if (operationTable[operation].method !== 'PUT') continue;
    const target = targetOf(operation, transport.made());
    if (!target) continue;
    // A record goes through its life: sent back as it was read, it stays where it is.
    const read = operation.replace(/update$/, 'get') as OperationId;
    const whole = rootOf(operation) === operation.replace(/\.update$/, '');
    const body = whole ? await callByName(desk, read, ...target) : exampleBody(operation, values);
    await attempt(operation, target, body as object | undefined);
  }
  const made = (operation: OperationId) =>
    transport.made().find((each) => each.operation === operation)?.ids[0];
  const [incident_id, problem_id] = [made('incidents.create'), made('problems.create')];
  if (incident_id && problem_id) await desk.links.create('incidents', incident_id, { problem_id });
}

/** What the examples refer to, as far as it is here; under the name of a resource, what is its own. */
async function valuesOf(desk: ServiceDesk): Promise<Values> {
  const [caller, [listed], types, relationships] = [
    await desk.users.current(),
    await desk.services.list(),
    await desk.configTypes.list(),
    await desk.configRelationshipTypes.list(),
  ];
  const service = listed && (await desk.services.get(listed.id));
  const first = (list: object[] | undefined) => (Object.values(list?.[0] ?? {})[0] as Part | undefined)?.id;
  return {
    ...{ user_id: caller.id, owner_id: caller.id, assigned_user_id: caller.id, watched_by: caller.id },
    service_id: service?.id,
    priority_id: first(service?.service_priorities),
    config_type_id: types.config_type.id,
    config_relationship_type_id: entriesOf(relationships)[0]?.id as Id | undefined,
    incidents: { type_id: first(service?.incident_types) },
    problems: { type_id: first(service?.problem_types) },
    changes: { type_id: first(service?.change_types) },
    releases: { type_id: first(service?.release_types) },
  };
}

/** What the fields of an account's own are called: no other account has them. */
const OWN_FIELDS = ['config_type_fields', 'additional_fields', 'additional_values'];

/** The body of the first example that succeeds, with the values that are here; undefined where none are. */
function exampleBody(operation: OperationId, values: Values): Record<string, unknown> | undefined {
  const example = scenarios.find((each) => each.operation === operation && isSuccess(each));
  if (!example) return undefined;
  const named = new Map(Object.entries(example.state.values).map(([key, value]) => [String(value), key]));
  const fields = Object.entries(example.request.body ?? {}).flatMap(([key, value]): [string, unknown][] => {
    if (OWN_FIELDS.includes(key) || (typeof value === 'object' && value !== null)) return [];
    const [, number] = /#(\d+)/.exec(String(value)) ?? [];
    if (number !== undefined) return [[key, String(value).replace(number, String(values.record_id))]];
    if (!/_id$|^owned_by$|^watched_by$/.test(key) && !named.has(String(value))) return [[key, value]];
    const here = values[named.get(String(value)) ?? key] ?? values[key];
    return here === undefined ? [] : [[key, here]];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/** Where something can be created: in what was created before. */
function parentsOf(operation: OperationId, made: readonly Made[]): readonly string[] | undefined {
  const place = collectionOf(operationTable[operation].path);
  if (!place.includes('{}')) return [];
  const parent = place.slice(0, place.lastIndexOf('/'));
  return made.find((each) => `${collectionOf(operationTable[each.operation].path)}/{}` === parent)?.ids;
}

/** Of what was created, what an operation is about. */
function targetOf(operation: OperationId, made: readonly Made[]): readonly string[] | undefined {
  const place = collectionOf(operationTable[operation].path);
  return made.find((each) => `${collectionOf(operationTable[each.operation].path)}/{}` === place)?.ids;
}

function rootOf(operation: OperationId): string {
  return operation.split('.')[0] as string;
}

/** What lists and assignments promise is promised to a person: an account-wide token is none. */
async function insistOnAgent(desk: ServiceDesk): Promise<void> {
  const caller = await desk.users.current();
  const { items } = await desk.incidents.list({ limit: 100 });
  const all = items.every(({ assigned_user }) => assigned_user === null || assigned_user?.id === caller.id);
  if (!all) unavailable('the token is account-wide: what is promised to an agent cannot be seen with it');
}

function stateSetter(token: string, builders: Builders): SetState {
  return async <Name extends ProviderState>(name: Name) => {
    const build = builders[name] as (() => Promise<object>) | undefined;
    if (!build) return unavailable(`“${name}” cannot be brought about through v1 here`);
    return { token, ...(await build()) } as unknown as ProviderStates[Name];
  };
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
