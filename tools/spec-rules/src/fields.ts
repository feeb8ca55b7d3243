import {
  type Content,
  type Context,
  follow,
  type Parameter,
  type Placed,
  partsOf,
  type Schema,
  type Visitor,
} from './redocly.ts';

/** Every field of a body is described, beside its reference or behind it. */
export function describedFields(): Visitor {
  return {
    Schema: {
      enter({ properties = {}, allOf = [] }: Schema, context: Context) {
        const added = allOf.map((part) => follow<Schema>(context, part, context.location)?.node.properties);
        for (const [name, field] of Object.entries(properties)) {
          // What only narrows a field of another part has its words there.
          if (added.some((fields) => fields?.[name])) continue;
          const description =
            field.description ?? follow<Schema>(context, field, context.location)?.node.description;
          if (description?.trim()) continue;
          context.report({
            message: `The field ${name} needs a description.`,
            location: context.location.child(['properties', name]).key(),
          });
        }
      },
    },
  };
}

/** Words that say nothing about a field. */
const EMPTY_WORDS = new Set(['a', 'an', 'the', 'of', 'this', 'that', 'its', 'is', 's', 'for']);

/** A description says more than the name of what it describes. */
export function tellingDescriptions(): Visitor {
  return {
    Schema: {
      enter({ properties = {} }: Schema, { report, location }: Context) {
        for (const [name, { description }] of Object.entries(properties)) {
          if (!repeats(name, description)) continue;
          report({
            message: `The description of ${name} only repeats its name.`,
            location: location.child(['properties', name, 'description']),
          });
        }
      },
    },
    Parameter: {
      enter({ name, description }: Parameter, { report, location }: Context) {
        if (repeats(name, description))
          report({
            message: `The description of ${name} only repeats its name.`,
            location: location.child(['description']),
          });
      },
    },
  };
}

function repeats(name: string, description: string | undefined): boolean {
  if (!description) return false;
  const known = wordsOf(name);
  return [...wordsOf(description)].every((word) => known.has(word) || EMPTY_WORDS.has(word));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9]+/g) ?? []);
}

/** How the description of a second name begins. */
const ALIAS = /^(?:Another name of|The guide's misprint of) `/;

/** A second name is deprecated, and what is deprecated must name the field next to it that is to be used instead. */
export function deprecatedAliases(): Visitor {
  return {
    Schema: {
      enter({ properties = {} }: Schema, { report, location }: Context) {
        for (const [name, { description = '', deprecated = false }] of Object.entries(properties)) {
          const isAlias = ALIAS.test(description);
          if (!isAlias && !deprecated) continue;
          const place = location.child(['properties', name]).key();
          const named = [...description.matchAll(/`(\w+)`/g)].map(([, field = '']) => field);
          if (!named.some((field) => field in properties))
            report({
              message: `${name} must name the field next to it that is to be used instead.`,
              location: place,
            });
          else if (!deprecated)
            report({ message: `${name} is an alias, so it must be deprecated.`, location: place });
        }
      },
    },
  };
}

/** A code says what each of its values means, beside the value, where tools read it. Flags take words as well. */
export function codeMeanings(): Visitor {
  return {
    Schema: {
      enter(
        { $ref, enum: values = [], 'x-enumDescriptions': meanings = {} }: Schema,
        { report, location }: Context,
      ) {
        // What only narrows a code leaves the meanings behind the reference.
        if ($ref !== undefined || values.includes(true)) return;
        for (const code of values.filter((value) => typeof value === 'number' && !meanings[value]))
          report({
            message: `x-enumDescriptions must describe ${code}.`,
            location: location.child(['enum']).key(),
          });
      },
    },
  };
}

function isClosed({ additionalProperties, unevaluatedProperties }: Schema): boolean {
  return additionalProperties === false || unevaluatedProperties === false;
}

/** What is written is closed: an unnamed field is a mistake of the caller. */
export function closedWrites(): Visitor {
  const seen = new Set<Schema>();
  function check(context: Context, schema: Placed<Schema>): void {
    const { node, location } = schema;
    // What is read may hold more than is named of it.
    if (seen.has(node) || node.readOnly) return;
    seen.add(node);
    // What adds to a closed schema is closed by it.
    const added = (node.allOf ?? []).map((part, index) =>
      follow<Schema>(context, part, location.child(['allOf', index])),
    );
    if (node.properties && ![schema, ...added].some((part) => part && isClosed(part.node)))
      context.report({
        message: 'A schema for writing must list all its fields: additionalProperties: false.',
        location,
      });
    for (const part of partsOf(context, schema)) check(context, part);
  }
  return {
    RequestBody: {
      enter({ content = {} }: Content, context: Context) {
        for (const [type, { schema }] of Object.entries(content)) {
          const placed = follow<Schema>(context, schema, context.location.child(['content', type, 'schema']));
          if (placed) check(context, placed);
        }
      },
    },
  };
}
