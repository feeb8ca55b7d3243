/** An operation of a flavour, by the dotted name that it has in the description. */
export interface CallableOperation {
  id: string;
  /** `incidents.comments.create` as `incidentsCommentsCreate`, which most generators make of it. */
  camel: string;
  method: string;
  path: string;
  /** The names of the path's parameters in order. */
  pathNames: readonly string[];
  hasBody: boolean;
}

export interface Bundle {
  paths: Record<string, Record<string, { operationId?: string; requestBody?: object }>>;
}

/** Finds an operation of a flavour by its dotted name, whichever way the flavour writes it. */
export function finderOf({ paths }: Bundle): (id: string) => CallableOperation {
  const found = new Map<string, CallableOperation>();
  for (const [path, item] of Object.entries(paths))
    for (const [method, { operationId, requestBody }] of Object.entries(item)) {
      if (operationId === undefined) continue;
      const camel = camelOf(operationId);
      const pathNames = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      found.set(camel, {
        id: operationId,
        camel,
        method,
        path,
        pathNames,
        hasBody: requestBody !== undefined,
      });
    }
  return (id) => {
    const operation = found.get(camelOf(id));
    if (!operation) throw new Error(`there is no operation ${id}`);
    return operation;
  };
}

export function camelOf(id: string): string {
  return id.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase());
}
