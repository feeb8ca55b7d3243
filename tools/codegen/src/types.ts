import { type Description, resolve, type Schema } from '@service-desk/description/description';
import { partsOf } from '@service-desk/description/schemas';
import openapiTS, { astToString, oapiRef } from 'openapi-typescript';
import ts from 'typescript';
import { commentText, docComment } from './comment.ts';

const BANNER = '// Generated from the description by @service-desk/codegen. Do not edit.\n';

/** What the generated types say of ids: a number, or a decimal string where a number would lie. */
const INT64 = 'Int64';

/**
 * The TypeScript types of the bundle: `paths`, `components`, and a name for each schema.
 *
 * @param exact how an id is held that a number cannot hold: a client has it as a string, so that it survives
 *   JSON.stringify, the server as a bigint, so that it can be distinguished from text
 */
export async function generateTypes(
  description: Description,
  exact: 'string' | 'bigint' = 'string',
): Promise<string> {
  const texts = withFieldTexts(description);
  const nodes = await openapiTS(texts as never, {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    transform: (schema) => {
      // Beyond 2^53 an id is a decimal string, so its type is not `number`.
      if ('format' in schema && schema.format === 'int64') return typeNamed(INT64);
      return isNarrowed(schema) ? typeNamed('NonNullable', [oapiRef(schema.$ref)]) : undefined;
    },
  });
  const source = astToString(nodes)
    // Clients rarely care about the extension: it is JSON unless they say otherwise.
    .replaceAll(/^(\s*)format: (components\["parameters"\])/gm, '$1format?: $2')
    .replaceAll(/\bpath: (\{\s*(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?format\?: [^\n]*\n\s*\})/g, 'path?: $1')
    .replaceAll(/^export type \w+ = components\['(\w+)'\]\['(\w+)'\];$/gm, (line, kind, name) => {
      const text = (texts.components as Components)[kind as string]?.[name as string]?.description;
      return text ? `${docComment(text)}\n${line}` : line;
    });
  return `${BANNER}
/** A 64-bit integer: a number, or a ${exact === 'string' ? 'string of digits' : 'bigint'} where a number would lose some. */
export type ${INT64} = number | ${exact};
${source}
/** Every schema of the description, by name. */
export type Schemas = components['schemas'];
`;
}

function typeNamed(name: string, of: ts.TypeNode[] = []): ts.TypeNode {
  return ts.factory.createTypeReferenceNode(name, of);
}

/** Whether types stand beside a reference: what it leads to, but not null. */
function isNarrowed(schema: object): schema is { $ref: string; type: string | string[] } {
  return '$ref' in schema && 'type' in schema;
}

type Components = Partial<Record<string, Record<string, { description?: string }>>>;

/**
 * The description with a text at every field: that of the schema it refers to where it has none of its own. It has no
 * discriminators: openapi-typescript would replace `status` by a field without a text, and its `const` says the same.
 */
function withFieldTexts(description: Description): Description {
  const copy = structuredClone(description);
  for (const schema of Object.values(copy.components.schemas)) {
    const text = commentText(schema);
    if (text) schema.description = text;
  }
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const schema = node as Schema;
    delete schema.discriminator;
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      // What only narrows a field of another part would show the words of that one twice.
      if (partsOf(copy, schema).filter(({ properties }) => properties?.[name]).length > 1) continue;
      const text = field.description ?? resolve(copy, field).description;
      if (text) field.description = text;
    }
    for (const part of Object.values(node)) visit(part);
  };
  visit(copy);
  return copy;
}

/** The banner of a generated file. */
export function banner(): string {
  return BANNER;
}
