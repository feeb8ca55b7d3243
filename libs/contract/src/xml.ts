const PART = /<\?[^>]*\?>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>|([^<]+)/gy;

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/**
 * Reads the XML that v1 answers, by its attributes, into what the same answer is in JSON.
 *
 * @returns the name of the root, the value, and the names of the entries of each list
 * @throws SyntaxError when it is no XML
 */
export function readXml(xml: string): { root: string; value: unknown; entries: Map<string, Set<string>> } {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let end = 0;
  for (const match of xml.matchAll(PART)) {
    const [all, closing, name, attributes = '', empty, text] = match;
    end = match.index + all.length;
    const inside = open.at(-1) as Element;
    if (text !== undefined) inside.text += unescaped(text);
    else if (name === undefined) continue;
    else if (closing) {
      if (open.pop()?.name !== name) throw new SyntaxError(`</${name}> closes what is not open`);
    } else {
      const element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      inside.children.push(element);
      if (!empty) open.push(element);
    }
  }
  const [only] = root.children;
  if (end !== xml.length || open.length !== 1 || !only)
    throw new SyntaxError(`no XML: ${xml.slice(end, 200)}`);
  const entries = new Map<string, Set<string>>();
  return { root: only.name, value: readElement(only, entries), entries };
}

function attributesOf(text: string): Record<string, string> {
  const found = text.matchAll(/([\w:.-]+)="([^"]*)"/g);
  return Object.fromEntries([...found].map(([, name, value = '']) => [name, unescaped(value)]));
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:(amp|lt|gt|quot|apos)|#(x?)([\da-f]+));|&/gi, (_, named, hex, digits) => {
    if (named) return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[named as string] as string;
    if (!digits) throw new SyntaxError('an ampersand that is not escaped');
    return String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10));
  });
}

function readElement(element: Element, entries: Map<string, Set<string>>): unknown {
  const { name, attributes, children, text } = element;
  if (attributes.nil === 'true') return null;
  if (attributes.type === 'array') {
    const names = entries.get(name) ?? new Set();
    entries.set(name, names);
    return children.map((child) => {
      names.add(child.name);
      return readElement(child, entries);
    });
  }
  if (attributes.type === 'integer' || attributes.type === 'float') return Number(text);
  if (attributes.type === 'boolean') return text === 'true';
  if (attributes.type === 'hash') return {};
  if (children.length === 0) return text;
  return Object.fromEntries(
    children.map((child) => [child.attributes.key ?? child.name, readElement(child, entries)]),
  );
}

/** A body as v1 takes it in XML, in the shape that Rails gives it: what is no text says so. */
export function writeXml(body: object): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${elementOf('hash', body)}`;
}

function elementOf(key: string, value: unknown): string {
  const name = /^[a-z_][\w.-]*$/i.test(key) ? key : 'entry';
  const own = name === key ? '' : ` key="${escaped(key)}"`;
  if (value === null) return `<${name}${own} nil="true"/>`;
  if (Array.isArray(value)) {
    const entries = value.map((entry) => elementOf(singularOf(key), entry));
    return `<${name}${own} type="array">${entries.join('')}</${name}>`;
  }
  if (typeof value === 'object') {
    const inside = Object.entries(value as object).map(([each, field]) => elementOf(each, field));
    return `<${name}${own}>${inside.join('')}</${name}>`;
  }
  return `<${name}${own}${typeOf(value)}>${escaped(String(value))}</${name}>`;
}

/** What an entry of a list is called: `time_entry` in `time_entries`. */
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
    .replaceAll('"', '&quot;');
}
