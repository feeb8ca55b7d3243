import { isDeepStrictEqual } from 'node:util';
import {
  type Context,
  follow,
  JSON_TYPE,
  type MediaType,
  type Placed,
  partsOf,
  type Schema,
  type Visitor,
  XML_TYPE,
} from './redocly.ts';

/** Whatever is JSON is XML as well, of the same schema. */
export function xmlBesideJson(): Visitor {
  return {
    MediaTypesMap: {
      enter(content: Record<string, MediaType>, { report, location }: Context) {
        const { [JSON_TYPE]: json, [XML_TYPE]: xml } = content;
        if (!json && !xml) return;
        if (!json || !xml)
          report({
            message: json
              ? 'XML is missing: name the schema of application/json (schema: &answer, or &body in a request), and ' +
                'end the content with application/xml: { schema: *answer } (or *body).'
              : 'JSON is missing next to XML.',
            location: location.key(),
          });
        else if (!isDeepStrictEqual(json.schema, xml.schema))
          report({
            message: 'XML must have the same schema as JSON.',
            location: location.child([XML_TYPE]).key(),
          });
      },
    },
  };
}

/** The root of every document, in and out, as Rails' to_xml has it. */
const ROOT = 'hash';

/** Elements are called as v1 calls them: the root `hash`, a list as its field, its entries by the singular. */
export function xmlNames(): Visitor {
  const seen = new Set<Schema>();

  function checkLists(context: Context, schema: Placed<Schema>): void {
    const { node, location } = schema;
    if (seen.has(node)) return;
    seen.add(node);
    for (const [name, field] of Object.entries(node.properties ?? {})) {
      const place = location.child(['properties', name]);
      for (const list of listsOf(context, follow<Schema>(context, field, place))) {
        const entry = singular(name);
        if (list.xml?.wrapped && list.items?.xml?.name === entry) continue;
        context.report({
          message: `The list ${name} needs xml: { wrapped: true }, and its items xml: { name: ${entry} }.`,
          location: place.key(),
        });
      }
    }
    for (const part of partsOf(context, schema)) checkLists(context, part);
  }

  return {
    MediaType: {
      enter({ schema }: MediaType, context: Context) {
        if (context.key !== XML_TYPE) return;
        const body = follow<Schema>(context, schema, context.location.child(['schema']));
        if (!body) return;
        for (const root of body.node.oneOf ? partsOf(context, body) : [body]) {
          if (root.node.xml?.name !== ROOT)
            context.report({
              message: `A body needs xml: { name: ${ROOT} }, the name of every root element.`,
              location: root.location,
            });
          checkLists(context, root);
        }
      },
    },
  };
}

/** The lists that a field may be, but for those that are ignored. */
function listsOf(context: Context, field: Placed<Schema> | undefined): Schema[] {
  if (!field || field.node.readOnly) return [];
  if (field.node.items) return [field.node];
  return field.node.properties ? [] : partsOf(context, field).flatMap((part) => listsOf(context, part));
}

export function singular(name: string): string {
  return name
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|ss|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}
