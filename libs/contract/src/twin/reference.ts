import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createServiceDesk, type OperationId, operationTable, type ServiceDesk } from '@service-desk/client';
import type { Transport } from '../inspection/transport.ts';
import { callByName, entriesOf } from '../v1/calls.ts';

/** A twin: where it is, who calls it, and what it has of the provider. */
export interface Reference extends AsyncDisposable {
  baseUrl: string;
  token: string;
  /** Whether only what the run makes can be compared in lists. */
  ownOnly: boolean;
  /** What both have, in words. */
  world: string;
  /** Things that are the same: their kind, the provider's id and the twin's. */
  pairs: [kind: string, provider: unknown, twin: unknown][];
}

interface Started extends AsyncDisposable {
  baseUrl: string;
  tokens: { agent: string };
}

type Entry = Record<string, unknown> & { id: number };
type Making = Record<string, object>;

const DAY = 24 * 60 * 60 * 1000;
const RECORDS = ['incident', 'problem', 'change', 'release'] as const;
const LISTS = (Object.keys(operationTable) as OperationId[]).filter((each) => {
  const { method, ids, list } = operationTable[each];
  return method === 'GET' && ids.length === 0 && list;
});
const TITLE = 'A record of service-desk-contract';

/** Starts a sandbox with the provider's world: the demo world, or else one that is made of what v1 shows of it. */
export async function startReference(
  provider: { baseUrl: string; token: string },
  transport: Transport,
): Promise<Reference> {
  const desk = createServiceDesk({
    ...provider,
    fetch: (input, init) => transport.fetch(new Request(input, init)),
  });
  const demo = await demoLike(desk, provider.token);
  if (demo) {
    return {
      ...demo,
      token: provider.token,
      ownOnly: false,
      world: 'the demo world',
      pairs: [],
      [Symbol.asyncDispose]: () => demo[Symbol.asyncDispose](),
    };
  }
  const empty = await startSandbox('--world', 'empty');
  try {
    return {
      ...empty,
      ...(await furnished(desk, empty)),
      ownOnly: true,
      [Symbol.asyncDispose]: () => empty[Symbol.asyncDispose](),
    };
  } catch (error) {
    await empty[Symbol.asyncDispose]();
    throw error;
  }
}

/** A sandbox of the demo world, moved to the provider's day; undefined where the provider has anything else. */
async function demoLike(desk: ServiceDesk, token: string): Promise<Started | undefined> {
  const { created_at } = await desk.users.current();
  for (let shift = 0; ; ) {
    const started = await startSandbox('--shift', String(shift));
    const twin = createServiceDesk({ baseUrl: started.baseUrl, token });
    const theirs = await twin.users.current().catch(() => undefined);
    const later = (Date.parse(created_at) - Date.parse(theirs?.created_at ?? '')) / DAY;
    if (later === 0 && (await hasNothingElse(desk, twin))) return started;
    await started[Symbol.asyncDispose]();
    if (!Number.isInteger(later) || later === 0 || shift !== 0) return undefined;
    shift = later;
  }
}

/** Whether all that the provider lists is at the twin as well, by its names. */
async function hasNothingElse(desk: ServiceDesk, twin: ServiceDesk): Promise<boolean> {
  const namesIn = async (at: ServiceDesk, operation: OperationId) => {
    const input = operationTable[operation].list === 'paged' ? [{ limit: 100 }] : [];
    const list = await callByName(at, operation, ...input);
    const entries = entriesOf(Object.values(list as object).find(Array.isArray) ?? list);
    return entries.map(
      ({ title, name, full_name, performed_at }) => title ?? name ?? full_name ?? performed_at,
    );
  };
  for (const operation of LISTS) {
    const known = await namesIn(twin, operation);
    if (!(await namesIn(desk, operation)).every((name) => known.includes(name))) return false;
  }
  return true;
}

/** Makes in an empty sandbox what v1 shows of a provider: people, a service, config types. */
async function furnished(desk: ServiceDesk, { baseUrl, tokens }: Started) {
  const pairs: Reference['pairs'] = [];
  const control = `${new URL(baseUrl).origin}/_sandbox/world`;
  const make = async (kind: string, made: [id: unknown, input: object][]) => {
    const body = { make: made.map(([, input]): Making => ({ [kind]: input })) };
    const response = await fetch(control, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok)
      throw new Error(`the twin cannot be given the provider's world: ${await response.text()}`);
    const answers = (await response.json()) as (Entry & { token: string })[];
    for (const [index, [id]] of made.entries())
      pairs.push([kind === 'group' ? 'user' : kind, id, answers[index]?.id]);
    return answers;
  };
  const twinOf = (kind: string, id: unknown) =>
    String(pairs.find((each) => each[0] === kind && each[1] === id)?.[2]);

  const caller = await desk.users.current();
  // What v1 chooses where no service is said is the first.
  const [listed] = await desk.services.list();
  const service = listed && (await desk.services.get(listed.id));
  if (!service) throw new Error('the provider has no service, and v1 cannot make one');
  const members = (await desk.users.list({ service_id: service.id })).sort(
    (a, b) => Number(a.id) - Number(b.id),
  );
  const groups = members.filter((each) => 'group_link' in each);
  const people = await Promise.all(
    members.filter((each) => !groups.includes(each)).map(({ id }) => desk.users.get(id)),
  );
  await make(
    'user',
    people.map((each) => [each.id, textsOf(each)]),
  );
  await make(
    'group',
    groups.map(({ id, full_name }) => [id, { name: full_name }]),
  );

  const probes: Partial<
    Record<string, { id: unknown; priority?: unknown; assigned_user?: { id: unknown } | null }>
  > = {};
  for (const kind of RECORDS) {
    probes[kind] = (await callByName(desk, `${kind}s.create` as OperationId, {
      title: TITLE,
      service_id: service.id,
    })) as never;
  }
  const { incident } = probes as { incident: { id: number; assigned_user: { id: unknown } | null } };
  const assignee = incident.assigned_user?.id;
  const { name, id: service_id } = service;
  await make('service', [
    [
      service.id,
      {
        ...{ name: `${name} `.trim(), slug: slugOf(service), levels: 0, types: {} },
        access: members.map(({ id }) => twinOf('user', id)),
        ...(assignee !== undefined && assignee !== caller.id && { assignee: twinOf('user', assignee) }),
      },
    ],
  ]);
  const idOf = (part: object | undefined) => Object.values(part ?? {})[0] as Entry | undefined as Entry;
  const priorities = service.service_priorities.map(idOf).sort((a, b) => a.id - b.id);
  const own = { service: twinOf('service', service.id) };
  const levels = new Map<unknown, number>();
  await make(
    'priority',
    await Promise.all(
      priorities.map(async ({ id, level, description }): Promise<[unknown, object]> => {
        const chosen = RECORDS.find((kind) => (probes[kind]?.priority as Entry | null)?.id === id);
        const at = levels.get(level) ?? 0;
        levels.set(level, at + 1);
        return [
          id,
          {
            ...own,
            for: chosen ?? RECORDS[at % RECORDS.length],
            level,
            description,
            dueHours: await hoursOf(id),
          },
        ];
      }),
    ),
  );
  for (const kind of RECORDS) {
    const types = ((service as unknown as Record<string, object[]>)[`${kind}_types`] ?? [])
      .map(idOf)
      .sort((a, b) => a.id - b.id);
    await make(
      'type',
      types.map((type) => [type.id, { ...own, for: kind, name: type.name }]),
    );
  }

  const twin = createServiceDesk({ baseUrl, token: tokens.agent });
  const root = await desk.configTypes.list();
  pairs.push(['config_type', root.config_type.id, (await twin.configTypes.list()).config_type.id]);
  const queue = [root];
  for (const { config_type, config_types } of queue) {
    const parent = twinOf('config_type', config_type.id);
    await make(
      'config_type',
      config_types.map((type) => [type.id, { name: type.name, parent }]),
    );
    for (const { id } of config_types) queue.push(await desk.configTypes.get(id));
  }
  const relationships = entriesOf(await desk.configRelationshipTypes.list({ limit: 100 })) as Entry[];
  for (const type of relationships) {
    const opposite = relationships.find(({ id }) => id === type.opposite_config_relationship_type_id);
    const isOther =
      !type.primary && opposite && (opposite.primary || opposite.id < type.id) && opposite !== type;
    if (isOther) continue;
    const input = {
      name: type.name,
      dependency: type.dependency_type,
      ...(opposite && opposite !== type && { opposite: opposite.name }),
    };
    const [made] = await make('config_relationship_type', [[type.id, input]]);
    const other = entriesOf(await twin.configRelationshipTypes.list({ limit: 100 })) as Entry[];
    const { opposite_config_relationship_type_id: twinId } = other.find(({ id }) => id === made?.id) as Entry;
    if (opposite && opposite !== type) pairs.push(['config_relationship_type', opposite.id, twinId]);
  }
  const [{ token } = { token: '' }] = await make('token', [
    [undefined, { user: twinOf('user', caller.id), timeAdministrator: await isTimeAdministrator() }],
  ]);
  const all = pairs.filter(([kind]) => kind !== 'token');
  return {
    token,
    pairs: all,
    world: `what v1 shows of ${name}: ${members.length} people, ${priorities.length} priorities`,
  };

  /** Hours until an incident of a priority is due. */
  async function hoursOf(priority_id: number): Promise<number> {
    const { due_date, opened_at } = await desk.incidents.create({
      title: TITLE,
      service_id,
      priority_id,
    });
    return (Date.parse(due_date ?? '') - Date.parse(opened_at ?? '')) / 3_600_000;
  }

  async function isTimeAdministrator(): Promise<boolean> {
    const other = people.find(({ id }) => id !== caller.id);
    if (!other) return false;
    return desk.timeEntries.list({ selected_user_id: other.id }).then(
      () => true,
      () => false,
    );
  }
}

/** The texts of an object, without links and moments. */
function textsOf(value: object): object {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([key, text]) => typeof text === 'string' && text !== '' && !/_link$|_at$|^full_name$/.test(key),
    ),
  );
}

/** The name of a service in addresses, from its priorities' links. */
function slugOf(service: { service_priorities: object[] }): string | undefined {
  const link = /services\/([^/]+)\/service_priorities/.exec(JSON.stringify(service.service_priorities))?.[1];
  return link && !/^\d+$/.test(link) ? link : undefined;
}

/** Starts the sandbox of `@service-desk/server`, where that is installed. */
export async function startSandbox(...flags: string[]): Promise<Started> {
  const args = [path.join(serverFolder(), 'bin/service-desk.js'), 'sandbox', '--port', '0', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const exit = once(child, 'exit');
  const [told] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exit]);
  if (typeof told !== 'string') throw new Error(`service-desk sandbox ended with ${told}: ${words}`);
  const dispose = async () => {
    child.kill();
    await exit;
  };
  return { ...JSON.parse(told), [Symbol.asyncDispose]: dispose };
}

function serverFolder(): string {
  for (const from of [import.meta.url, path.join(process.cwd(), 'package.json')]) {
    try {
      return path.dirname(createRequire(from).resolve('@service-desk/server/package.json'));
    } catch {
      // It may be installed beside the project that is checked.
    }
  }
  throw new Error(
    'the twin is the sandbox of @service-desk/server, which is not installed: install it, or name a twin with --twin URL',
  );
}
