import { createServiceDesk, type OperationId, type ServiceDesk } from '@service-desk/client';
import { callByName, entriesOf } from '../v1/calls.ts';

/** Resources that both sides have: the kind, the provider's id and the twin's id. */
export type Pairs = [kind: string, provider: unknown, twin: unknown][];

type Id = number | string;
type Entry = Record<string, unknown> & { id: Id };

const RECORDS = ['incident', 'problem', 'change', 'release'] as const;
const TITLE = 'A record of service-desk-contract';
const HOUR = 3_600_000;

/** A resource to create: its kind, the provider's id, and the input for the sandbox. */
type Thing = [kind: string, id: unknown, input: object];

/**
 * Copies to an empty sandbox what v1 shows of a provider: the caller's first service with its people, priorities and
 * types, and the config types. Defaults, which v1 does not show, are found by creating a record of each type.
 *
 * @throws Error if there is no service, or the sandbox refuses something
 */
export async function furnishTwin(
  desk: ServiceDesk,
  sandbox: { baseUrl: string; tokens: { agent: string } },
) {
  const pairs: Pairs = [];
  const twinOf = (kind: string, id: unknown) =>
    String(pairs.find((each) => each[0] === kind && each[1] === id)?.[2]);
  /** Creates resources in this order. */
  async function make(things: Thing[]): Promise<Entry[]> {
    const body = JSON.stringify({ make: things.map(([kind, , input]) => ({ [kind]: input })) });
    const world = `${new URL(sandbox.baseUrl).origin}/_sandbox/world`;
    const response = await fetch(world, { method: 'POST', body });
    if (!response.ok)
      throw new Error(`the provider's data cannot be copied to the twin: ${await response.text()}`);
    const made = (await response.json()) as Entry[];
    for (const [index, [kind, id]] of things.entries())
      pairs.push([kind === 'group' ? 'user' : kind, id, made[index]?.id]);
    return made;
  }

  const caller = await desk.users.current();
  // The first service is the default of v1.
  const [listed] = await desk.services.list();
  if (!listed) throw new Error('the provider has no service, and v1 cannot create one');
  const service = await desk.services.get(listed.id);
  const { id: service_id, name } = service;
  const members = byId(await desk.users.list({ service_id }));
  const asMember = async (member: (typeof members)[number]): Promise<Thing> =>
    'group_link' in member
      ? ['group', member.id, { name: member.full_name }]
      : ['user', member.id, textsOf(await desk.users.get(member.id))];
  await make(await Promise.all(members.map(asMember)));

  const probes = new Map<string, { priority?: Entry | null; assigned_user?: { id: Id } | null }>();
  for (const kind of RECORDS) {
    const record = { title: TITLE, service_id };
    probes.set(kind, (await callByName(desk, `${kind}s.create` as OperationId, record)) as object);
  }
  const assignee = probes.get('incident')?.assigned_user?.id;
  const slug = /services\/([a-z][^/]*)\/service_/.exec(JSON.stringify(service.service_priorities))?.[1];
  const access = members.map(({ id }) => twinOf('user', id));
  const own = assignee === undefined || assignee === caller.id ? {} : { assignee: twinOf('user', assignee) };
  await make([['service', service_id, { name, slug, access, levels: 0, types: {}, ...own }]]);

  const inService = { service: twinOf('service', service_id) };
  const priorities = byId(entriesOf(service.service_priorities) as (Entry & { level: number })[]);
  for (const { id, level, description } of priorities) {
    const { due_date, opened_at } = await desk.incidents.create({
      title: TITLE,
      service_id,
      priority_id: id,
    });
    const dueHours = (Date.parse(due_date ?? '') - Date.parse(opened_at ?? '')) / HOUR;
    // The default priority of a type of record belongs to it. The others are distributed.
    const turn = priorities.filter((each) => each.level === level).findIndex((each) => each.id === id);
    const of =
      RECORDS.find((kind) => probes.get(kind)?.priority?.id === id) ?? RECORDS[turn % RECORDS.length];
    await make([['priority', id, { ...inService, for: of, level, description, dueHours }]]);
  }
  for (const kind of RECORDS) {
    const types = entriesOf((service as unknown as Record<string, unknown>)[`${kind}_types`]) as Entry[];
    await make(byId(types).map((type) => ['type', type.id, { ...inService, for: kind, name: type.name }]));
  }

  const twin = createServiceDesk({ baseUrl: sandbox.baseUrl, token: sandbox.tokens.agent });
  const types = [await desk.configTypes.list()];
  pairs.push(['config_type', types[0]?.config_type.id, (await twin.configTypes.list()).config_type.id]);
  for (const { config_type, config_types } of types) {
    const parent = twinOf('config_type', config_type.id);
    await make(config_types.map((type) => ['config_type', type.id, { name: type.name, parent }]));
    for (const { id } of config_types) types.push(await desk.configTypes.get(id));
  }
  const relationships = entriesOf(await desk.configRelationshipTypes.list({ limit: 100 })) as Entry[];
  for (const type of relationships) {
    const other = relationships.find(({ id }) => id === type.opposite_config_relationship_type_id) ?? type;
    // The dependent side creates both.
    if (other !== type && !type.primary && (other.primary || Number(other.id) < Number(type.id))) continue;
    const opposite = other === type ? {} : { opposite: other.name };
    const input = { name: type.name, dependency: type.dependency_type, ...opposite };
    const [made] = await make([['config_relationship_type', type.id, input]]);
    const theirs = entriesOf(await twin.configRelationshipTypes.list({ limit: 100 }));
    const { opposite_config_relationship_type_id: twinOther } =
      theirs.find(({ id }) => id === made?.id) ?? {};
    if (other !== type) pairs.push(['config_relationship_type', other.id, twinOther]);
  }

  const colleague = members.find((each) => !('group_link' in each) && each.id !== caller.id)?.id ?? caller.id;
  const mayRead = desk.timeEntries.list({ selected_user_id: colleague });
  const timeAdministrator = await mayRead.then(
    () => colleague !== caller.id,
    () => false,
  );
  const [made] = await make([['token', undefined, { user: twinOf('user', caller.id), timeAdministrator }]]);
  const world = `a copy of what v1 shows of the service ${name}, with ${members.length} people`;
  return { token: String(made?.token), pairs: pairs.filter(([kind]) => kind !== 'token'), world };
}

function byId<Item extends { id: Id }>(list: readonly Item[]): Item[] {
  return [...list].sort((a, b) => Number(a.id) - Number(b.id));
}

/** The texts of a person, without links, times and the full name. */
function textsOf(person: object): object {
  const isKept = ([key, text]: [string, unknown]) =>
    typeof text === 'string' && text !== '' && !/_link$|_at$|^full_name$/.test(key);
  return Object.fromEntries(Object.entries(person).filter(isKept));
}
