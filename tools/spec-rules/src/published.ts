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
  return copyOf(annotated, false) as Node;
}

function copyOf(node: unknown, hasNames: boolean): unknown {
  if (typeof node !== 'object' || node === null) return node;
  // The `examples` of a schema are a list of values.
  if (Array.isArray(node)) return hasNames ? node : node.map((part) => copyOf(part, false));
  const entries = Object.entries(node).filter(([key]) => hasNames || !isAnnotation(key));
  return Object.fromEntries(
    entries.map(([key, part]) => {
      const isValue = !hasNames && (VALUES.has(key) || key in PUBLIC_EXTENSIONS);
      return [key, isValue ? part : copyOf(part, !hasNames && NAMES.has(key))];
    }),
  );
}

function isAnnotation(key: string): boolean {
  return key.startsWith('x-') && !(key in PUBLIC_EXTENSIONS);
}
