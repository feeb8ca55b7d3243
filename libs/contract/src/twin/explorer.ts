import { type OperationId, operationTable } from '@service-desk/client';
import type { Conformance } from '#description/conformance';
import { resourceOf } from '#description/operations';
import type { Shape, Shapes } from '#description/shapes';
import { entriesOf, OPERATIONS, placeOf, targetsOf } from '../v1/calls.ts';
import type { ComparedAnswer, Input, Pair } from './pair.ts';
import { randomFrom, spread, type Values, valuesOf } from './values.ts';

export interface Resource {
  name: string;
  operations: Partial<Record<'list' | 'get' | 'create' | 'update' | 'delete', OperationId>>;
  /** How many ids precede its own in the address. */
  depth: number;
}

export interface ExplorerOptions {
  pair: Pair;
  shapes: Shapes;
  conformance: Conformance<OperationId>;
  only: (operation: OperationId) => boolean;
  /** Selects the variations and sequences. */
  seed: number;
  /** The share of all variations that is tried, 0 to 1. */
  share: number;
}

type Fields = Record<string, unknown>;

/** How often a refused write is repeated with the missing field. */
const REPAIRS = 4;
/** How much more likely essential variations are tried than others. */
const ESSENTIAL = 5;
/** The number of sequences if all variations are tried. */
const WALKS = 200;
const NAME = /‹\w+ \d+›/g;
/** The reads of top-level resources. */
const READERS = OPERATIONS.filter((each) => {
  const { method, ids } = operationTable[each];
  return method === 'GET' && ids.length === 1;
});

/** Every resource, in the order of the description. */
export const resources: Resource[] = [...Map.groupBy(OPERATIONS, resourceOf)].map(([name, operations]) => {
  const own = operations.map((each) => [each.slice(name.length + 1), each] as const);
  const [first] = operations as [OperationId];
  const inMember = /\{(?!format)\w+\}\.\{format\}$/.test(operationTable[first].path) ? 1 : 0;
  return { name, operations: Object.fromEntries(own), depth: operationTable[first].ids.length - inMember };
});

/** The resources that the run may create. */
export function creatable(only: ExplorerOptions['only']): Resource[] {
  return resources.filter(({ name, operations: { create } }) => create && name !== 'links' && only(create));
}

/** Sends the requests that the description allows to a pair, and remembers the resources that it finds. */
export type Explorer = ReturnType<typeof explorerOf>;

export function explorerOf({ pair, shapes, conformance, only, seed, share }: ExplorerOptions) {
  const random = randomFrom(seed);
  /** The known resources, by address without ids: those that the run created, and those that it found. */
  const places = { own: new Map<string, string[][]>(), found: new Map<string, string[][]>() };
  /** Whether an accepted update changed anything, for each writable field and each code. */
  const changed = new Map<string, boolean>();
  /** The last read of each updated resource. */
  const last = new Map<string, unknown>();
  const minimal = new Map<OperationId, Fields>();

  /** Whether a variation is tried. An essential one always is, unless the share is small. */
  const isChosen = (isEssential = false): boolean =>
    random() < (isEssential ? Math.min(1, share * ESSENTIAL) : share);

  const some = <Item>(list: readonly Item[], isEssential = false): Item[] =>
    list.filter(() => isChosen(isEssential));

  const valuesOfField = (field: Shape): Values => valuesOf(field, shapes, pair.names);

  function known(place: string, most: number): string[][] {
    const own = places.own.get(place) ?? [];
    const found = places.found.get(place) ?? [];
    return [...own.slice(-most), ...spread(found, Math.max(0, most - own.length))].slice(0, most);
  }

  /** The ids that an operation can be called with, beginning with those that the run created. */
  function targets(operation: OperationId, most = 3): string[][] {
    return targetsOf(operation, (place) => known(place, most));
  }

  /** Whether an address may belong to a resource that the run has not created. */
  function isFound(operation: OperationId, ids: string[]): boolean {
    const place = placeOf(operation);
    return (places.found.get(place) ?? []).some((each) => each.at(-1) === ids.at(-1));
  }

  function learn(place: string, ids: string[], by: keyof typeof places = 'found'): void {
    const list = places[by].get(place) ?? [];
    places[by].set(place, list);
    if (!list.some((each) => String(each) === String(ids))) list.push(ids);
  }

  /** Learns resources that no response contains, such as messages, from the examples, whose ids the demo world has. */
  function learnExamples(): void {
    for (const operation of OPERATIONS) {
      for (const { name, in: where, example, 'x-kind': kind } of shapes.parameters(operation)) {
        if (!kind || example === undefined || shapes.isAnswered(kind)) continue;
        if (!pair.names.pair(kind, example, example) || where !== 'path') continue;
        const [place = ''] = operationTable[operation].path.split(`{${name}}`);
        learn(`${place}{}`, [pair.names.find(kind, 'provider', example) as string]);
      }
    }
  }

  /** Reads, and remembers the entries and links of the response. */
  async function read(operation: OperationId, ids: string[], more: Input = {}): Promise<ComparedAnswer> {
    const answer = await pair.callOperation(operation, ids, more);
    const { list, key } = operationTable[operation];
    follow(answer.result);
    for (const { id } of list && key ? entriesOf(answer.result[key]) : []) {
      if (id !== undefined) learn(`${placeOf(operation)}/{}`, [...ids, String(id)]);
    }
    return answer;
  }

  function follow(value: unknown): void {
    if (typeof value === 'object' && value !== null)
      for (const inside of Object.values(value)) follow(inside);
    if (typeof value !== 'string') return;
    const path = /^\/external_api\/v1(\/.+)$/.exec(value)?.[1];
    const address = path === undefined ? undefined : conformance.addressOf('GET', path);
    const isNamed = address?.ids.length && address.ids.every((id) => id.startsWith('‹'));
    if (address && isNamed) learn(placeOf(address.operation), address.ids);
  }

  /** Creates a resource with these fields and the mandatory ones. Undefined if it is refused. */
  async function create(resource: Resource, parents: string[], fields: Fields = {}) {
    const operation = resource.operations.create;
    if (!operation) return undefined;
    const given = { ...serviceOf(operation), ...minimal.get(operation), ...fields };
    const { answer, sent } = await write(operation, parents, given, fields);
    if (!answer.isSuccess) return undefined;
    if (Object.keys(fields).length === 0) minimal.set(operation, sent);
    const { key } = operationTable[operation];
    const id = key && (answer.result[key] as Fields | undefined)?.id;
    if (typeof id !== 'string') return undefined;
    const ids = [...parents, id];
    learn(`${placeOf(operation)}/{}`, ids, 'own');
    await readAfter(resource, ids, sent);
    return ids;
  }

  /** The service of the run, if the twin has no other, since v1's default might be a different one. */
  function serviceOf(operation: OperationId): Fields {
    if (!pair.options.ownOnly) return {};
    const ofService = [...shapes.writable(operation)].filter(([, { kind }]) => kind === 'service');
    return Object.fromEntries(ofService.map(([name]) => [name, pair.names.known('service')[0]]));
  }

  /** Updates some fields. If that is accepted, reads the affected resources and notes whether anything changed. */
  async function update(resource: Resource, ids: string[], fields: Fields): Promise<void> {
    const { update: operation, get } = resource.operations;
    if (!operation) return;
    const before = last.get(String(ids)) ?? (get && (await pair.callOperation(get, ids)).result);
    const { answer, sent } = await write(operation, ids, fields);
    if (!answer.isSuccess) return;
    const after = await readAfter(resource, ids, sent);
    last.set(String(ids), after?.result);
    const isChanged = withoutActivity(before) !== withoutActivity(after?.result);
    const [[name, value] = ['']] = Object.entries(fields);
    const nodes = shapes.writable(operation).get(name)?.nodes ?? [];
    const isCode = nodes.some((node) => node.enum?.includes(value));
    const key = `${operation} ${name}${isCode ? ` ${JSON.stringify(value)}` : ''}`;
    if (name) changed.set(key, (changed.get(key) ?? false) || isChanged);
  }

  /** A step of a life cycle: an update, sometimes followed by the create of a part, which may be a step as well. */
  async function step(resource: Resource, ids: string[], fields: Fields): Promise<void> {
    const { update: operation, get } = resource.operations as Required<Resource['operations']>;
    const { answer } = await write(operation, ids, fields);
    // A refused update changes nothing, so it is rarely followed by a read.
    if (get && isChosen(answer.isSuccess)) await pair.callOperation(get, ids);
    const below = resources.filter(
      ({ name, operations }) =>
        resourceOf(name) === resource.name && operations.create && only(operations.create),
    );
    const each = below[Math.floor(random() * below.length)];
    if (each && answer.isSuccess && isChosen(true)) await create(each, ids);
  }

  /** Writes, and repeats a write that is refused because of a missing field with that field. */
  async function write(operation: OperationId, ids: string[], fields: Fields, varied = fields) {
    const place = Object.keys(varied).join(', ');
    const writable = shapes.writable(operation);
    let sent = fields;
    for (let repairs = 0; ; repairs += 1) {
      const answer = await pair.callOperation(operation, ids, { fields: sent, ...(place && { place }) });
      const named = answer.errors
        .flatMap(missingIn)
        .filter((name) => writable.has(name) && !(name in fields));
      const isOver = answer.isSuccess || named.length === 0 || answer.differences.length > 0;
      const added = named.map((name) => [name, valuesOfField(writable.get(name) as Shape).good[0]]);
      const next: Fields = { ...sent, ...Object.fromEntries(added) };
      if (isOver || repairs === REPAIRS || JSON.stringify(next) === JSON.stringify(sent))
        return { answer, sent };
      sent = next;
    }
  }

  /** Reads after a write: the resource, the start of its list, its parent, and all resources that the body named. */
  async function readAfter({ name, operations: { get, list } }: Resource, ids: string[], sent: Fields) {
    const reads: (readonly [OperationId, string[], string?])[] = get ? [[get, ids]] : [];
    if (list) reads.push([list, ids.slice(0, -1), operationTable[list].list === 'paged' ? 'limit=2' : '']);
    const parent = `${resourceOf(name)}.get` as OperationId;
    if (ids.length > 1 && parent in operationTable) reads.push([parent, ids.slice(0, -1)]);
    for (const named of new Set(JSON.stringify(sent).match(NAME))) {
      const isAt = (place: string) =>
        Object.values(places).some((all) => all.get(place)?.some(([id]) => id === named));
      const reader = READERS.find((each) => isAt(placeOf(each)));
      if (reader) reads.push([reader, [named]]);
    }
    const answers = await Promise.all(
      reads.map(([operation, own, query]) => read(operation, own, query ? { query } : {})),
    );
    return get && answers[0];
  }

  return {
    ...{ pair, shapes, only, random, changed, isChosen, some, values: valuesOfField },
    ...{ known, targets, isFound, learnExamples, read, create, update, step, readAfter },
    walks: Math.ceil(share * WALKS),
  };
}

/** The missing fields that a refusal names. */
function missingIn(error: string): string[] {
  const [, text = ''] = /^\[E\d+\] (.*)$/.exec(error) ?? [];
  const names = /^(?:The )?([\w, ]+?) (?:can't be blank|(?:parameter )?must be specified)/.exec(text)?.[1];
  const first = names?.split(/, | or /)[0];
  return first ? [first] : [];
}

function withoutActivity(result: unknown): string {
  return (
    JSON.stringify(result, (key, value) =>
      /^(last_active_at|updated_at|updated_by(_user)?)$/.test(key) ? undefined : value,
    ) ?? ''
  );
}
