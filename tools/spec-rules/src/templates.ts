import { type Context, METHODS, OPERATION_KEYS, type Reference, type Rule, sorted } from './redocly.ts';
import { moved } from './references.ts';

type Fields = Record<string, unknown>;

interface PathItem extends Fields {
  'x-template'?: Reference;
  'x-values'?: Fields;
}

const PLACEHOLDER = /<([A-Za-z][A-Za-z ]*)>/g;

/**
 * `x-template` of a path, filled with its `x-values`, becomes the operations of the path. Whatever else the path file
 * says of an operation is added to the template's, or replaces it.
 */
export const templates: Rule = () => ({
  PathItem: {
    enter(item: PathItem, { report, resolve, location }: Context) {
      const { 'x-template': reference, 'x-values': given = {}, ...own } = item;
      if (!reference) return;
      const template = resolve<object>(reference);
      // Other rules report a reference that leads nowhere.
      if (!template.node || !template.location) return;
      const values = wordsOf(given);
      const used = new Set<string>();
      const lookUp = (name: string) => {
        const value = values.get(name);
        if (!value)
          report({ message: `x-values lacks ${name}.`, location: location.child(['x-values']).key() });
        else used.add(value.from);
        return value?.value;
      };
      const source = moved(template.node, template.location.source.absoluteRef, location.source.absoluteRef);
      const filled = merged(filledNode(source, lookUp), own) as Fields;
      for (const name of Object.keys(given).filter((each) => !used.has(each)))
        report({
          message: `The template does not use ${name}.`,
          location: location.child(['x-values', name]).key(),
        });
      for (const key of Object.keys(item)) delete item[key];
      for (const key of ['parameters', ...METHODS])
        if (key in filled) item[key] = isMap(filled[key]) ? inOrder(filled[key]) : filled[key];
    },
  },
});

/** The values by their names. With `a note: an answer`, `<A note>` is `An answer`, and `<note>` is `answer`. */
export function wordsOf(given: Fields): Map<string, { value: unknown; from: string }> {
  const words = new Map<string, { value: unknown; from: string }>();
  for (const [from, value] of Object.entries(given)) {
    words.set(from, { value, from });
    if (!from.startsWith('a ') || typeof value !== 'string') continue;
    words.set(`A${from.slice(1)}`, { value: value.charAt(0).toUpperCase() + value.slice(1), from });
    words.set(from.slice('a '.length), { value: value.replace(/^an? /, ''), from });
  }
  return words;
}

/** A node with values in place of its `<names>`, in texts and keys. */
export function filledNode(node: unknown, lookUp: (name: string) => unknown): unknown {
  if (typeof node === 'string') return filledText(node, lookUp);
  if (Array.isArray(node)) return node.map((part) => filledNode(part, lookUp));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, part]) => [
      // A key is one word: `<record>NotFound` becomes `configItemNotFound`.
      String(filledText(key, lookUp)).replaceAll(/ (\w)/g, (_all, letter: string) => letter.toUpperCase()),
      filledNode(part, lookUp),
    ]),
  );
}

/** A text with its values; a text that is nothing but a placeholder becomes the value, of any type. */
function filledText(text: string, lookUp: (name: string) => unknown): unknown {
  const [, only] = text.match(new RegExp(`^${PLACEHOLDER.source}$`)) ?? [];
  return only ? lookUp(only) : text.replaceAll(PLACEHOLDER, (_all, name: string) => String(lookUp(name)));
}

/** A node with what another adds to it, or replaces. */
function merged(node: unknown, other: unknown): unknown {
  if (!isMap(node) || !isMap(other)) return other;
  const parts = Object.entries(other).map(([key, part]) => [
    key,
    key in node ? merged(node[key], part) : part,
  ]);
  return { ...node, ...Object.fromEntries(parts) };
}

/** An operation with its keys in order: those that the path file adds came last. */
export function inOrder(operation: object): Fields {
  const keys = sorted(Object.keys(operation), OPERATION_KEYS);
  return Object.fromEntries(keys.map((key) => [key, (operation as Fields)[key]]));
}

function isMap(node: unknown): node is Fields {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
