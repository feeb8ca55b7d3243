import type { Description } from './description.ts';
import { operationsById } from './operations.ts';

/** An address of v1: its operation, ids and format. */
export interface Address<Id extends string = string> {
  operation: Id;
  ids: string[];
  format: string;
}

/** Finds the operation of a request. */
export interface Routes<Id extends string = string> {
  /** The operation of a method and a path without prefix; undefined if there is none. */
  addressOf(method: string, path: string): Address<Id> | undefined;
  /** The same for a path with any prefix: `/helpdesk/incidents/1.json`. */
  addressBehind(method: string, path: string): Address<Id> | undefined;
}

/** The routes of a description. */
export function routesOf<Id extends string = string>(description: Description): Routes<Id> {
  const routes = [...operationsById(description).values()].map(({ id, method, path, ids }) => ({
    ...{ operation: id as Id, method, ids },
    pattern: new RegExp(
      `^${path.replace('.{format}', '(?:\\.(json|js|xml))?').replace(/\{[^}]+\}/g, '([^/.]+)')}$`,
    ),
  }));
  // Of several matches, the one with the fewest ids is right: current_user is not an id.
  routes.sort((a, b) => a.ids.length - b.ids.length);

  function addressOf(method: string, path: string): Address<Id> | undefined {
    for (const route of routes) {
      if (route.method !== method.toUpperCase()) continue;
      const found = route.pattern.exec(path);
      if (!found) continue;
      const parts = found.slice(1);
      const format = parts.pop() ?? 'json';
      return { operation: route.operation, ids: parts.map((part) => decodeURIComponent(part)), format };
    }
    return undefined;
  }

  return {
    addressOf,
    addressBehind(method, path) {
      const parts = path.split('/');
      for (let first = 1; first < parts.length; first += 1) {
        const address = addressOf(method, `/${parts.slice(first).join('/')}`);
        if (address) return address;
      }
      return undefined;
    },
  };
}
