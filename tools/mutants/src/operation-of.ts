import type { OperationId } from '@service-desk/client';
import { readDescription } from '@service-desk/description/description';
import { routesOf } from '@service-desk/description/routes';

const routes = routesOf<OperationId>(readDescription());

/** The operation of a request. */
export function operationOf({ method, url }: { method: string; url: string }): OperationId | undefined {
  const { pathname } = new URL(url, 'http://provider');
  return routes.addressBehind(method, pathname)?.operation;
}

/** The outermost resource that an operation or a resource belongs to: `changes` of `changes.testers`. */
export function rootResource(name: string): string {
  return name.replace(/\..*/, '');
}
