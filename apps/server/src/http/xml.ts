import { XMLBuilder, XMLParser } from 'fast-xml-parser';

/*
 * No XML of v1 has survived. What Rails' Hash#to_xml makes of the same values is the natural guess: elements named as
 * the keys, `type` and `nil` attributes, `type="array"`. Keys are never dasherised, and one that is no XML name becomes
 * `<entry key="…">`.
 */

type Value = string | number | bigint | boolean | null | Value[] | { [key: string]: Value };

/** An element as fast-xml-parser keeps it in order: its children under its name, its attributes beside them. */
interface Node {
  [name: string]: Node[] | string | Record<string, string>;
}

const ATTRIBUTES = ':@';
const TEXT = '#text';
const ROOT = 'hash';
const NAME = /^[A-Za-z_][\w.-]*$/;

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

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

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write them, not even escaped.
const UNSAYABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Whether a text can be written in XML, and so in every format. */
export function isSayable(text: string): boolean {
  return text.isWellFormed() && !UNSAYABLE.test(text);
}

/** A value as XML, in an element `<hash>`. */
export function toXml(value: unknown): string {
  const tree = [element(ROOT, value as Value)];
  // The builder leaves a carriage return as it is, which every reader would take for a line feed.
  const text = (builder.build(tree) as string).replaceAll('\r', '&#13;');
  return `<?xml version="1.0" encoding="UTF-8"?>${text}`;
}

/**
 * The value that XML stands for. A root `<hash>` is the value itself, any other the only key of an object, as Rails
 * reads a body. Without a `type`, an element with elements in it is an object and all else a text.
 *
 * @throws Error when it is not well-formed, or brings a DOCTYPE
 */
export function fromXml(text: string): unknown {
  // Entities of one's own are how a small document becomes a large one.
  if (/<!DOCTYPE/i.test(text)) throw new Error('a DOCTYPE is refused');
  const roots = elementsOf(parser.parse(text, true) as Node[]);
  const [root] = roots;
  if (!root || roots.length > 1) throw new Error('one root element was expected');
  const value = readNode(root);
  return nameOf(root) === ROOT ? value : { [keyOf(root)]: value };
}

function element(key: string, value: Value): Node {
  const attributes: Record<string, string> = {};
  const name = NAME.test(key) && !isReserved(key) ? key : 'entry';
  if (name !== key || key === 'entry') attributes.key = key;
  const children = childrenOf(key, value, attributes);
  return { [name]: children, ...(Object.keys(attributes).length > 0 && { [ATTRIBUTES]: attributes }) };
}

/** The parser refuses elements that are named as what every object in JavaScript has. */
function isReserved(key: string): boolean {
  return key in Object.prototype || key === 'prototype';
}

function childrenOf(key: string, value: Value, attributes: Record<string, string>): Node[] {
  if (value === null) {
    attributes.nil = 'true';
    return [];
  }
  if (Array.isArray(value)) {
    attributes.type = 'array';
    return value.map((item) => element(singular(key), item));
  }
  switch (typeof value) {
    case 'object': {
      const children = Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .map(([name, part]) => element(name, part));
      if (children.length === 0) attributes.type = 'hash';
      return children;
    }
    case 'boolean':
      attributes.type = 'boolean';
      break;
    case 'number':
      // Beyond 2^53 it may be written with an exponent, which no integer has.
      attributes.type = Number.isSafeInteger(value) ? 'integer' : 'float';
      break;
    case 'bigint':
      attributes.type = 'integer';
      break;
  }
  return value === '' ? [] : [{ [TEXT]: String(value) }];
}

/** What an entry of a list is called; it is read back by its place, whatever its name. */
function singular(key: string): string {
  return key
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|ss|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
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

/** Rails writes `service-id` for `service_id`, and so do clients that learnt from it. */
function keyOf(node: Node): string {
  return attributesOf(node).key ?? (nameOf(node) as string).replaceAll('-', '_');
}

function readNode(node: Node): unknown {
  const { type, nil } = attributesOf(node);
  const nodes = node[nameOf(node) as string] as Node[];
  const elements = elementsOf(nodes);
  const text = nodes.map((part) => (typeof part[TEXT] === 'string' ? part[TEXT] : '')).join('');
  if (nil === 'true') return null;
  if (type === 'array') return elements.map(readNode);
  if (elements.length > 0 || type === 'hash') {
    return Object.fromEntries(elements.map((child) => [keyOf(child), readNode(child)]));
  }
  return typed(text, type);
}

function typed(text: string, type: string | undefined): unknown {
  switch (type) {
    case 'integer':
      return wholeNumber(text);
    case 'float':
    case 'decimal':
      return text.trim() === '' ? '' : Number(text);
    case 'boolean':
      return ['true', '1'].includes(text.trim());
    default:
      return text;
  }
}

/** What is no whole number stays a text, so that the fault can be named where the field is read. */
function wholeNumber(text: string): number | bigint | string {
  if (!/^\s*-?\d+\s*$/.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text.trim());
}
