import {
  type Description,
  type Parameter,
  resolve,
  type Schema,
} from '@service-desk/description/description';
import { type Operation, operationsOf, queryOf } from '@service-desk/description/operations';

/** The bundled description, with what only a reader looks at. */
export interface SiteDescription extends Description {
  info: { title: string; summary: string; description: string };
  servers: readonly [{ url: string }, ...{ url: string }[]];
  tags: { name: string; description: string }[];
  'x-tagGroups': { name: string; tags: string[] }[];
}

/** An operation as the site speaks of it. */
export interface Entry extends Operation {
  tag: string;
  /** Its place in the reference, relative to the site. */
  url: string;
  /** The fields that a caller sends, in query and body, by name. */
  inputs: ReadonlyMap<string, Schema>;
  /** The fields that he reads back, by name. */
  outputs: ReadonlyMap<string, Schema>;
}

/** The tags of a group, each with its operations, in the order of the description. */
export interface Group {
  name: string;
  anchor: string;
  tags: { name: string; description: string; anchor: string; entries: Entry[] }[];
}

/** What the site knows of the description. */
export interface Catalogue {
  description: SiteDescription;
  entries: Entry[];
  groups: Group[];
  byId: ReadonlyMap<string, Entry>;
}

/** The description as the site speaks of it; everything on the site follows from it. */
export function catalogueOf(description: SiteDescription): Catalogue {
  const fields = fieldReader(description);
  const entries = operationsOf(description).map((operation): Entry => {
    const [tag = ''] = operation.tags;
    const query = [...queryOf(operation).values()];
    const body = operation.body && description.components.schemas[operation.body.name];
    return {
      ...operation,
      tag,
      url: `reference/#/${slug(tag)}/${slug(operation.id)}`,
      inputs: new Map([...query.map(asField), ...fields(body)]),
      outputs: fields(operation.result.schema),
    };
  });
  const byTag = Map.groupBy(entries, ({ tag }) => tag);
  // Webhooks are not operations that a reader calls: a page of the guide describes them.
  const tagGroups = description['x-tagGroups'].filter(({ tags }) => tags.some((tag) => byTag.has(tag)));
  const groups = tagGroups.map((group) => ({
    name: group.name,
    anchor: slug(group.name),
    tags: group.tags.map((name) => ({
      name,
      description: description.tags.find((tag) => tag.name === name)?.description ?? '',
      anchor: slug(name),
      entries: byTag.get(name) ?? [],
    })),
  }));
  return { description, entries, groups, byId: new Map(entries.map((entry) => [entry.id, entry])) };
}

function asField({ name, description, schema }: Parameter): [string, Schema] {
  return [name, { ...schema, ...(description && { description }) }];
}

/** Reads all properties that a schema reaches, each schema once. */
function fieldReader(description: Description): (schema: Schema | undefined) => Map<string, Schema> {
  return (schema) => {
    const found = new Map<string, Schema>();
    const seen = new Set<Schema>();
    const visit = (node: Schema | undefined): void => {
      if (!node || typeof node !== 'object') return;
      const target = resolve(description, node);
      if (seen.has(target)) return;
      seen.add(target);
      for (const [name, property] of Object.entries(target.properties ?? {})) {
        const known = resolve(description, property);
        if (known.readOnly) continue;
        const text = property.description ?? known.description;
        if (!found.get(name)?.description) found.set(name, { ...known, ...(text && { description: text }) });
        visit(property);
      }
      const { allOf = [], oneOf = [], anyOf = [] } = target;
      for (const part of [target.items, ...allOf, ...oneOf, ...anyOf]) visit(part);
    };
    visit(schema);
    return found;
  };
}

/** How Redoc names a tag or an operation in an address. */
export function slug(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-');
}
