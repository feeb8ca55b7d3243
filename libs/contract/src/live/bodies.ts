import { XMLParser } from 'fast-xml-parser';

/** An element as fast-xml-parser keeps it in order: its children under its name, its attributes beside them. */
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

/** The value of a body in JSON, whole numbers beyond 2^53 as texts of their digits. */
export function readJson(text: string): unknown {
  const exactly = (_key: string, value: unknown, context?: { source?: string }) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? context?.source : value;
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}

/**
 * The value that an answer in XML stands for: what the same answer says in JSON, ids beyond 2^53 as texts of their
 * digits, or rounded. A body whose root is no `hash` is an object with that one key.
 *
 * @throws Error when it is not well-formed, or brings a DOCTYPE
 */
export function readXml(text: string, large: 'exact' | 'rounded' = 'exact'): unknown {
  if (/<!DOCTYPE/i.test(text)) throw new Error('v1 sends no DOCTYPE');
  const [root, ...others] = elementsOf(parser.parse(text, true) as Node[]);
  if (!root || others.length > 0) throw new Error('one root element was expected');
  const value = readNode(root, large);
  return nameOf(root) === 'hash' ? value : { [keyOf(root)]: value };
}

function readNode(node: Node, large: 'exact' | 'rounded'): unknown {
  const { type, nil } = attributesOf(node);
  const nodes = node[nameOf(node) as string] as Node[];
  const elements = elementsOf(nodes);
  if (nil === 'true') return null;
  if (type === 'array') return elements.map((child) => readNode(child, large));
  if (elements.length > 0 || type === 'hash') {
    return Object.fromEntries(elements.map((child) => [keyOf(child), readNode(child, large)]));
  }
  const words = nodes.map((part) => (typeof part[TEXT] === 'string' ? part[TEXT] : '')).join('');
  if (type === 'boolean') return words === 'true';
  if (type !== 'integer' && type !== 'float') return words;
  const isLarge = type === 'integer' && !Number.isSafeInteger(Number(words));
  return isLarge && large === 'exact' ? words : Number(words);
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
