import { type OperationId, operationTable } from '@service-desk/client';
import {
  answerSchemaOf,
  type Bundle,
  bodySchemaOf,
  describedParameters,
  type Parameter,
  resolved,
  type Schema,
} from './bundle.ts';
import { OPERATIONS } from './calls.ts';

/** A value, merged from all alternatives of its schema. */
export interface Shape {
  /** The kind of resource that its id names, such as `user`. */
  kind: string | undefined;
  /** Whether the value is an id. */
  isId: boolean;
  /** Whether the description lists its fields, so that others are unknown. */
  isClosed: boolean;
  nodes: Schema[];
  field(name: string): Shape;
  items(): Shape;
}

/** The shapes of responses and bodies, and the kinds of ids. */
export interface Shapes {
  answer(operation: OperationId): Shape;
  /** The writable fields by name; empty for an operation without a body. */
  writable(operation: OperationId | undefined): Map<string, Shape>;
  parameters(operation: OperationId): Parameter[];
  /** The kind of the id after a segment of an address: `user` after `users`. */
  kindAfter(word: string): string | undefined;
  /** Whether responses contain ids of a kind. */
  isAnswered(kind: string): boolean;
  /** A schema of the description by its name. */
  schema(name: string): Schema;
}

/** The kinds of the fields that hold ids, such as `user`. */
export function kindsOf(bundle: Bundle): Map<string, string> {
  const kinds = Object.entries((bundle.components.schemas?.Id as Schema | undefined)?.['x-kinds'] ?? {});
  return new Map(kinds.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)));
}

/** Reads the shapes of a description. */
export function shapesOf(bundle: Bundle): Shapes {
  const schema = (name: string) => bundle.components.schemas?.[name] as Schema;
  const id = schema('Id');
  const kinds = kindsOf(bundle);
  const schemas = Object.values(bundle.components.schemas ?? {}) as Schema[];
  const answered = new Set([...kinds.values(), ...schemas.map((each) => each['x-kind'])]);
  const answers = new Map<OperationId, Shape>();
  const words = new Map<string, string>();

  function expanded(node: Schema | undefined): Schema[] {
    if (!node) return [];
    const { $ref, allOf = [], anyOf = [], oneOf = [] } = node;
    const inside = [
      ...allOf,
      ...anyOf,
      ...oneOf,
      ...($ref ? [resolved(bundle, { $ref } as Schema)] : []),
    ] as Schema[];
    return [node, ...inside.filter((each) => !each['x-guide-print']).flatMap(expanded)];
  }

  function shape(schemas: (Schema | undefined)[], name?: string, holder?: string): Shape {
    const nodes = schemas.flatMap(expanded);
    const own = nodes.find((node) => node['x-kind'])?.['x-kind'];
    const isOwn = name === 'id';
    const isId = nodes.includes(id) || (isOwn && holder !== undefined);
    const kind = isId ? ((name && kinds.get(name)) ?? own ?? holder) : own;
    const fields = new Map<string, Shape>();
    let items: Shape | undefined;
    return {
      ...{ kind, isId, nodes },
      isClosed: nodes.some((node) => node.properties) && !nodes.some((node) => node.additionalProperties),
      field(key) {
        const known =
          fields.get(key) ??
          shape(
            nodes.map((node) => node.properties?.[key] as Schema | undefined),
            key,
            own,
          );
        fields.set(key, known);
        return known;
      },
      items() {
        items ??= shape(
          nodes.map((node) => node.items as Schema | undefined),
          undefined,
          own,
        );
        return items;
      },
    };
  }

  for (const operation of OPERATIONS) {
    const parts = operationTable[operation].path.replace('.{format}', '').split('/');
    for (const { name, 'x-kind': kind } of describedParameters(bundle, operation)) {
      const word = parts[parts.indexOf(`{${name}}`) - 1];
      if (kind && word && !word.startsWith('{')) words.set(word, kind);
    }
  }

  return {
    schema,
    parameters: (operation) => describedParameters(bundle, operation),
    isAnswered: (kind) => answered.has(kind),
    kindAfter: (word) => words.get(word),
    answer(operation) {
      const known = answers.get(operation) ?? shape([answerSchemaOf(bundle, operation)]);
      answers.set(operation, known);
      return known;
    },
    writable(operation) {
      if (!operation) return new Map();
      const { wrapper } = operationTable[operation];
      const body = shape([bodySchemaOf(bundle, operation)]);
      const fields = wrapper ? body.field(wrapper) : body;
      const readOnly = schema('ReadOnly');
      const names = new Set(fields.nodes.flatMap((node) => Object.keys(node.properties ?? {})));
      const entries = [...names].map((name) => [name, fields.field(name)] as const);
      return new Map(entries.filter(([, field]) => !field.nodes.includes(readOnly)));
    },
  };
}
