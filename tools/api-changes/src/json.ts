import { isDeepStrictEqual } from 'node:util';
import { findTarget, targetOf } from '@service-desk/description/description';

/** A JSON object of unknown shape. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object behind a key; an empty one where there is none. */
export function nodeAt(node: JsonObject, key: string): JsonObject {
  const value = node[key];
  return isJsonObject(value) ? value : {};
}

/** The objects of a list behind a key. */
export function nodesAt(node: JsonObject, key: string): JsonObject[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The keys of either, those of the first in front. */
export function keysOf(base: JsonObject, head: JsonObject): string[] {
  return [...new Set([...Object.keys(base), ...Object.keys(head)])];
}

/** Follows local `$ref`s; whatever stands beside one wins over what it leads to. */
export function follow(document: JsonObject, node: JsonObject): JsonObject {
  const { $ref, ...own } = node;
  return typeof $ref === 'string' ? { ...follow(document, target(document, $ref)), ...own } : node;
}

/**
 * What a local reference leads to.
 *
 * @throws Error when that is nothing
 */
export function target(document: JsonObject, ref: string): JsonObject {
  return targetOf(document, ref) as JsonObject;
}

/** Tells whether two values of two documents are the same, all that they refer to included. */
export function sameness(base: JsonObject, head: JsonObject): (one: unknown, other: unknown) => boolean {
  const links = new Map<string, string[]>();
  const changed = new Set<string>();
  for (const ref of new Set([...refsOf(base), ...refsOf(head)])) {
    const [before, after] = [findTarget(base, ref), findTarget(head, ref)];
    links.set(ref, refsOf(after));
    if (!isDeepStrictEqual(before, after)) changed.add(ref);
  }
  // What refers to something that changed has changed; components may refer to each other in circles.
  for (let known = -1; known !== changed.size; ) {
    known = changed.size;
    for (const [ref, refs] of links) if (refs.some((other) => changed.has(other))) changed.add(ref);
  }
  return (one, other) => isDeepStrictEqual(one, other) && !refsOf(one).some((ref) => changed.has(ref));
}

function refsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsOf);
  if (!isJsonObject(value)) return [];
  const own = typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(refsOf)];
}
