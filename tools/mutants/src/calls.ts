import { type OperationId, operationTable } from '@service-desk/client';

interface Route {
  operation: OperationId;
  method: string;
  pattern: RegExp;
  ids: number;
}

/** Those without ids first: `/users/current_user` is no user of that number. */
const routes: readonly Route[] = (Object.keys(operationTable) as OperationId[])
  .map((operation) => {
    const { method, path, ids } = operationTable[operation];
    const places = path.replace('.{format}', String.raw`(?:\.(?:json|js|xml))?`);
    const pattern = new RegExp(`/v1${places.replaceAll(/\{\w+\}/g, '[^/?]+?')}(?:\\?|$)`);
    return { operation, method, pattern, ids: ids.length };
  })
  .toSorted((a, b) => a.ids - b.ids);

/** Which operation a request calls. */
export function operationOf({ method, url }: { method: string; url: string }): OperationId | undefined {
  return routes.find((route) => route.method === method && route.pattern.test(url))?.operation;
}

/** The name of an operation without its verb: `changes.testers`. */
export function resourceOf(operation: OperationId): string {
  return operation.slice(0, operation.lastIndexOf('.'));
}

/** The outermost resource that an operation or a resource belongs to: `changes` of `changes.testers`. */
export function rootOf(name: string): string {
  return name.replace(/\..*/, '');
}
