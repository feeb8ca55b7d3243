import { type OperationId, operationTable } from '@service-desk/client';
import { type Bundle, resolved } from './conformance.ts';
import type { Schema } from './description.ts';

/** As much of a schema as is read of it here. */
export interface Node extends Schema {
  'x-kind'?: string;
  'x-kinds'?: Record<string, string[]>;
  additionalProperties?: unknown;
  maxLength?: number;
  readOnly?: boolean;
  examples?: unknown[];
}

/** What a value is, merged from all that its schema allows. */
export interface Shape {
  /** What an id in it names, such as `user`. */
  kind: string | undefined;
  /** Whether it is an id itself. */
  isId: boolean;
  /** Whether it names its fields, so that another one is none of the description's. */
  isClosed: boolean;
  nodes: Node[];
  field(name: string): Shape;
  items(): Shape;
}

/** A parameter of an address or a query. */
export interface Parameter {
  name: string;
  in: string;
  schema: Node;
  example?: unknown;
  'x-kind'?: string;
}

/** What the description says of ids, answers and bodies. */
export interface Shapes {
  answer(operation: OperationId): Shape;
  /** The fields that can be written, by their names; empty for an operation without a body. */
  writable(operation: OperationId | undefined): Map<string, Shape>;
  parameters(operation: OperationId): Parameter[];
  /** What the id after a word of an address names: `user` after `users`. */
  kindAfter(word: string): string | undefined;
  /** Whether answers hold ids of a kind. */
  isAnswered(kind: string): boolean;
  /** A schema of the description by its name. */
  schema(name: string): Node;
}

/** Reads the shapes of a description. */
export function shapesOf(bundle: Bundle): Shapes {
  const schema = (name: string) => bundle.components.schemas?.[name] as Node;
  const id = schema('Id');
  const kinds = new Map(
    Object.entries(id['x-kinds'] ?? {}).flatMap(([kind, names]) =>
      names.map((name) => [name, kind] as const),
    ),
  );
  const schemas = Object.values(bundle.components.schemas ?? {}) as Node[];
  const answered = new Set([...kinds.values(), ...schemas.map((each) => each['x-kind'])]);
  const answers = new Map<OperationId, Shape>();
  const words = new Map<string, string>();

  function expanded(node: Node | undefined): Node[] {
    if (!node) return [];
    const { $ref, allOf = [], anyOf = [], oneOf = [] } = node;
    const inside = [
      ...allOf,
      ...anyOf,
      ...oneOf,
      ...($ref ? [resolved(bundle, { $ref } as Node)] : []),
    ] as Node[];
    return [node, ...inside.filter((each) => !each['x-guide-print']).flatMap(expanded)];
  }

  function shape(schemas: (Node | undefined)[], name?: string, holder?: string): Shape {
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
            nodes.map((node) => node.properties?.[key] as Node | undefined),
            key,
            own,
          );
        fields.set(key, known);
        return known;
      },
      items() {
        items ??= shape(
          nodes.map((node) => node.items as Node | undefined),
          undefined,
          own,
        );
        return items;
      },
    };
  }

  function described(operation: OperationId) {
    const { method, path } = operationTable[operation];
    return bundle.paths[path]?.[method.toLowerCase()] as {
      parameters?: Parameter[];
      requestBody?: { content: Record<string, { schema: Node }> };
      responses: Record<string, { content?: Record<string, { schema: Node }> }>;
    };
  }

  function parameters(operation: OperationId): Parameter[] {
    const shared = bundle.paths[operationTable[operation].path]?.parameters ?? [];
    const all = [...shared, ...(described(operation).parameters ?? [])] as Parameter[];
    return all.map((each) => resolved(bundle, each));
  }

  for (const operation of Object.keys(operationTable) as OperationId[]) {
    const parts = operationTable[operation].path.replace('.{format}', '').split('/');
    for (const { name, 'x-kind': kind } of parameters(operation)) {
      const word = parts[parts.indexOf(`{${name}}`) - 1];
      if (kind && word && !word.startsWith('{')) words.set(word, kind);
    }
  }

  return {
    parameters,
    schema,
    isAnswered: (kind) => answered.has(kind),
    kindAfter: (word) => words.get(word),
    answer(operation) {
      const response = described(operation).responses['200'];
      const { content } = response ? resolved(bundle, response) : {};
      const known = answers.get(operation) ?? shape([content?.['application/json']?.schema]);
      answers.set(operation, known);
      return known;
    },
    writable(operation) {
      if (!operation) return new Map();
      const { requestBody } = described(operation);
      if (!requestBody) return new Map();
      const { wrapper } = operationTable[operation];
      const body = shape([resolved(bundle, requestBody).content['application/json']?.schema]);
      const fields = wrapper ? body.field(wrapper) : body;
      const readOnly = schema('ReadOnly');
      const names = new Set(fields.nodes.flatMap((node) => Object.keys(node.properties ?? {})));
      const entries = [...names].map((name) => [name, fields.field(name)] as const);
      return new Map(entries.filter(([, field]) => !field.nodes.includes(readOnly)));
    },
  };
}
