import path from 'node:path';
import {
  type Context,
  METHODS,
  type Operation,
  type Reference,
  type Resolved,
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
        const expected = nameOf(template, method);
        if (id === undefined || id === expected) return;
        report({
          message: `operationId must be ${expected}, after its path and method, not ${id}.`,
          location: location.child(['operationId']),
        });
      },
    },
  };
}

function nameOf(template: string, method: string): string {
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

function camelCase(segment: string): string {
  const words = segment.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** The sections of `components/`, by what may stand in them. */
const SECTIONS: Record<string, string> = {
  Schema: 'schemas',
  Parameter: 'parameters',
  Example: 'examples',
  Response: 'responses',
  RequestBody: 'requestBodies',
  Header: 'headers',
};

/** A component has a file of its own in its section, which has its name, in PascalCase. */
export function componentFiles(): Visitor {
  return {
    ref: {
      enter({ $ref }: Reference, { type, report, location }: Context, resolved?: Resolved<unknown>) {
        const section = SECTIONS[type.name];
        const file = resolved?.location?.source.absoluteRef;
        if (!section || !file) return;
        const [folder, name] = [path.basename(path.dirname(file)), path.basename(file)];
        if (folder === section && /^[A-Z][A-Za-z0-9]*\.yaml$/.test(name) && !$ref.includes('#')) return;
        report({
          message: `${$ref} must be a file components/${section}/PascalCase.yaml, which is the component's name.`,
          location,
        });
      },
    },
    Components: {
      enter(components: Record<string, unknown>, { report, location }: Context) {
        for (const section of Object.keys(components)) {
          if (section === 'securitySchemes') continue;
          report({
            message: `Components stand in files of their own, in components/${section}/.`,
            location: location.child([section]).key(),
          });
        }
      },
    },
  };
}

/** A path has a file of its own, named after it, and tells of its methods in one order. */
export function pathFiles(): Visitor {
  return {
    PathItem: {
      enter(item: object, { key, report, location }: Context) {
        const expected = `${key.slice(1).replace(EXTENSION, '').replaceAll('/', '_')}.yaml`;
        const file = path.basename(location.source.absoluteRef);
        if (file !== expected)
          report({ message: `The file of ${key} must be paths/${expected}, not ${file}.`, location });
        const keys = Object.keys(item);
        const order = sorted(keys, ['parameters', ...METHODS]);
        if (order.join() !== keys.join())
          report({ message: `The order of a path's keys must be ${order.join(', ')}.`, location });
      },
    },
  };
}

/** The order of an operation's keys: what it is, what it takes, what it answers. */
const OPERATION_KEYS = [
  'operationId',
  'summary',
  'description',
  'externalDocs',
  'deprecated',
  'tags',
  'security',
  'x-order',
  'parameters',
  'requestBody',
  'responses',
];

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

/** Keys in a wanted order; those that it does not name come last, as they came. */
function sorted(keys: string[], wanted: readonly string[]): string[] {
  const place = (key: string) => (wanted.includes(key) ? wanted.indexOf(key) : wanted.length);
  return keys.toSorted((a, b) => place(a) - place(b));
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
              message: `The tag ${tag} must stand in one of x-tagGroups, not in ${groups}.`,
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
