import type { ConfigItem, ConfigItemWrite, Id } from '@service-desk/client';
import type { EntityKind } from '../entities/entity-kind.ts';
import { type Fields, field } from '../forms/fields.ts';

const fieldsHint =
  'Enter the field names yourself: the Service Desk API accepts fields of the type and its parent types, but cannot list them.';

/** Config items. Their relationships have forms of their own. */
export const configItems: EntityKind<ConfigItem> = {
  path: 'configItems',
  noun: 'config item',
  fields: {
    name: field('text', 'Name', ({ name }) => name, { required: true }),
    owner_id: field('person', 'Owner', ({ owner }) => owner ?? null, { required: true }),
    config_type_id: field('configType', 'Type', ({ config_type }) => config_type, {
      required: true,
      wide: true,
      hint: 'Choose a type to see its subtypes.',
    }),
    description: field('area', 'Description', ({ description }) => description),
    config_type_fields: field('keyValues', 'Fields of its type', (item) => merged(item.config_type_fields), {
      hint: fieldsHint,
    }),
    additional_fields: field('keyValues', 'Custom fields', (item) => merged(item.additional_fields)),
    notify_watchlisted: field('flag', 'Notify the watchers', () => false),
  } satisfies Record<Exclude<keyof ConfigItemWrite, 'config_relationships'>, Fields<ConfigItem>[string]>,
  nameOf: ({ name }) => name,
  address: (id) => `/config/items/${id}`,
  listedIn: ['configItems', 'configTypes'],
  // The items of a type are listed by page.
  async namesakes(desk, input) {
    const found: Id[] = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const contents = await desk.configTypes.get(String(input.config_type_id), { limit: 100, page });
      pages = contents.total_pages ?? 1;
      found.push(...contents.config_items.filter(({ name }) => name === input.name).map(({ id }) => id));
    }
    return found;
  },
};

export function typePath(id: Id): string {
  return `/config/types/${id}`;
}

/** Custom values, which v1 provides as a list of objects. */
export function merged(values: readonly Record<string, string>[]): Record<string, string> {
  return Object.assign({}, ...values);
}
