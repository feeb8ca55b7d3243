import { follow, isNode, type Node, nodeAt, nodesAt } from './json.ts';

/** An operation with all that its path says for it. */
export interface Operation {
  /** Its `operationId`, else method and path. */
  id: string;
  method: string;
  /** Its path; of a webhook its name. */
  path: string;
  /** Whether the provider sends it. What is sent in a request is read by receivers then. */
  isWebhook: boolean;
  /** What its path says, of all its operations. */
  item: Node;
  node: Node;
  /** By place and name, such as `query limit`. */
  parameters: Map<string, Node>;
}

export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** All operations, in the order of the description, and those of webhooks. */
export function operationsOf(description: Node): Operation[] {
  return (['paths', 'webhooks'] as const).flatMap((section) =>
    Object.entries(nodeAt(description, section)).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const node = isNode(item) ? item[method] : undefined;
        if (!isNode(node) || !isNode(item)) return [];
        return [{ ...operationOf(description, path, method, node, item), isWebhook: section === 'webhooks' }];
      }),
    ),
  );
}

function operationOf(
  description: Node,
  path: string,
  method: string,
  node: Node,
  item: Node,
): Omit<Operation, 'isWebhook'> {
  const parameters = [...nodesAt(item, 'parameters'), ...nodesAt(node, 'parameters')].map((parameter) =>
    follow(description, parameter),
  );
  return {
    id: typeof node.operationId === 'string' ? node.operationId : `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    item,
    node,
    parameters: new Map(parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])),
  };
}

/** The ways to say who one is, by name. */
export function schemesOf(description: Node): Node {
  return nodeAt(nodeAt(description, 'components'), 'securitySchemes');
}

/** What opens an operation: one of several ways, each with the schemes that it needs, all told in full. */
export function waysIn(description: Node, { node }: Operation): string[] {
  const ways = node.security ?? description.security ?? [];
  const schemes = schemesOf(description);
  return (Array.isArray(ways) ? ways.filter(isNode) : []).map((way) =>
    JSON.stringify(
      Object.entries(way)
        .toSorted(([one], [other]) => one.localeCompare(other))
        .map(([name, scopes]) => {
          const { description: _, ...scheme } = follow(description, nodeAt(schemes, name));
          return [scheme, scopes];
        }),
    ),
  );
}
