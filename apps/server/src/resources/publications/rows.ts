import { LINKS, type ReadContext } from '../../calls/context.ts';
import { notFound } from '../../calls/faults.ts';
import type { Id } from '../../store/schema.ts';
import type { Parent } from '../parents.ts';
import { visibleServices } from '../services/rows.ts';

/** What a service publishes to its users. v1 knows of it only that it can be watched. */
export type PublicationType = 'message' | 'knowledge_article';

const tables = { message: 'messages', knowledge_article: 'knowledge_articles' } as const;

/**
 * A message or knowledge article of a service that the caller sees, as the parent of its watches.
 *
 * @throws CallError when there is none
 */
export async function findPublication(context: ReadContext, type: PublicationType, id: Id): Promise<Parent> {
  const { db } = context;
  const visible = await visibleServices(context);
  let query = db.from(tables[type]).select('id').where('id', '=', id);
  if (visible) query = query.where('service_id', 'in', visible);
  const found = await query.executeTakeFirst();
  if (!found) throw notFound(type.replace('_', ' '));
  return { type, id: found.id, link: `${LINKS}/${tables[type]}/${found.id}` };
}
