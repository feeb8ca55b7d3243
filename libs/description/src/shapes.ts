import { type Description, type Parameter, resolve, type Schema } from './description.ts';
import { operationNamed, operationsById } from './operations.ts';

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
  answer(operation: string): Shape;
  /** The writable fields by name; empty for an operation without a body. */
  writable(operation: string | undefined): Map<string, Shape>;
  parameters(operation: string): Parameter[];
  /** The kind of the id after a segment of an address: `user` after `users`. */
  kindAfter(word: string): string | undefined;
  /** Whether responses contain ids of a kind. */
  isAnswered(kind: string): boolean;
  /** A schema of the description by its name. */
  schema(name: string): Schema;
}

/** The kinds of the fields that hold ids, such as `user`. */
export function kindsOf({ components }: Description): Map<string, string> {
  const kinds = Object.entries(components.schemas.Id?.['x-kinds'] ?? {});
  return new Map(kinds.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)));
}

/** Reads the shapes of a description. */
export function shapesOf(description: Description): Shapes {
  const { schemas } = description.components;
  const schema = (name: string) => schemas[name] as Schema;
  const id = schema('Id');
  const kinds = kindsOf(description);
  const answered = new Set([...kinds.values(), ...Object.values(schemas).map((each) => each['x-kind'])]);
  const answers = new Map<string, Shape>();
  const words = new Map<string, string>();

  function expanded(node: Schema | undefined): Schema[] {
    if (!node) return [];
    const { $ref, allOf = [], anyOf = [], oneOf = [] } = node;
    const target = $ref ? [resolve<Schema>(description, { $ref })] : [];
    const inside = [...allOf, ...anyOf, ...oneOf, ...target];
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
            nodes.map((node) => node.properties?.[key]),
            key,
            own,
          );
        fields.set(key, known);
        return known;
      },
      items() {
        items ??= shape(
          nodes.map((node) => node.items),
          undefined,
          own,
        );
        return items;
      },
    };
  }

  for (const { path, parameters } of operationsById(description).values()) {
    const parts = path.replace('.{format}', '').split('/');
    for (const { name, 'x-kind': kind } of parameters) {
      const word = parts[parts.indexOf(`{${name}}`) - 1];
      if (kind && word && !word.startsWith('{')) words.set(word, kind);
    }
  }

  return {
    schema,
    parameters: (operation) => operationNamed(description, operation).parameters,
    isAnswered: (kind) => answered.has(kind),
    kindAfter: (word) => words.get(word),
    answer(operation) {
      const known =
        answers.get(operation) ?? shape([operationNamed(description, operation).responseSchemas[200]]);
      answers.set(operation, known);
      return known;
    },
    writable(operation) {
      if (!operation) return new Map();
      const { body, requestSchema } = operationNamed(description, operation);
      const whole = shape([requestSchema]);
      const fields = body?.wrapper ? whole.field(body.wrapper) : whole;
      const readOnly = schema('ReadOnly');
      const names = new Set(fields.nodes.flatMap((node) => Object.keys(node.properties ?? {})));
      const entries = [...names].map((name) => [name, fields.field(name)] as const);
      return new Map(entries.filter(([, field]) => !field.nodes.includes(readOnly)));
    },
  };
}
