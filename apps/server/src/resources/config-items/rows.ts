import { LINKS, type ReadContext, type WriteContext } from '../../calls/context.ts';
import { found } from '../../calls/faults.ts';
import type { PageRange } from '../../calls/pagination.ts';
import type { ConfigItemsTable, Id, NamedRow } from '../../store/schema.ts';
import { nextNumber } from '../../store/sequences.ts';
import { type Listed, listByName } from '../list-by-name.ts';
import type { Parent } from '../parents.ts';

export type ConfigItemRow = NamedRow<ConfigItemsTable>;

/**
 * A config item of the account: every user of the account sees all of them.
 *
 * @throws CallError when there is none
 */
export async function findConfigItem({ db }: ReadContext, id: Id): Promise<ConfigItemRow> {
  return found(await db.byId('config_items', id), 'config item');
}

/** A config item as the parent of its notes and watches. */
export function parentConfigItem({ id }: { id: Id }): Parent<'config_item'> {
  return { type: 'config_item', id, link: `${LINKS}/config_items/${id}` };
}

/** A page of the items that a config type has itself, by name. */
export function listConfigItems(
  { db }: ReadContext,
  type: Id,
  page: PageRange,
): Promise<Listed<ConfigItemRow>> {
  return listByName(db.from('config_items').selectAll().where('config_type_id', '=', type), page);
}

/** Which of these ids are those of config items. */
export async function knownConfigItems({ db }: ReadContext, ids: readonly Id[]): Promise<Set<Id>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .from('config_items')
    .select('id')
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Set(rows.map(({ id }) => id));
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
