import { XMLBuilder, XMLParser } from 'fast-xml-parser';

/*
 * No XML of v1 has survived. This format follows Rails' Hash#to_xml: elements with the names of the keys, `type` and `nil`
 * attributes, `type="array"`. Unlike there, underscores stay underscores. A key that is not an XML name, or has a dash, becomes
 * `<entry key="…">`.
 */

type Value = string | number | bigint | boolean | null | Value[] | { [key: string]: Value };

/** An element in the ordered format of fast-xml-parser: its name is the key of its children, `:@` that of its attributes. */
interface Node {
  [name: string]: Node[] | string | Record<string, string>;
}

const ATTRIBUTES = ':@';
const TEXT = '#text';
const ROOT = 'hash';
/** Names of elements. A dash is none of theirs, because it is parsed as an underscore. */
const NAME = /^[A-Za-z_][\w.]*$/;
const DECIMAL = /^\s*-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
/** The values of a flag. */
const FLAGS: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

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

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are invalid in XML, even escaped.
const INVALID_CHARACTERS = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Whether a text can be represented in XML, and so in every format. */
export function isXmlText(text: string): boolean {
  return text.isWellFormed() && !INVALID_CHARACTERS.test(text);
}

/** Serializes a value as XML with the root `<hash>`. */
export function toXml(value: unknown): string {
  const tree = [element(ROOT, value as Value)];
  // The builder does not escape carriage returns, which parsers normalize to line feeds.
  const text = (builder.build(tree) as string).replaceAll('\r', '&#13;');
  return `<?xml version="1.0" encoding="UTF-8"?>${text}`;
}

/**
 * Parses XML. A root `<hash>` is the value itself, an empty one an object; any other root is the only key of an object, as in
 * Rails. Without a `type`, an element with child elements is an object and any other a text.
 *
 * @throws Error if it is not well-formed or has a DOCTYPE
 */
export function fromXml(text: string): unknown {
  // Prevents entity expansion attacks.
  if (/<!DOCTYPE/i.test(text)) throw new Error('a DOCTYPE is refused');
  const roots = elementsOf(parser.parse(text, true) as Node[]);
  const [root] = roots;
  if (!root || roots.length > 1) throw new Error('one root element was expected');
  const value = readNode(root);
  if (nameOf(root) !== ROOT) return { [keyOf(root)]: value };
  return typeof value === 'string' && value.trim() === '' ? {} : value;
}

function element(key: string, value: Value): Node {
  const attributes: Record<string, string> = {};
  const name = NAME.test(key) && !isReserved(key) ? key : 'entry';
  if (name !== key || key === 'entry') attributes.key = key;
  const children = childrenOf(key, value, attributes);
  return { [name]: children, ...(Object.keys(attributes).length > 0 && { [ATTRIBUTES]: attributes }) };
}

/** The parser refuses elements with the names of properties of `Object.prototype`. */
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
        .filter(([, child]) => child !== undefined)
        .map(([name, child]) => element(name, child));
      if (children.length === 0) attributes.type = 'hash';
      return children;
    }
    case 'boolean':
      attributes.type = 'boolean';
      break;
    case 'number':
      // Numbers above 2^53 may be printed with an exponent, which is invalid in an integer.
      attributes.type = Number.isSafeInteger(value) ? 'integer' : 'float';
      break;
    case 'bigint':
      attributes.type = 'integer';
      break;
  }
  return value === '' ? [] : [{ [TEXT]: String(value) }];
}

/** The element name of a list's items. When parsing, this name is ignored. */
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

/** Converts dashes to underscores: Rails writes `service-id` for `service_id`, and so do some clients. */
function keyOf(node: Node): string {
  return attributesOf(node).key ?? (nameOf(node) as string).replaceAll('-', '_');
}

function readNode(node: Node): unknown {
  const { type, nil } = attributesOf(node);
  const nodes = node[nameOf(node) as string] as Node[];
  const elements = elementsOf(nodes);
  const text = nodes.map((child) => (typeof child[TEXT] === 'string' ? child[TEXT] : '')).join('');
  if (nil === 'true') return null;
  if (type === 'array') return elements.map(readNode);
  if (elements.length > 0 || type === 'hash') {
    return Object.fromEntries(elements.map((child) => [keyOf(child), readNode(child)]));
  }
  return typed(text, type);
}

/** A text that does not fit its `type` stays a text, so that the fault is reported with its field. */
function typed(text: string, type: string | undefined): unknown {
  switch (type) {
    case 'integer':
      return wholeNumber(text);
    case 'float':
    case 'decimal':
      return DECIMAL.test(text) ? Number(text) : text;
    case 'boolean':
      return Object.hasOwn(FLAGS, text.trim()) ? FLAGS[text.trim()] : text;
    default:
      return text;
  }
}

function wholeNumber(text: string): number | bigint | string {
  if (!/^\s*-?\d+\s*$/.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text.trim());
}
