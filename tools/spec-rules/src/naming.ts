import path from 'node:path';
import {
  type Context,
  METHODS,
  OPERATION_KEYS,
  type Operation,
  type Reference,
  type Resolved,
  sorted,
  type Visitor,
} from './redocly.ts';

/** What `{format}` looks like at the end of every path. */
const EXTENSION = /\.\{format\}$/;

/** Operations that read no list, although their path does not end in `{id}`. */
const SINGLETONS: Record<string, string> = {
  '/users/current_user': 'users.current',
  '/links/{src_type}/{src_id}/{link_type}/{link_id}': 'links.get',
};

/** Segments that v1 has in the singular, though they hold many. */
const SINGULAR: Record<string, string> = { config_relationship_type: 'configRelationshipTypes' };

const VERBS: Record<string, string> = { post: 'create', put: 'update', delete: 'delete' };

/**
 * An operation is called after its path: the segments in camelCase, then `list`, `get`, `create`, `update` or `delete`.
 */
export function operationId(): Visitor {
  let template = '';
  return {
    PathItem: {
      enter(_item: never, { key }: Context) {
        template = key.replace(EXTENSION, '');
      },
    },
    Operation: {
      enter({ operationId: id }: Operation, { key: method, report, location }: Context) {
        const expected = operationIdOf(template, method);
        if (id === undefined || id === expected) return;
        report({
          message: `operationId must be ${expected}, after its path and method, not ${id}.`,
          location: location.child(['operationId']),
        });
      },
    },
  };
}

/** The name of an operation, by its path without the extension and its method. */
export function operationIdOf(template: string, method: string): string {
  const singleton = SINGLETONS[template];
  if (singleton && method === 'get') return singleton;
  const segments = template.split('/').slice(1);
  const resource = segments.filter((segment) => !segment.startsWith('{')).map(segmentName);
  return [...resource, verbOf(method, segments.at(-1) ?? '')].join('.');
}

function verbOf(method: string, last: string): string {
  if (method !== 'get') return VERBS[method] ?? method;
  return last === '{id}' ? 'get' : 'list';
}

function segmentName(segment: string): string {
  return SINGULAR[segment] ?? camelCase(segment);
}

export function camelCase(segment: string): string {
  const words = segment.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** The folder of each kind of component, in a resource's folder or in `shared/`. */
const SECTIONS: Record<string, string> = {
  Schema: 'schemas',
  Parameter: 'parameters',
  Example: 'examples',
  Response: 'responses',
  RequestBody: 'requestBodies',
  Header: 'headers',
};

/**
 * A component has a file of its own, named after it in PascalCase, in the folder of its kind. A component of a resource
 * is used by that resource alone: what several use is in `shared/`.
 */
export function componentFiles(): Visitor {
  return {
    ref: {
      enter({ $ref }: Reference, { type, report, location }: Context, resolved?: Resolved<unknown>) {
        const section = SECTIONS[type.name];
        const file = resolved?.location?.source.absoluteRef;
        if (!section || !file) return;
        const [folder, name] = [path.basename(path.dirname(file)), path.basename(file)];
        if (folder !== section || !/^[A-Z][A-Za-z0-9]*\.yaml$/.test(name) || $ref.includes('#'))
          report({
            message: `${$ref} must be a file ${section}/PascalCase.yaml, named after the component.`,
            location,
          });
        const [owner, user] = [resourceFolderOf(file), resourceFolderOf(location.source.absoluteRef)];
        // Webhooks send what the resources return.
        const isOfWebhook = location.pointer.startsWith('#/webhooks/');
        if (owner && owner !== user && !isOfWebhook)
          report({
            message: `${$ref} is in the folder of ${owner}, but others use it too. Move it to shared/${section}/.`,
            location,
          });
      },
    },
    Components: {
      enter(components: Record<string, unknown>, { report, location }: Context) {
        for (const section of Object.keys(components)) {
          if (section === 'securitySchemes') continue;
          report({
            message: `Components must be in files of their own, in a folder ${section}/.`,
            location: location.child([section]).key(),
          });
        }
      },
    },
  };
}

/** The folder in `resources/` that a file is in; undefined for other files. */
function resourceFolderOf(file: string): string | undefined {
  const folder = path.basename(path.dirname(path.dirname(file)));
  return path.basename(path.resolve(file, '../../..')) === 'resources' ? folder : undefined;
}

/** The file of a path, by the path without the extension. */
export function pathFileOf(template: string): string {
  const segments = template.split('/').slice(1);
  const resource = segments[0]?.toLowerCase().replaceAll('_', '-');
  return `resources/${resource}/paths/${segments.join('_')}.yaml`;
}

/**
 * A path has a file of its own, named after it, in the folder of its first segment, and lists its methods in one
 * order.
 */
export function pathFiles(): Visitor {
  return {
    PathItem: {
      enter(item: object, { key, report, location }: Context) {
        const expected = pathFileOf(key.replace(EXTENSION, ''));
        const file = location.source.absoluteRef;
        if (!file.endsWith(`/${expected}`)) {
          const actual = path.relative(path.resolve(file, '../../../..'), file);
          report({ message: `The file of ${key} must be ${expected}, not ${actual}.`, location });
        }
        const keys = Object.keys(item);
        const order = sorted(keys, ['parameters', ...METHODS]);
        if (order.join() !== keys.join())
          report({ message: `The order of a path's keys must be ${order.join(', ')}.`, location });
      },
    },
  };
}

/** Every operation tells of itself in the same order. */
export function operationKeyOrder(): Visitor {
  return {
    Operation: {
      enter(operation: object, { report, location }: Context) {
        const keys = Object.keys(operation);
        const order = sorted(keys, OPERATION_KEYS);
        if (order.join() !== keys.join())
          report({ message: `The order of an operation's keys must be ${order.join(', ')}.`, location });
      },
    },
  };
}

/** A tag stands in one of the groups that the reference is read by, and a group has only tags that there are. */
export function tagGroups(): Visitor {
  return {
    Root: {
      enter(root: { tags?: { name: string }[]; 'x-tagGroups'?: { tags: string[] }[] }, context: Context) {
        const { report, location } = context;
        const tags = (root.tags ?? []).map(({ name }) => name);
        const grouped = (root['x-tagGroups'] ?? []).flatMap((group) => group.tags);
        for (const [index, tag] of tags.entries()) {
          const groups = grouped.filter((name) => name === tag).length;
          if (groups !== 1)
            report({
              message: `The tag ${tag} must be in one of x-tagGroups, not in ${groups}.`,
              location: location.child(['tags', index]),
            });
        }
        for (const name of grouped.filter((each) => !tags.includes(each)))
          report({
            message: `There is no tag ${name}.`,
            location: location.child(['x-tagGroups']).key(),
          });
      },
    },
  };
}
