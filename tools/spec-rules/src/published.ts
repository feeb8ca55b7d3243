/**
 * The extensions that the published description keeps, and who reads them. All others are annotations for our own
 * tools, such as `x-state`, and stay in the annotated bundle.
 */
export const PUBLIC_EXTENSIONS: Record<string, string> = {
  'x-tagGroups': 'Redoc and Scalar show the tags in these groups',
  'x-enumDescriptions': 'Redoc shows the meaning of each value, and openapi-typescript writes it into enums',
};

/** Maps whose keys are names, which may begin with `x-` without being extensions. */
const NAMES = new Set(['properties', 'headers', 'examples']);

/** Values as they are sent, which may have any keys. */
const VALUES = new Set(['value', 'example', 'default', 'const', 'enum']);

/** A copy of a bundle without the annotations for our own tools. */
export function publishedOf<Node>(annotated: Node): Node {
  return withoutExtensions(annotated, Object.keys(PUBLIC_EXTENSIONS));
}

/** A copy of a bundle without extensions, except for those that are kept. */
export function withoutExtensions<Node>(bundle: Node, kept: readonly string[] = []): Node {
  return copyOf(bundle, false, new Set(kept)) as Node;
}

function copyOf(node: unknown, hasNames: boolean, kept: ReadonlySet<string>): unknown {
  if (typeof node !== 'object' || node === null) return node;
  // The `examples` of a schema are a list of values.
  if (Array.isArray(node)) return hasNames ? node : node.map((part) => copyOf(part, false, kept));
  const isLeftOut = (key: string) => !hasNames && key.startsWith('x-') && !kept.has(key);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !isLeftOut(key))
      .map(([key, part]) => {
        const isValue = !hasNames && (VALUES.has(key) || kept.has(key));
        return [key, isValue ? part : copyOf(part, !hasNames && NAMES.has(key), kept)];
      }),
  );
}
