import {
  type Content,
  type Context,
  type Example,
  JSON_TYPE,
  type Location,
  METHODS,
  type MediaType,
  type Operation,
  type Reference,
  type Rule,
  type Schema,
  XML_TYPE,
} from './redocly.ts';
import { moved } from './references.ts';
import { inOrder, templates } from './templates.ts';
import { webhooks } from './webhooks.ts';

/*
 * Short forms of the sources. They are expanded before linting and bundling, so that rules and readers of the bundle see
 * plain OpenAPI. `spec/README.md` describes each for authors.
 */

type States = Record<string, object>;

interface Root {
  'x-states'?: States | Reference;
  'x-answers'?: Record<string, Content>;
  'x-beyond'?: Record<string, Beyond>;
}

/** An example as it is in the sources. */
interface SourceExample extends Omit<Example, 'x-state'> {
  'x-state'?: unknown;
  'x-failed'?: unknown;
}

/** `x-state: a name`, of the states that the root has in `x-states`, becomes that state with its name and values. */
const states: Rule = () => {
  let known: States = {};
  let place: Location;
  const used = new Set<string>();
  return {
    Root: {
      enter(root: Root, { resolve, location }: Context) {
        const resolved = resolve<States>(root['x-states'] ?? {});
        known = resolved.node ?? {};
        place = resolved.location ?? location;
        delete root['x-states'];
      },
      leave(_root: Root, { report }: Context) {
        for (const name of Object.keys(known).filter((each) => !used.has(each)))
          report({ message: `No example is in the state "${name}".`, location: place.child([name]).key() });
      },
    },
    Example: {
      enter(example: SourceExample, { report, location }: Context) {
        const name = example['x-state'];
        if (typeof name !== 'string') return;
        used.add(name);
        example['x-state'] = { name, values: known[name] ?? {} };
        if (!known[name])
          report({ message: `There is no state "${name}".`, location: location.child(['x-state']) });
      },
    },
  };
};

/** `x-failed: text`, or a list of texts, becomes the value of the example: v1's envelope of a failure. */
const failures: Rule = () => ({
  Example: {
    enter(example: SourceExample, { report, location }: Context) {
      if (!('x-failed' in example)) return;
      const texts = [example['x-failed']].flat();
      if (example.value !== undefined || !texts.every((text) => typeof text === 'string'))
        report({
          message: 'x-failed must be a text or a list of texts, instead of a value.',
          location: location.child(['x-failed']).key(),
        });
      example.value = { errors: texts.map((error) => ({ error })), version: '1.0', status: 'Failed' };
      delete example['x-failed'];
    },
  },
});

/** Reports keys that a short form does not have. */
function checkKeys(form: object, name: string, known: string[], { report, location }: Context): void {
  for (const key of Object.keys(form).filter((each) => !known.includes(each)))
    report({
      message: `${name} has the unknown key ${key}; known are ${known.join(', ')}.`,
      location: location.child([name, key]).key(),
    });
}

/** Puts an entry in the place of another, so that an operation keeps the order of its keys. */
function replaceEntry(node: object, key: string, becomes: Record<string, unknown>): void {
  const entries = Object.entries(node).flatMap((entry) =>
    entry[0] === key ? Object.entries(becomes) : [entry],
  );
  refill(node, Object.fromEntries(entries));
}

/** Puts these entries in the place of all that a node has. */
function refill(node: object, becomes: object): void {
  for (const each of Object.keys(node)) Reflect.deleteProperty(node, each);
  Object.assign(node, becomes);
}

/** A body in JSON with its examples, and in XML by the same schema. */
function contentOf(json: { schema?: Schema | undefined; examples?: object }): object {
  return { [JSON_TYPE]: json, [XML_TYPE]: { schema: json.schema } };
}

/** `x-body` of an operation becomes its `requestBody`, in JSON and XML. */
const bodies: Rule = () => ({
  Operation: {
    enter(operation: Operation & { 'x-body'?: MediaType }, context: Context) {
      const body = operation['x-body'];
      if (!body) return;
      checkKeys(body, 'x-body', ['schema', 'examples', 'x-refused-examples'], context);
      replaceEntry(operation, 'x-body', { requestBody: { required: true, content: contentOf(body) } });
    },
  },
});

/** `x-answer` of an operation, with `x-answers` of the root, becomes its `responses`. */
const answers: Rule = () => {
  let shared: Record<string, Content> = {};
  let root = '';
  return {
    Root: {
      enter(node: Root, { location }: Context) {
        shared = node['x-answers'] ?? {};
        root = location.source.absoluteRef;
      },
      // Examples inside are expanded first.
      leave(node: Root) {
        delete node['x-answers'];
      },
    },
    Operation: {
      enter(operation: Operation & { 'x-answer'?: ResponseShortForm }, context: Context) {
        const answer = operation['x-answer'];
        if (!answer) return;
        checkKeys(answer, 'x-answer', ['description', 'schema', 'examples'], context);
        const { '200': success, ...others } = moved(shared, root, context.location.source.absoluteRef);
        const failed = success?.content?.[JSON_TYPE]?.schema;
        const { description, schema: own, examples } = answer;
        const schema = own && failed ? eitherOf(own, failed) : failed;
        const responses = {
          '200': { description, headers: success?.headers, content: contentOf({ schema, examples }) },
          ...operation.responses,
          ...others,
        };
        delete operation.responses;
        replaceEntry(operation, 'x-answer', { responses });
      },
    },
  };
};

interface ResponseShortForm {
  description: string;
  /** The schema of a success. */
  schema?: Schema;
  examples: object;
}

/** A success or a failure, which `status` distinguishes. */
function eitherOf(success: Schema, failed: Schema): Schema {
  const mapping = { Success: success.$ref ?? '', Failed: failed.$ref ?? '' };
  return { oneOf: [success, failed], discriminator: { propertyName: 'status', mapping } };
}

/** What an operation of a method has beyond v1. */
interface Beyond {
  parameters?: Reference[];
  headers?: Record<string, Reference>;
}

/** `x-beyond` of the root is added to every operation, by its method. */
const beyond: Rule = () => {
  let byMethod: Record<string, Beyond> = {};
  let root = '';
  return {
    Root: {
      enter(node: Root, context: Context) {
        byMethod = node['x-beyond'] ?? {};
        root = context.location.source.absoluteRef;
        checkKeys(byMethod, 'x-beyond', [...METHODS], context);
        delete node['x-beyond'];
      },
    },
    Paths: {
      Operation: {
        // The other short forms have been expanded by then.
        leave(operation: Operation, { key, location }: Context) {
          const { parameters = [], headers } = moved(byMethod[key] ?? {}, root, location.source.absoluteRef);
          const success = operation.responses?.['200'];
          if (success && !('$ref' in success)) success.headers = { ...success.headers, ...headers };
          if (parameters.length === 0) return;
          const all = [...(operation.parameters ?? []), ...parameters];
          refill(operation, inOrder({ ...operation, parameters: all }));
        },
      },
    },
  };
};

export const shortForms: Record<string, Rule> = {
  states,
  failures,
  bodies,
  answers,
  templates,
  webhooks,
  beyond,
};

type Types = Record<string, { properties: object }>;

/** Redocly visits the examples in a short form of the root as those of responses. */
export function typesOfShortForms(types: Types): Types {
  const { Root: root } = types;
  return {
    ...types,
    ...(root && { Root: { ...root, properties: { ...root.properties, 'x-answers': 'Responses' } } }),
  };
}
