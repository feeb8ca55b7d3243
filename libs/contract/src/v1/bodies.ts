import { XMLParser } from 'fast-xml-parser';

/** An element of fast-xml-parser with preserved order: its children under its name, and its attributes. */
interface Node {
  [name: string]: Node[] | string | Record<string, string>;
}

const ATTRIBUTES = ':@';
const TEXT = '#text';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Parses JSON. Integers beyond 2^53 become strings of digits. */
function readJson(text: string): unknown {
  const exactly = (_key: string, value: unknown, context?: { source?: string }) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? context?.source : value;
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}

/** A parsed XML document: the name of its root, its value, and the names of the entries of each list. */
export interface XmlDocument {
  root: string;
  value: unknown;
  entries: Map<string, Set<string>>;
}

/**
 * The value of a response in XML, equal to that of the same response in JSON. Ids beyond 2^53 become strings of digits,
 * or are rounded. A root other than `hash` gives an object with that one key.
 *
 * @throws SyntaxError if it is not well-formed or has a DOCTYPE
 */
export function readXml(text: string, large: 'exact' | 'rounded' = 'exact'): unknown {
  const { root, value } = readXmlDocument(text, large);
  return root === 'hash' ? value : { [root]: value };
}

/** @throws SyntaxError if it is not well-formed or has a DOCTYPE */
export function readXmlDocument(text: string, large: 'exact' | 'rounded' = 'exact'): XmlDocument {
  if (/<!DOCTYPE/i.test(text)) throw new SyntaxError('a DOCTYPE is not allowed');
  const [root, ...others] = elementsOf(parsed(text));
  if (!root || others.length > 0) throw new SyntaxError('expected one root element');
  const entries: XmlDocument['entries'] = new Map();
  return { root: keyOf(root), value: readNode(root, large, entries), entries };
}

function parsed(text: string): Node[] {
  try {
    return parser.parse(text, true) as Node[];
  } catch (error) {
    throw new SyntaxError((error as Error).message);
  }
}

function readNode(node: Node, large: 'exact' | 'rounded', entries: XmlDocument['entries']): unknown {
  const { type, nil } = attributesOf(node);
  const nodes = node[nameOf(node) as string] as Node[];
  const elements = elementsOf(nodes);
  if (nil === 'true') return null;
  if (type === 'array') {
    const names = entries.get(keyOf(node)) ?? new Set();
    entries.set(keyOf(node), names);
    return elements.map((child) => {
      names.add(nameOf(child) as string);
      return readNode(child, large, entries);
    });
  }
  if (elements.length > 0 || type === 'hash') {
    return Object.fromEntries(elements.map((child) => [keyOf(child), readNode(child, large, entries)]));
  }
  const text = nodes.map((part) => (typeof part[TEXT] === 'string' ? part[TEXT] : '')).join('');
  if (type === 'boolean') return text === 'true';
  if (type !== 'integer' && type !== 'float') return text;
  const isLarge = type === 'integer' && !Number.isSafeInteger(Number(text));
  return isLarge && large === 'exact' ? text : Number(text);
}

function elementsOf(nodes: Node[]): Node[] {
  return nodes.filter((node) => !(TEXT in node) && nameOf(node) !== undefined);
}

function nameOf(node: Node): string | undefined {
  return Object.keys(node).find((name) => name !== ATTRIBUTES);
}

function attributesOf(node: Node): Record<string, string> {
  return (node[ATTRIBUTES] ?? {}) as Record<string, string>;
}

function keyOf(node: Node): string {
  return attributesOf(node).key ?? (nameOf(node) as string);
}

/**
 * The value of a body in either format. Ids beyond 2^53 become strings of digits, or are rounded.
 *
 * @throws SyntaxError if it is neither
 */
export function readBody(text: string, large: 'exact' | 'rounded' = 'exact'): unknown {
  if (isXml(text)) return readXml(text, large);
  return large === 'exact' ? readJson(text) : JSON.parse(text);
}

/** The object in a body; undefined if there is none. */
export function envelopeIn(text: string): Record<string, unknown> | undefined {
  try {
    const body = readBody(text);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The error texts of an envelope, with their codes. */
export function errorsOf(envelope: unknown): string[] {
  const { errors } = (envelope ?? {}) as { errors?: unknown };
  return Array.isArray(errors) ? errors.map((each) => String(each?.error)) : [];
}

export function withoutCode(error: string): string {
  return error.replace(/^\[E\d+\] /, '');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a message. A long one is cut, except for its end, where two long texts may differ. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 180)}…${text.slice(-15)}` : text;
}

export function isXml(text: string): boolean {
  return text.trimStart().startsWith('<');
}

/** A body in XML as Rails writes it: values other than strings have a `type`. */
export function writeXml(body: object): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${written('hash', body)}`;
}

function written(key: string, value: unknown): string {
  const name = /^[a-z_][\w.]*$/i.test(key) ? key : 'entry';
  const own = name === key ? '' : ` key="${escaped(key)}"`;
  if (value === null) return `<${name}${own} nil="true"/>`;
  if (Array.isArray(value)) {
    const entries = value.map((entry) => written(singularOf(key), entry));
    return `<${name}${own} type="array">${entries.join('')}</${name}>`;
  }
  if (typeof value === 'object') {
    const inside = Object.entries(value as object).map(([each, field]) => written(each, field));
    return `<${name}${own}>${inside.join('')}</${name}>`;
  }
  return `<${name}${own}${typeOf(value)}>${escaped(String(value))}</${name}>`;
}

/** The name of an entry of a list: `time_entry` in `time_entries`. */
export function singularOf(list: string): string {
  return list.replace(/ies$/, 'y').replace(/(?<=ch)es$|(?<!s)s$/, '');
}

function typeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? ' type="integer"' : ' type="float"';
  return typeof value === 'boolean' ? ' type="boolean"' : '';
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
