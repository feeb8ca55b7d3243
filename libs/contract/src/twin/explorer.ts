import { type OperationId, operationTable } from '@service-desk/client';
import { collectionOf, entriesOf, resourceOf } from '../v1/calls.ts';
import type { Conformance } from '../v1/conformance.ts';
import type { Shape, Shapes } from '../v1/shapes.ts';
import type { Answer, Asking, Pair } from './pair.ts';
import { randomFrom, spread, type Values, valuesOf } from './values.ts';

/** Something of v1 with the operations that it has. */
export interface Resource {
  name: string;
  operations: Partial<Record<'list' | 'get' | 'create' | 'update' | 'delete', OperationId>>;
  /** How many ids stand before its own. */
  depth: number;
}

/** How many requests are sent. */
export interface ExplorerOptions {
  pair: Pair;
  shapes: Shapes;
  conformance: Conformance;
  only: (operation: OperationId) => boolean;
  /** Chooses what is left out, and the sequences. */
  seed: number;
  /** The part of all variations that is tried, 0 to 1. */
  share: number;
}

type Fields = Record<string, unknown>;

const OPERATIONS = Object.keys(operationTable) as OperationId[];
const RECORDS = ['incidents', 'problems', 'changes', 'releases'];
/** How often a refused write is repeated with the field that the refusal names. */
const REPAIRS = 4;
/** How much more likely what is essential is tried than anything else. */
const ESSENTIAL = 5;
/** How many sequences there are when all variations are tried. */
const WALKS = 200;
const NAME = /‹\w+ \d+›/g;

/** Every resource, in the order of the description. */
export const resources: Resource[] = [...Map.groupBy(OPERATIONS, resourceOf)].map(([name, operations]) => {
  const own = operations.map((each) => [each.slice(name.length + 1), each] as const);
  const [first] = operations as [OperationId];
  const inMember = /\{(?!format)\w+\}\.\{format\}$/.test(operationTable[first].path) ? 1 : 0;
  return { name, operations: Object.fromEntries(own), depth: operationTable[first].ids.length - inMember };
});

/** Asks a pair what the description makes possible, and remembers what there is to ask about. */
export class Explorer {
  readonly pair: Pair;
  readonly shapes: Shapes;
  readonly only: (operation: OperationId) => boolean;
  readonly random: () => number;
  /** For each writable field and value of a code whether a write of it was taken and changed something. */
  readonly changed = new Map<string, boolean>();
  readonly #share: number;
  /** How many sequences are tried. */
  readonly walks: number;
  readonly #conformance: Conformance;
  /** What is known, by its address without ids. */
  readonly #known = new Map<string, string[][]>();
  readonly #own = new Map<string, string[][]>();
  /** What was read last of what was written last. */
  readonly #last = new Map<string, unknown>();
  readonly #minimal = new Map<OperationId, Fields>();

  constructor({ pair, shapes, conformance, only, seed, share }: ExplorerOptions) {
    this.pair = pair;
    this.shapes = shapes;
    this.only = only;
    this.random = randomFrom(seed);
    this.#share = share;
    this.walks = Math.ceil(share * WALKS);
    this.#conformance = conformance;
  }

  /** Whether a variation is tried; an essential one always is, unless few requests are wanted. */
  isChosen(isEssential = false): boolean {
    return this.random() < (isEssential ? Math.min(1, this.#share * ESSENTIAL) : this.#share);
  }

  /** Those of a list that are tried. */
  readonly some = <Item>(list: readonly Item[], isEssential = false): Item[] =>
    list.filter(() => this.isChosen(isEssential));

  /** The ids that an operation can be asked about: what the run made comes first, then what was found. */
  targets(operation: OperationId, most = 3): string[][] {
    const place = collectionOf(operationTable[operation].path);
    if (!place.includes('{}')) return [[]];
    if (place === '/beetils/{}') return RECORDS.flatMap((type) => this.known(`/${type}/{}`, 1));
    if (place === '/links/{}/{}') {
      return RECORDS.flatMap((type) => this.known(`/${type}/{}`, most).map((ids) => [type, ...ids]));
    }
    return this.known(place.endsWith('/{}') ? place : place.slice(0, place.lastIndexOf('/')), most);
  }

  known(place: string, most: number): string[][] {
    const own = this.#own.get(place) ?? [];
    const found = this.#known.get(place) ?? [];
    return [...own.slice(-most), ...spread(found, Math.max(0, most - own.length))].slice(0, most);
  }

  /** Whether an address may be that of something that the run has not made. */
  isStranger(operation: OperationId, ids: string[]): boolean {
    const place = collectionOf(operationTable[operation].path);
    return (this.#known.get(place) ?? []).some((each) => each.at(-1) === ids.at(-1));
  }

  learn(place: string, ids: string[], isOwn = false): void {
    const all = isOwn ? this.#own : this.#known;
    const list = all.get(place) ?? [];
    all.set(place, list);
    if (!list.some((each) => String(each) === String(ids))) list.push(ids);
  }

  /** Learns what no answer names, such as messages, by the ids of the description's examples, which a demo world has. */
  learnExamples(): void {
    const { names } = this.pair;
    for (const operation of OPERATIONS) {
      for (const { name, in: where, example, 'x-kind': kind } of this.shapes.parameters(operation)) {
        if (
          !kind ||
          example === undefined ||
          this.shapes.isAnswered(kind) ||
          !names.pair(kind, example, example)
        )
          continue;
        const [place = ''] = operationTable[operation].path.split(`{${name}}`);
        if (where === 'path') this.learn(`${place}{}`, [names.find(kind, 'provider', example) as string]);
      }
    }
  }

  /** Reads, and remembers what the answer lists and links to. */
  async read(operation: OperationId, ids: string[], more: Asking = {}): Promise<Answer> {
    const answer = await this.pair.ask(operation, ids, more);
    const { list, key, path } = operationTable[operation];
    this.#follow(answer.result);
    if (list && key) {
      for (const { id } of entriesOf(answer.result[key])) {
        if (id !== undefined) this.learn(`${collectionOf(path)}/{}`, [...ids, String(id)]);
      }
    }
    return answer;
  }

  #follow(value: unknown): void {
    if (typeof value === 'object' && value !== null)
      for (const inside of Object.values(value)) this.#follow(inside);
    if (typeof value !== 'string') return;
    const path = /^\/external_api\/v1(\/.+)$/.exec(value)?.[1];
    const address = path === undefined ? undefined : this.#conformance.addressOf('GET', path);
    const isNamed = address?.ids.length && address.ids.every((id) => id.startsWith('‹'));
    if (address && isNamed) this.learn(collectionOf(operationTable[address.operation].path), address.ids);
  }

  readonly values = (field: Shape): Values => valuesOf(field, this.shapes, this.pair.names);

  /** A new one with these fields and those that it must have. Undefined where it is refused. */
  async create(resource: Resource, parents: string[], fields: Fields = {}): Promise<string[] | undefined> {
    const { create } = resource.operations;
    if (!create) return undefined;
    const given = { ...this.#base(create), ...this.#minimal.get(create), ...fields };
    const { answer, sent } = await this.#write(create, parents, given, fields);
    if (!answer.isSuccess) return undefined;
    if (Object.keys(fields).length === 0) this.#minimal.set(create, sent);
    const { key, path } = operationTable[create];
    const id = key && (answer.result[key] as Fields | undefined)?.id;
    if (typeof id !== 'string') return undefined;
    const ids = [...parents, id];
    this.learn(`${collectionOf(path)}/{}`, ids, true);
    await this.lookAfter(resource, ids, sent);
    return ids;
  }

  /** The service of the run, where the twin has no other: what v1 chooses by itself may be another one. */
  #base(operation: OperationId): Fields {
    const { names, options } = this.pair;
    const ofService = [...this.shapes.writable(operation)].filter(([, { kind }]) => kind === 'service');
    return options.ownOnly
      ? Object.fromEntries(ofService.map(([name]) => [name, names.known('service')[0]]))
      : {};
  }

  /** Writes some fields, looks around when they were taken, and notes whether they changed anything. */
  async update(resource: Resource, ids: string[], fields: Fields): Promise<boolean> {
    const { update, get } = resource.operations;
    if (!update) return false;
    const before = this.#last.get(String(ids)) ?? (get && (await this.pair.ask(get, ids)).result);
    const { answer, sent } = await this.#write(update, ids, fields);
    if (!answer.isSuccess) return false;
    const after = await this.lookAfter(resource, ids, sent);
    this.#last.set(String(ids), after?.result);
    const isChanged = withoutActivity(before) !== withoutActivity(after?.result);
    const [[name, value] = ['']] = Object.entries(fields);
    const allowed = this.shapes
      .writable(update)
      .get(name)
      ?.nodes.some((node) => node.enum?.includes(value as never));
    const key = `${update} ${name}${allowed ? ` ${JSON.stringify(value)}` : ''}`;
    if (name) this.changed.set(key, (this.changed.get(key) ?? false) || isChanged);
    return true;
  }

  /** A step of a life: it is written, and now and then something is made below, which may be a step as well. */
  async step(resource: Resource, ids: string[], fields: Fields): Promise<void> {
    const { update, get } = resource.operations as Required<Resource['operations']>;
    const { answer } = await this.#write(update, ids, fields);
    // What is refused changes nothing: a look now and then.
    if (get && this.isChosen(answer.isSuccess)) await this.pair.ask(get, ids);
    const below = resources.filter(
      ({ name, operations: { create } }) => resourceOf(name) === resource.name && create && this.only(create),
    );
    const each = below[Math.floor(this.random() * below.length)];
    if (each && answer.isSuccess && this.isChosen(true)) await this.create(each, ids);
  }

  /** Writes, and repeats what was refused for want of a field with that field. */
  async #write(operation: OperationId, ids: string[], fields: Fields, varied = fields) {
    const place = Object.keys(varied).join(', ');
    const writable = this.shapes.writable(operation);
    let sent = fields;
    for (let repairs = 0; ; repairs += 1) {
      const answer = await this.pair.ask(operation, ids, { fields: sent, ...(place && { place }) });
      const named = answer.errors
        .flatMap((error) => missingIn(error))
        .filter((name) => writable.has(name) && !(name in fields));
      if (answer.isSuccess || named.length === 0 || repairs === REPAIRS || answer.differences.length > 0) {
        return { answer, sent };
      }
      const added = named.map((name) => [name, this.values(writable.get(name) as Shape).good[0]]);
      const next: Fields = { ...sent, ...Object.fromEntries(added) };
      if (JSON.stringify(next) === JSON.stringify(sent)) return { answer, sent };
      sent = next;
    }
  }

  /** After a write: what was written, the head of its list, its parent, and everything that the body named. */
  async lookAfter(
    { name, operations: { get, list } }: Resource,
    ids: string[],
    sent: Fields,
  ): Promise<Answer | undefined> {
    const reads: (readonly [OperationId, string[], string?])[] = get ? [[get, ids]] : [];
    if (list) reads.push([list, ids.slice(0, -1), operationTable[list].list === 'paged' ? 'limit=2' : '']);
    const parent = `${resourceOf(name)}.get` as OperationId;
    if (ids.length > 1 && parent in operationTable) reads.push([parent, ids.slice(0, -1)]);
    for (const named of new Set(JSON.stringify(sent).match(NAME))) {
      const read = this.#readers.find(({ place }) => this.#has(place, named));
      if (read) reads.push([read.operation, [named]]);
    }
    const answers = await Promise.all(
      reads.map(([operation, own, query]) => this.read(operation, own, query ? { query } : {})),
    );
    return get && answers[0];
  }

  #has(place: string, name: string): boolean {
    return [this.#own, this.#known].some((all) => all.get(place)?.some(([id]) => id === name));
  }

  /** The reads of what is not below anything. */
  readonly #readers = OPERATIONS.flatMap((operation) => {
    const { method, path, ids } = operationTable[operation];
    return method === 'GET' && ids.length === 1 ? [{ operation, place: collectionOf(path) }] : [];
  });
}

/** The fields that a refusal misses. */
function missingIn(error: string): string[] {
  const [, said = ''] = /^\[E\d+\] (.*)$/.exec(error) ?? [];
  const names = /^(?:The )?([\w, ]+?) (?:can't be blank|(?:parameter )?must be specified)/.exec(said)?.[1];
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
