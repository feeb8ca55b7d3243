import {
  type Description,
  type Parameter,
  resolve,
  type Schema,
} from '@service-desk/description/description';
import { type Operation, operationsOf, queryOf } from '@service-desk/description/operations';
import { type Webhook, webhooksOf } from './webhooks.ts';

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
  /** The fields that are read back, by name. */
  outputs: ReadonlyMap<string, Schema>;
}

/** A webhook as the site speaks of it. */
export interface WebhookEntry extends Webhook {
  /** Its place in the reference, relative to the site. */
  url: string;
}

/** What has a section of its own in the reference: an operation or a webhook. */
export type ReferenceEntry = Pick<Entry & WebhookEntry, 'id' | 'summary' | 'description' | 'tag' | 'url'>;

/** The tags of a group, each with its operations, in the order of the description. */
export interface Group<Of extends ReferenceEntry = Entry> {
  name: string;
  anchor: string;
  tags: { name: string; description: string; anchor: string; entries: Of[] }[];
}

/** What the site knows of the description. */
export interface Catalogue {
  description: SiteDescription;
  entries: Entry[];
  webhooks: WebhookEntry[];
  /** The groups of operations. */
  groups: Group[];
  /** The groups of the reference, which has webhooks too. */
  referenceGroups: Group<ReferenceEntry>[];
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
      url: urlOf(tag, operation.id),
      inputs: new Map([...query.map(asField), ...fields(body)]),
      outputs: fields(operation.result.schema),
    };
  });
  const webhooks = webhooksOf(description).map((webhook) => ({
    ...webhook,
    url: urlOf(webhook.tag, webhook.id),
  }));
  return {
    description,
    entries,
    webhooks,
    groups: groupsOf(description, entries),
    referenceGroups: groupsOf(description, [...entries, ...webhooks]),
    byId: new Map(entries.map((entry) => [entry.id, entry])),
  };
}

/** The groups of tags that any of these entries has. */
function groupsOf<Of extends ReferenceEntry>(
  description: SiteDescription,
  entries: readonly Of[],
): Group<Of>[] {
  const byTag = Map.groupBy(entries, ({ tag }) => tag);
  const tagGroups = description['x-tagGroups'].filter(({ tags }) => tags.some((tag) => byTag.has(tag)));
  return tagGroups.map((group) => ({
    name: group.name,
    anchor: slug(group.name),
    tags: group.tags.map((name) => ({
      name,
      description: description.tags.find((tag) => tag.name === name)?.description ?? '',
      anchor: slug(name),
      entries: byTag.get(name) ?? [],
    })),
  }));
}

function urlOf(tag: string, id: string): string {
  return `reference/#/${slug(tag)}/${slug(id)}`;
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
