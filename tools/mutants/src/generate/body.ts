/*
 * Bodies as values, whatever they are written in, so that one fault is the same in JSON, XML and forms. The contract's own
 * reader of XML is not used here: a fault in it has to show.
 */

// biome-ignore lint/suspicious/noExplicitAny: what a provider says is changed in any way.
export type Value = any;

/** A body that was read. */
export interface ParsedBody {
  value: Value;
  format: 'json' | 'xml' | 'form';
  /** Writes another value as this one was written. */
  write(value: Value): string;
}

/** Reads a body; undefined where it is empty or nothing that is known here. */
export function readBody(text: string, contentType = ''): ParsedBody | undefined {
  try {
    if (/^\s*[{[]/.test(text)) return { value: readJson(text), format: 'json', write: writeJson };
    if (text.startsWith('<')) return { value: readXml(text), format: 'xml', write: writeXml };
    if (contentType.includes('form')) return readForm(text);
  } catch {
    // What cannot be read is no body to change.
  }
  return undefined;
}

/** The fields of a form, `incident[title]=…`, and what else stands in it. */
export function readForm(text: string): ParsedBody {
  const value: Value = {};
  const others: [string, string][] = [];
  for (const [name, field] of new URLSearchParams(text)) {
    const [, wrapper, key] = /^(\w+)\[(\w+)\]$/.exec(name) ?? [];
    if (!wrapper || !key) others.push([name, field]);
    else value[wrapper] = { ...value[wrapper], [key]: field };
  }
  const write = (changed: Value) => {
    const fields = Object.entries<Value>(changed).flatMap(([wrapper, record]) =>
      Object.entries(record ?? {}).map(([key, field]) => [`${wrapper}[${key}]`, String(field ?? '')]),
    );
    return new URLSearchParams([...fields, ...others] as [string, string][]).toString();
  };
  return { value, format: 'form', write };
}

/** Whole numbers beyond 2^53 stay exact, as bigints. */
function readJson(text: string): Value {
  const exactly = (_key: string, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? BigInt(source as string)
      : value;
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}

function writeJson(value: Value): string {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? rawJSON(String(each)) : each));
}

interface Element {
  key: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w.-]+)([^>]*?)(\/?)>|([^<]+)/g;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
  });
}

function escaped(text: string): string {
  const names = Object.entries(ENTITIES);
  return text
    .replaceAll(/[<>&"']/g, (sign) => `&${names.find(([, each]) => each === sign)?.[0]};`)
    .replaceAll('\r', '&#13;');
}

function readXml(text: string): Value {
  const top: Element = { key: '', attributes: {}, children: [], text: '' };
  const open = [top];
  for (const [, data, end, name, attributes = '', empty, words] of text.matchAll(TOKEN)) {
    const current = open.at(-1) as Element;
    if (data !== undefined || words !== undefined) current.text += data ?? unescaped(words as string);
    if (name === undefined) continue;
    if (end) {
      open.pop();
      continue;
    }
    const pairs = Array.from(attributes.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g));
    const own = Object.fromEntries(pairs.map(([, key, a, b]) => [key, unescaped(a ?? b ?? '')]));
    const element: Element = {
      ...{ key: own.key ?? name.replaceAll('-', '_'), attributes: own, children: [], text: '' },
    };
    current.children.push(element);
    if (!empty) open.push(element);
  }
  const [root] = top.children;
  if (!root || open.length !== 1) throw new SyntaxError('not XML');
  return root.key === 'hash' ? valueIn(root) : { [root.key]: valueIn(root) };
}

function valueIn({ attributes: { type, nil }, children, text }: Element): Value {
  if (nil === 'true') return null;
  if (type === 'array') return children.map(valueIn);
  if (children.length > 0 || type === 'hash')
    return Object.fromEntries(children.map((child) => [child.key, valueIn(child)]));
  if (type === 'boolean') return text === 'true';
  if (type === 'integer' && !Number.isSafeInteger(Number(text))) return BigInt(text);
  return type === 'integer' || type === 'float' ? Number(text) : text;
}

function writeXml(value: Value): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${written('hash', value)}`;
}

function written(key: string, value: Value): string {
  const named = /^[A-Za-z_][\w.]*$/.test(key) && key !== 'entry';
  const name = named ? key : 'entry';
  const own = named ? '' : ` key="${escaped(key)}"`;
  const element = (more: string, inside: string) =>
    inside === '' ? `<${name}${own}${more}/>` : `<${name}${own}${more}>${inside}</${name}>`;
  if (value === null || value === undefined) return element(' nil="true"', '');
  if (Array.isArray(value)) {
    const one = singularOf(key);
    return element(' type="array"', value.map((entry) => written(one, entry)).join(''));
  }
  if (typeof value === 'object') {
    const inside = Object.entries(value).filter(([, part]) => part !== undefined);
    const all = inside.map(([part, each]) => written(part, each)).join('');
    return element(inside.length === 0 ? ' type="hash"' : '', all);
  }
  const types: Record<string, string> = { boolean: 'boolean', bigint: 'integer' };
  const type =
    typeof value === 'number' ? (Number.isSafeInteger(value) ? 'integer' : 'float') : types[typeof value];
  return element(type ? ` type="${type}"` : '', escaped(String(value)));
}

function singularOf(key: string): string {
  return key
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|ss|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}
