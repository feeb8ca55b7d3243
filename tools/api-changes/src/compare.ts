import { isDeepStrictEqual } from 'node:util';
import type { Change, ChangeKind } from './change.ts';
import { type OperationEntry, operationsOf, schemesOf } from './description.ts';
import { type JsonObject, keysOf, nodeAt, nodesAt, sameness } from './json.ts';
import { compareOperations, compareRest, type Visit } from './operations.ts';
import { reworded } from './words.ts';

/**
 * Every difference between two bundled descriptions, the heaviest first: what came, went or changed, what it means to
 * those who call the API, and the operations that it touches. What is true of a component is said once.
 */
export function changesBetween(base: JsonObject, head: JsonObject): Change[] {
  const changes = new Map<string, Change>();
  const noteFor =
    (operation?: string): Visit['note'] =>
    (kind, place, text, side) => {
      const key = [kind, place, text, side].join('\n');
      const change = changes.get(key) ?? { kind, place, text, ...(side && { side }), operations: [] };
      if (operation && !change.operations.includes(operation)) change.operations.push(operation);
      changes.set(key, change);
    };
  const same = sameness(base, head);
  compareWhole({ base, head, same, note: noteFor() });
  for (const [before, after] of successors(operationsOf(base), operationsOf(head))) {
    if (before && after) compareOperations({ base, head, same, note: noteFor(before.id) }, before, after);
    else if (before) noteFor(before.id)('breaking', before.id, `was removed; it was ${addressOf(before)}`);
    else if (after) noteFor(after.id)('additive', after.id, `is new: ${addressOf(after)}`);
  }
  return [...changes.values()].toSorted((one, other) => ORDER[one.kind] - ORDER[other.kind]);
}

const ORDER: Record<ChangeKind, number> = { breaking: 0, additive: 1, editorial: 2 };

function addressOf({ method, path, isWebhook }: OperationEntry): string {
  return isWebhook ? `the webhook \`${path}\`` : `\`${method} ${path}\``;
}

type Succession = [before: OperationEntry | undefined, after: OperationEntry | undefined];

/** Each operation with what it became: what is at its address, else what has its name. */
function successors(before: OperationEntry[], after: OperationEntry[]): Succession[] {
  const pairs = new Map<OperationEntry, OperationEntry>();
  const taken = new Set<OperationEntry>();
  for (const mark of [addressOf, ({ id }: OperationEntry) => id]) {
    for (const operation of before.filter((each) => !pairs.has(each))) {
      const successor = after.find((each) => !taken.has(each) && mark(each) === mark(operation));
      if (!successor) continue;
      pairs.set(operation, successor);
      taken.add(successor);
    }
  }
  const gone = before.map((operation): Succession => [operation, pairs.get(operation)]);
  const come = after.filter((operation) => !taken.has(operation));
  return [...gone, ...come.map((operation): Succession => [undefined, operation])];
}

/** What is said of the API as a whole. */
function compareWhole(visit: Visit): void {
  const { base, head, note, same } = visit;
  const [info, newInfo] = [nodeAt(base, 'info'), nodeAt(head, 'info')];
  for (const key of keysOf(info, newInfo).filter((each) => each !== 'version'))
    if (!same(info[key], newInfo[key])) note('editorial', 'info', reworded(key, info[key], newInfo[key]));
  compareServers(visit);
  compareNamed(visit, 'tag', tagsOf(base), tagsOf(head));
  compareNamed(visit, 'security', wordsOf(schemesOf(base)), wordsOf(schemesOf(head)));
  // Security is reported for each operation, and components where they are used.
  const rest = ['info', 'servers', 'tags', 'paths', 'webhooks', 'components', 'security', 'openapi'];
  compareRest(visit, base, head, 'the description', rest);
  if (base.openapi !== head.openapi)
    note('editorial', 'the description', reworded('openapi', base.openapi, head.openapi));
}

/** Notes what has another description than its namesake: a name with none is new or gone. */
function compareNamed({ note, same }: Visit, noun: string, before: JsonObject, after: JsonObject): void {
  for (const name of keysOf(before, after)) {
    const [was, is] = [before[name], after[name]];
    if (!same(was, is)) note('editorial', `${noun} ${name}`, fateOf(was, is));
  }
}

function fateOf(was: unknown, is: unknown): string {
  if (!was) return 'is new';
  return is ? 'has a different description' : 'was removed';
}

function tagsOf(description: JsonObject): JsonObject {
  return Object.fromEntries(nodesAt(description, 'tags').map((tag) => [String(tag.name), tag]));
}

/** The texts of security schemes; what they require is reported for each operation. */
function wordsOf(schemes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(schemes).map((name) => [name, { description: nodeAt(schemes, name).description }]),
  );
}

function compareServers({ base, head, note }: Visit): void {
  const [before, after] = [base, head].map((description) =>
    Object.fromEntries(nodesAt(description, 'servers').map((server) => [String(server.url), server])),
  ) as [JsonObject, JsonObject];
  for (const url of keysOf(before, after)) {
    const place = `server ${url}`;
    if (!before[url]) note('additive', place, 'is new');
    else if (!after[url]) note('breaking', place, 'was removed');
    else
      compareRest({ same: isDeepStrictEqual, note }, nodeAt(before, url), nodeAt(after, url), place, ['url']);
  }
}
