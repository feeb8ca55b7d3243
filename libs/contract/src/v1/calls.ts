import type { OperationId, ServiceDesk } from '@service-desk/client';

/** Calls an operation by its name, with ids and input as its method takes them. */
export async function callByName(
  desk: ServiceDesk,
  operation: OperationId,
  ...args: unknown[]
): Promise<unknown> {
  const method = operation
    .split('.')
    .reduce<unknown>((inside, name) => (inside as Record<string, unknown>)[name], desk);
  return await (method as (...args: unknown[]) => Promise<unknown>)(...args);
}

/** The entries of a list, paged or whole, out of the wrapper that each may have. */
export function entriesOf(list: unknown): Record<string, unknown>[] {
  const entries = Array.isArray(list) ? list : ((list as { items?: unknown[] } | null)?.items ?? []);
  return entries.map((entry) => {
    const inside = entry as Record<string, unknown>;
    return inside.id === undefined ? ((Object.values(inside)[0] ?? {}) as Record<string, unknown>) : inside;
  });
}

/** The Authorization header of a token. */
export function authorizationOf(token: string): string {
  return `Basic ${btoa(`x:${token}`)}`;
}

/** Whose an operation is: `changes.testers` of `changes.testers.create`. */
export function resourceOf(operation: string): string {
  return operation.slice(0, operation.lastIndexOf('.'));
}

/** A path without its extension, whatever its parameters are called. */
export function collectionOf(path: string): string {
  return path.replace('.{format}', '').replace(/\{[^}]+\}/g, '{}');
}
