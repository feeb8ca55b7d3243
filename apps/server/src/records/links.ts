import type { Schemas } from '../generated/types.ts';
import type { Id, RecordType } from '../store/schema.ts';
import { type Context, LINKS } from './context.ts';
import type { Parent } from './notes.ts';
import { visibleServices } from './services.ts';

/** The links of a record to other incidents that the caller sees, in order of linking. */
export async function incidentLinks(context: Context, from: Parent): Promise<Schemas['IncidentLink'][]> {
  const { db, caller } = context;
  const visible = await visibleServices(context);
  let query = db
    .selectFrom('links')
    .innerJoin('incidents', (join) =>
      join.onRef('incidents.account_id', '=', 'links.account_id').onRef('incidents.id', '=', 'links.to_id'),
    )
    .select('links.to_id')
    .where('links.account_id', '=', caller.account)
    .where('links.from_type', '=', from.type)
    .where('links.from_id', '=', from.id)
    .where('links.to_type', '=', 'incident');
  if (visible) query = query.where('incidents.service_id', 'in', visible);
  const rows = await query.orderBy('links.position').orderBy('links.to_id').execute();
  return rows.map(({ to_id }) => ({ incident_id: to_id, incident_link: linkOf(from, 'incident', to_id) }));
}

function linkOf(from: Parent, type: RecordType, id: Id): string {
  return `${LINKS}/links/${from.type}s/${from.id}/${type}s/${id}`;
}
