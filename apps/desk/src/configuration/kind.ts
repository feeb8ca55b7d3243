import type { ConfigItem, ConfigItemWrite, Id } from '@service-desk/client';
import { type Fields, field } from '../forms/fields.ts';
import type { ThingKind } from '../things/kind.ts';

const noted =
  'The Service Desk API cannot list them. It takes the fields of the type and of the types above it.';

/** Config items. Their relationships are written one by one. */
export const configItems: ThingKind<ConfigItem> = {
  path: 'configItems',
  noun: 'config item',
  fields: {
    name: field('text', 'Name', ({ name }) => name, { required: true }),
    owner_id: field('person', 'Owner', ({ owner }) => owner ?? null, { required: true }),
    config_type_id: field('configType', 'Type', ({ config_type }) => config_type, {
      required: true,
      wide: true,
      hint: 'Choose one to be offered the types below it.',
    }),
    description: field('area', 'Description', ({ description }) => description),
    config_type_fields: field('extras', 'Fields of its type', (item) => merged(item.config_type_fields), {
      hint: noted,
    }),
    additional_fields: field('extras', 'Custom fields', (item) => merged(item.additional_fields)),
    notify_watchlisted: field('flag', 'Notify its watchers by mail', () => false),
  } satisfies Record<Exclude<keyof ConfigItemWrite, 'config_relationships'>, Fields<ConfigItem>[string]>,
  nameOf: ({ name }) => name,
  address: (id) => `/config/items/${id}`,
  listedIn: ['configItems', 'configTypes'],
  // A type lists its items by name.
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

/** Where a type is, with its tree. */
export function typeAddress(id: Id): string {
  return `/config/types/${id}`;
}

/** v1 gives values by name as a list of objects. */
export function merged(values: readonly Record<string, string>[]): Record<string, string> {
  return Object.assign({}, ...values);
}
