import path from 'node:path';

/** A copy of a node of one file for another, so that its references lead to the same files. */
export function moved<Node>(node: Node, from: string, to: string): Node {
  const text = JSON.stringify(node, (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string') return value;
    return path.relative(path.dirname(to), path.resolve(path.dirname(from), value));
  });
  return JSON.parse(text) as Node;
}
