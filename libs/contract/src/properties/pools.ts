import { entriesOf } from '../v1/calls.ts';
import type { Field, Resource } from './model.ts';
import type { Answer, Ids, Session, Thing } from './session.ts';
import { type Value, valuesOf } from './values.ts';

/** Something that this run created, to be looked at. */
export interface Subject {
  resource: Resource;
  ids: Ids;
  /** What was sent to create it, and what that answered. */
  body: Thing;
  made: Answer;
}

/** What there is at the provider for a field to name, and what this run made of its own. */
export interface Pools {
  caller: Thing;
  /** In the names of what this run makes, so that it differs from what others make; lists by name begin with it. */
  mark: string;
  /** A service that the caller may use, with its priorities and types; undefined where there is none. */
  service: Thing | undefined;
  /** All of the caller's services. */
  services: readonly Thing[];
  /** People with access to that service, the caller first. */
  people: readonly Thing[];
  /** All users with access to that service. */
  members: readonly Thing[];
  /** What a field of a resource may be set to, and how that is read back. */
  valuesOf(resource: Resource, field: Field): Promise<readonly Value[]>;
  /** A body with a difficult value in each plain field, another for each `variant`. */
  fullBody(resource: Resource, variant: number): Promise<Thing>;
  /** A new thing, in the parents that this run has made; undefined where it cannot be created here. */
  create(resource: Resource, body: Thing): Promise<Subject | undefined>;
  /** Where things of this resource are created: the ids of its parents. */
  home(resource: Resource): Promise<Ids | undefined>;
}

/** Types of records by the list of the service that holds them. */
const TYPES: Readonly<Record<string, string>> = {
  incidents: 'incident_types',
  problems: 'problem_types',
  changes: 'change_types',
  releases: 'release_types',
};

/** The variant of a body that has second names in place of the first. */
export const ALIASES = 5;

/** The fields that lists show a thing by. */
const NAMES = /^(title|first_name|last_name|name|timeEntries description)$/;

/** Looks round at a provider. Nothing is written before something is to be created. */
export async function poolsOf(
  session: Session,
  model: readonly Resource[],
  given: Readonly<Record<string, Ids>> = {},
): Promise<Pools> {
  const caller = (await session.call('users.current')).thing;
  const services = entriesOf((await session.call('services.list')).value);
  const service = services[0] && (await session.call('services.get', [services[0].id])).thing;
  const query = service ? { service_id: service.id } : {};
  const users = entriesOf((await session.call('users.list', [], { query })).value);
  const members = users.filter((each) => 'user_link' in each);
  const others = members.filter(({ id }) => id !== caller.id).slice(0, 2);
  const { config_type, config_types } = (await session.call('configTypes.list')).thing;
  const homes = new Map<string, Promise<Subject | undefined>>();
  const made = new Map<string, Promise<Thing[]>>();
  const mark = `00 Contract ${crypto.randomUUID().slice(0, 8)}`;
  let count = 0;

  const named = (name: string) => model.find((each) => each.name === name) as Resource;

  /** Two of a resource that v1 cannot remove, made once. */
  function pair(name: string): Promise<Thing[]> {
    const makeOne = async (variant: number) => {
      const body = await pools.fullBody(named(name), variant);
      return (await pools.create(named(name), body))?.made.thing ?? {};
    };
    const known = made.get(name) ?? Promise.all([0, 1].map(makeOne));
    made.set(name, known);
    return known;
  }

  /** A thing for others to stand under, without notes. */
  async function firstOf(resource: Resource): Promise<Subject | undefined> {
    const fields = Object.entries(await pools.fullBody(resource, 0));
    const plain = fields.filter(([name]) => !fieldOf(resource, name)?.['x-makes']);
    return pools.create(resource, Object.fromEntries(plain));
  }

  const within = (key: string) => entriesOf(service?.[key]);
  const ids = (things: readonly Thing[]) =>
    things.map(({ id }, index) => ({ send: index % 2 === 1 ? String(id) : id, read: id }));
  const people = [caller, ...others];

  /** What there is for fields that name something, but for people. */
  const things: Readonly<Record<string, () => Thing[] | Promise<Thing[]>>> = {
    service_id: () => (service ? [service] : []),
    category_id: () => within('beetil_categories').slice(0, 2),
    customer_id: () => pair('customers'),
    Company_id: () => pair('companies'),
    config_type_id: () => [config_type as Thing, ...entriesOf(config_types)].filter(Boolean).slice(0, 3),
  };

  async function candidates({ name, read }: Resource, field: string): Promise<Value[]> {
    if (field === 'priority_id') {
      const levels = new Map(within('service_priorities').map((each) => [each.level, each]));
      const isLevel = JSON.stringify(read.priority).includes('integer');
      return [...levels.values()].map(({ id, level }) => ({ send: id, read: isLevel ? level : id }));
    }
    if (field === 'type_id') {
      const isName = !read.service_activity_type && JSON.stringify(read.type).includes('"string"');
      const types = within(TYPES[name] ?? '').slice(0, 3);
      return types.map((type) => ({ send: type.id, read: isName ? type.name : type.id }));
    }
    const known = things[field];
    if (known) return ids(await known());
    // A person is read as an object, and may be sent back as one.
    return ids(people).map(({ send, read }, index) => ({ send: index === 2 ? { id: send } : send, read }));
  }

  /** Time against records of each kind, and against a service. */
  async function entriesFor(): Promise<Value[]> {
    const records: Value[] = [];
    for (const name of Object.keys(TYPES)) {
      const [id] = (await pools.home(model.find((each) => each.parent === name) as Resource)) ?? [];
      if (id !== undefined) records.push({ send: `B#${id} Looked at it`, read: 'Looked at it' });
    }
    const named = service ? [{ send: `${service.name} // Looked after it`, read: 'Looked after it' }] : [];
    return [...named, ...records];
  }

  /** Says what it can by second names. */
  async function useAliases(resource: Resource, body: Thing): Promise<void> {
    const aliases = resource.create.filter((each) => isPlain(resource, each) && isAlias(resource, each));
    const placesOf = ({ name, 'x-makes': list }: Field) => (list ? [list] : readingsOf(resource, name));
    for (const alias of aliases) {
      const places = placesOf(alias);
      const own = resource.create.filter((each) => placesOf(each).some((place) => places.includes(place)));
      const value = (await pools.valuesOf(resource, alias)).at(-1);
      for (const { name } of own) delete body[name];
      if (value && own.length > 0) body[alias.name] = value.send;
    }
  }

  const pools: Pools = {
    ...{ caller, mark, services, service, people, members },
    async valuesOf(resource, field) {
      if (field.kind === 'IdInput' || field.kind === 'GivenId' || field.name === 'watched_by')
        return (await candidates(resource, field.name)).filter(({ send }) => send !== undefined);
      if (field.name === 'entry') return [...valuesOf(field), ...(await entriesFor())];
      return valuesOf(field);
    },
    async fullBody(resource, variant) {
      const body: Thing = {};
      for (const field of resource.create) {
        if (!isPlain(resource, field) || isAlias(resource, field)) continue;
        const values = await pools.valuesOf(resource, field);
        // Two texts that become notes of one list differ, or either would stand for the other.
        const list = field['x-makes'];
        const before = list
          ? resource.create.filter((each) => each.name in body && each['x-makes'] === list)
          : [];
        const value = values[(variant + before.length) % values.length];
        if (value) body[field.name] = value.send;
        const isName = NAMES.test(field.name) || NAMES.test(`${resource.name} ${field.name}`);
        if (variant === 0 && isName) body[field.name] = mark;
      }
      if (variant === ALIASES) await useAliases(resource, body);
      // Of a person and an address from outside one is said.
      const person = ['user_id', 'watched_by'].find((each) => each in body);
      if (person && variant % 2 === 1) delete body[person];
      else if (person) delete body.external_email;
      if (body.external_email) body.external_email = `contract-${++count}-žoë@example.com`;
      return body;
    },
    async create(resource, body) {
      const above = await pools.home(resource);
      if (!above || !resource.verbs.create) return undefined;
      const answer = await session.call(resource.verbs.create, above, { body });
      return { resource, ids: [...above, answer.thing.id], body, made: answer };
    },
    async home(resource) {
      if (resource.parent === undefined)
        return given[resource.name] ?? (resource.name.includes('.') ? undefined : []);
      const parent = named(resource.parent);
      const known = homes.get(parent.name) ?? firstOf(parent);
      homes.set(parent.name, known);
      const subject = await known;
      return subject?.made.ok ? subject.ids : undefined;
    },
  };
  return pools;
}

/** A field by its name, as an update takes it, or only a create. */
export function fieldOf({ update, create }: Resource, name: string): Field | undefined {
  return [...update, ...create].find((each) => each.name === name);
}

/** Whether a field can be written at any time, with values that are known here, and is kept as it is or as a note. */
export function isPlain(resource: Resource, field: Field): boolean {
  const isEntry = field['x-makes'] !== undefined && !/Text$/.test(field.kind);
  const isOfType = field.kind === 'ConfigTypeFieldsInput';
  return !isEntry && !isOfType && field['x-kept'] !== false && !isOfLife(resource, field);
}

/** Whether a field moves a record through its life, or goes with a move. */
export function isOfLife(resource: Resource, { name, 'x-stamps': stamped }: Field): boolean {
  const { status, flags = {}, dates = {} } = resource.life ?? {};
  const besides = Object.values(dates).flatMap(({ by, with: group = [] }) => [by, ...group]);
  const names = new Set([status, ...Object.keys(flags), ...Object.keys(dates), ...besides]);
  return [name, stamped, ...readingsOf(resource, name)].some((each) => each && names.has(each));
}

/** Under which names of its record a field is read. */
export function readingsOf(resource: Resource, name: string): string[] {
  const field = fieldOf(resource, name);
  const names = field?.['x-read-as'] ?? new Set([name.replace(/_id$/, ''), name]);
  return field?.['x-makes'] ? [] : [...names].filter((each) => each in resource.read);
}

/** Whether this is a second name of another field. */
export function isAlias(resource: Resource, { name, deprecated }: Field): boolean {
  const readings = readingsOf(resource, name);
  const others = resource.update.filter((each) => each.name !== name);
  return deprecated || (!(name in resource.read) && others.some((each) => readings.includes(each.name)));
}
