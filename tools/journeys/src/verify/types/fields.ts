import { type Description, resolve, type Schema } from '@service-desk/description/description';
import { type Operation, queryOf as parametersOf } from '@service-desk/description/operations';
import { partsOf } from '@service-desk/description/schemas';

/** The fields of a schema. */
export interface SchemaFields {
  properties: Record<string, Schema>;
  required: string[];
  /** Whether it is one of several, each with mandatory fields of its own. */
  choice: boolean;
}

/** All fields of a schema, with those that it takes over from others and those of its alternatives. */
export function fieldsOf(description: Description, schema: Schema): SchemaFields {
  const parts = partsOf(description, schema);
  return {
    // Where a part only narrows a field, an earlier one has its words.
    properties: Object.assign({}, ...parts.toReversed().map(({ properties }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
    choice: parts.some(({ anyOf }) => anyOf !== undefined),
  };
}

/** What a call takes as its query. */
export function queryOf(operation: Operation): Record<string, Schema> {
  return Object.fromEntries(
    [...parametersOf(operation)].map(([name, { schema, description: text }]) => [
      name,
      { ...schema, ...(text && { description: text }) },
    ]),
  );
}

/** What a call takes as its body, inside the wrapper. */
export function bodyOf(description: Description, { body }: Operation): SchemaFields | undefined {
  if (!body) return undefined;
  const { [body.name]: whole = {} } = description.components.schemas;
  return fieldsOf(description, body.wrapper === null ? whole : (whole.properties?.[body.wrapper] ?? {}));
}

/** What a call answers: its result, or an entry of its list. */
export function answerOf(description: Description, { result }: Operation): SchemaFields {
  const { items = {} } = resolve(description, result.schema);
  return fieldsOf(description, result.list ? items : result.schema);
}
