import type { Id, RecordType } from '../store/schema.ts';
import { type Context, LINKS } from './context.ts';
import { type KnownRecordType, recordTables } from './records.ts';
import { visibleServices } from './services.ts';

/** One end of a link. */
interface End {
  type: RecordType;
  id: Id;
}

/** The records of one type that a record is linked to and that the caller sees, in order of linking. */
export async function linkedIds(context: Context, from: End, type: KnownRecordType): Promise<Id[]> {
  const { db, caller } = context;
  const visible = await visibleServices(context);
  const rows = await db
    .selectFrom('links')
    .select('to_id')
    .where('account_id', '=', caller.account)
    .where('from_type', '=', from.type)
    .where('from_id', '=', from.id)
    .where('to_type', '=', type)
    .orderBy('position')
    .orderBy('to_id')
    .execute();
  const ids = rows.map(({ to_id }) => to_id);
  if (!visible || ids.length === 0) return ids;
  const seen = await db
    .selectFrom(recordTables[type])
    .select('id')
    .where('account_id', '=', caller.account)
    .where('id', 'in', ids)
    .where('service_id', 'in', visible)
    .execute();
  const seenIds = new Set(seen.map(({ id }) => id));
  return ids.filter((id) => seenIds.has(id));
}

/** The path of a link, which names both of its ends. */
export function linkOf(from: End, to: End): string {
  return `${LINKS}/links/${from.type}s/${from.id}/${to.type}s/${to.id}`;
}
