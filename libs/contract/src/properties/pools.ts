import { fieldOf, isAlias, isOfLife, readingsOf } from '#description/resources';
import { entriesOf } from '../v1/calls.ts';
import type { Field, Resource } from './model.ts';
import type { Answer, Format, Ids, Session, Thing } from './session.ts';
import { type Value, valuesOf } from './values.ts';

/** A resource that this run created, to check. */
export interface Subject {
  resource: Resource;
  ids: Ids;
  /** The body of its create, and the response. */
  body: Thing;
  made: Answer;
}

export type Located = Pick<Subject, 'resource' | 'ids'>;

/** The existing resources that fields can refer to, and those that this run created. */
export interface Pools {
  caller: Thing;
  /** Part of the names of this run's resources, to recognize them; it sorts first in lists by name. */
  mark: string;
  /** A service that the caller may use, with its priorities and types; undefined if there is none. */
  service: Thing | undefined;
  services: readonly Thing[];
  /** People with access to that service, the caller first. */
  people: readonly Thing[];
  /** All users with access to that service. */
  members: readonly Thing[];
  /** Config types, the root first. */
  types: readonly Thing[];
  /** The values that a field of a resource can be set to, and how they are read back. */
  valuesOf(resource: Resource, field: Field): Promise<readonly Value[]>;
  /** A body with a difficult value in each plain field, which differs for each `variant`. */
  fullBody(resource: Resource, variant: number): Promise<Thing>;
  /** Creates a resource in the parents of this run; undefined if that is not possible here. */
  create(resource: Resource, body: Thing, as?: Format): Promise<Subject | undefined>;
  /** The ids of the parents that this resource is created in; undefined if there are none. */
  home(resource: Resource): Promise<Ids | undefined>;
  /** The ids of a parent with such parts, for parts of what v1 can neither create nor list, such as a message. */
  inhabited(resource: Resource): Promise<Ids | undefined>;
}

/** The list of a service that has the types of each type of record. */
const TYPES: Readonly<Record<string, string>> = {
  incidents: 'incident_types',
  problems: 'problem_types',
  changes: 'change_types',
  releases: 'release_types',
};

/** The variant of a body that uses aliases. */
export const ALIASES = 5;

/** The fields by which lists show a resource. */
const NAMES = /^(title|first_name|last_name|name|timeEntries description)$/;

/** How many numbers are tried to find a parent that no list has. */
const SEARCHED = 100;

/** Reads what a provider has. Nothing is written until a resource has to be created. */
export async function poolsOf(session: Session, model: readonly Resource[]): Promise<Pools> {
  const caller = (await session.call('users.current')).thing;
  const services = entriesOf((await session.call('services.list')).value);
  const service = services[0] && (await session.call('services.get', [services[0].id])).thing;
  const query = service ? { service_id: service.id } : {};
  const users = entriesOf((await session.call('users.list', [], { query })).value);
  const members = users.filter((each) => 'user_link' in each);
  const others = members.filter(({ id }) => id !== caller.id).slice(0, 2);
  const { config_type, config_types } = (await session.call('configTypes.list')).thing;
  const types = [config_type as Thing, ...entriesOf(config_types)].filter(Boolean);
  const homes = new Map<string, Promise<Ids | undefined>>();
  const searched = new Map<string, Answer>();
  const made = new Map<string, Promise<Thing[]>>();
  const mark = `00 Contract ${crypto.randomUUID().slice(0, 8)}`;
  let count = 0;

  const named = (name: string) => model.find((each) => each.name === name) as Resource;

  /** Creates two of a resource that v1 cannot remove, once per run. */
  function pair(name: string): Promise<Thing[]> {
    const makeOne = async (variant: number) => {
      const body = await pools.fullBody(named(name), variant);
      return (await pools.create(named(name), body))?.made.thing ?? {};
    };
    const known = made.get(name) ?? Promise.all([0, 1].map(makeOne));
    made.set(name, known);
    return known;
  }

  /** Creates a parent for parts, without notes. */
  async function firstOf(resource: Resource): Promise<Ids | undefined> {
    const fields = Object.entries(await pools.fullBody(resource, 0));
    const plain = fields.filter(([name]) => !fieldOf(resource, name)?.['x-makes']);
    const subject = await pools.create(resource, Object.fromEntries(plain));
    return subject?.made.ok ? subject.ids : undefined;
  }

  /** Searches a parent of parts by its number, and stops at the first whose list of parts fits. */
  async function searchFor(
    { verbs, name }: Resource,
    fits: (list: Thing[]) => boolean,
  ): Promise<Ids | undefined> {
    for (let id = 1; verbs.list && id <= SEARCHED; id += 1) {
      const answer = searched.get(`${name} ${id}`) ?? (await session.call(verbs.list, [id]));
      searched.set(`${name} ${id}`, answer);
      if (answer.ok && fits(entriesOf(answer.value))) return [id];
    }
    return undefined;
  }

  const within = (key: string) => entriesOf(service?.[key]);
  const ids = (things: readonly Thing[]) =>
    things.map(({ id }, index) => ({ send: index % 2 === 1 ? String(id) : id, read: id }));
  const people = [caller, ...others];

  /** The existing resources that fields can refer to, except people. */
  const things: Readonly<Record<string, () => Thing[] | Promise<Thing[]>>> = {
    service_id: () => (service ? [service] : []),
    category_id: () => within('beetil_categories').slice(0, 2),
    customer_id: () => pair('customers'),
    Company_id: () => pair('companies'),
    config_type_id: () => types.slice(0, 3),
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
    // A person is read as an object, and is accepted as one.
    return ids(people).map(({ send, read }, index) => ({ send: index === 2 ? { id: send } : send, read }));
  }

  /** Texts of time entries for records of each type, and for a service. */
  async function entriesFor(): Promise<Value[]> {
    const records: Value[] = [];
    for (const name of Object.keys(TYPES)) {
      const [id] = (await pools.home(model.find((each) => each.parent === name) as Resource)) ?? [];
      if (id !== undefined) records.push({ send: `B#${id} Looked at it`, read: 'Looked at it' });
    }
    const named = service ? [{ send: `${service.name} // Looked after it`, read: 'Looked after it' }] : [];
    return [...named, ...records];
  }

  /** Replaces fields with their aliases where there are any. */
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
    ...{ caller, mark, services, service, people, members, types },
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
        // Two texts that become notes of one list differ, so that each can be found.
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
      // Only one of a person and an external address is sent.
      const person = ['user_id', 'watched_by'].find((each) => each in body);
      if (person && variant % 2 === 1) delete body[person];
      else if (person) delete body.external_email;
      if (body.external_email) body.external_email = `contract-${++count}-žoë@example.com`;
      return body;
    },
    async create(resource, body, as = 'json') {
      const above = await pools.home(resource);
      if (!above || !resource.verbs.create) return undefined;
      const answer = await session.call(resource.verbs.create, above, { body, as });
      return { resource, ids: [...above, answer.thing.id], body, made: answer };
    },
    async home(resource) {
      const { name, parent } = resource;
      if (isTop(resource)) return [];
      const key = parent ?? name;
      // A user watches only once, and may do so already.
      const known = homes.get(key) ?? (parent ? firstOf(named(parent)) : searchFor(resource, isEmpty));
      homes.set(key, known);
      return known;
    },
    inhabited: (resource) => searchFor(resource, (list) => !isEmpty(list)),
  };
  return pools;
}

const isEmpty = (list: Thing[]) => list.length === 0;

/** Whether a resource is not part of another one. */
function isTop({ name }: Resource): boolean {
  return !name.includes('.');
}

/** Whether v1 can neither create nor list what this is a part of. */
export function isPartOfUnlisted(resource: Resource): boolean {
  return resource.parent === undefined && !isTop(resource);
}

/** Whether a field can be written at any time, with values that are known here, and is stored as it is or as a note. */
export function isPlain(resource: Resource, field: Field): boolean {
  const isEntry = field['x-makes'] !== undefined && !/Text$/.test(field.kind);
  const isOfType = field.kind === 'ConfigTypeFieldsInput';
  return !isEntry && !isOfType && field['x-kept'] !== false && !isOfLife(resource, field);
}
