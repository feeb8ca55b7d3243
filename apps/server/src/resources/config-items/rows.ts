import { LINKS, type ReadContext, type WriteContext } from '../../calls/context.ts';
import { notFound } from '../../calls/faults.ts';
import type { ConfigItemsTable, Id, NamedRow } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import type { Parent } from '../parents.ts';

export type ConfigItemRow = NamedRow<ConfigItemsTable>;

/**
 * A config item of the account: every user of the account sees all of them.
 *
 * @throws CallError when there is none
 */
export async function findConfigItem({ db }: ReadContext, id: Id): Promise<ConfigItemRow> {
  const item = await db.byId('config_items', id);
  if (!item) throw notFound('config item');
  return item;
}

/** A config item as the parent of its notes and watches. */
export function parentConfigItem({ id }: { id: Id }): Parent<'config_item'> {
  return { type: 'config_item', id, link: `${LINKS}/config_items/${id}` };
}

/** How many items a config type has itself. */
export async function countConfigItems({ db }: ReadContext, type: Id): Promise<number> {
  const { count } = await db
    .from('config_items')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('config_type_id', '=', type)
    .executeTakeFirstOrThrow();
  return count;
}

/** A page of the items that a config type has itself, by name. */
export async function listConfigItems(
  { db }: ReadContext,
  type: Id,
  { limit, offset }: { limit: number; offset: number },
): Promise<ConfigItemRow[]> {
  return db
    .from('config_items')
    .selectAll()
    .where('config_type_id', '=', type)
    .orderBy('name_key')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute();
}

/** Stores a new config item under the next number of their sequence. */
export async function insertConfigItem(
  { db }: WriteContext,
  item: Omit<ConfigItemRow, 'id'>,
): Promise<ConfigItemRow> {
  const row = { ...item, id: await nextNumber(db, 'config_item') };
  await db.insert('config_items', row).execute();
  return row;
}

/** Stores a config item as a call left it. */
export async function saveConfigItem({ db }: WriteContext, item: ConfigItemRow): Promise<void> {
  await db.update('config_items').set(item).where('id', '=', item.id).execute();
}
