import { follow, isJsonObject, type JsonObject, nodeAt, nodesAt } from './json.ts';

/** An operation with all that its path says for it. */
export interface OperationEntry {
  /** Its `operationId`, else method and path. */
  id: string;
  method: string;
  /** Its path; of a webhook its name. */
  path: string;
  /** Whether the provider sends it. What is sent in a request is read by receivers then. */
  isWebhook: boolean;
  /** What its path says, of all its operations. */
  item: JsonObject;
  node: JsonObject;
  /** By place and name, such as `query limit`. */
  parameters: Map<string, JsonObject>;
}

export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** All operations, in the order of the description, and those of webhooks. */
export function operationsOf(description: JsonObject): OperationEntry[] {
  return (['paths', 'webhooks'] as const).flatMap((section) =>
    Object.entries(nodeAt(description, section)).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const node = isJsonObject(item) ? item[method] : undefined;
        if (!isJsonObject(node) || !isJsonObject(item)) return [];
        return [{ ...operationOf(description, path, method, node, item), isWebhook: section === 'webhooks' }];
      }),
    ),
  );
}

function operationOf(
  description: JsonObject,
  path: string,
  method: string,
  node: JsonObject,
  item: JsonObject,
): Omit<OperationEntry, 'isWebhook'> {
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
export function schemesOf(description: JsonObject): JsonObject {
  return nodeAt(nodeAt(description, 'components'), 'securitySchemes');
}

/** What opens an operation: one of several ways, each with the schemes that it needs, all in full. */
export function waysIn(description: JsonObject, { node }: OperationEntry): string[] {
  const ways = node.security ?? description.security ?? [];
  const schemes = schemesOf(description);
  return (Array.isArray(ways) ? ways.filter(isJsonObject) : []).map((way) =>
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
