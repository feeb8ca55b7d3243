import type { ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import { timestamp } from '../../rules/time.ts';
import type { Id } from '../../store/schema.ts';
import type { Parent } from '../parents.ts';
import { personsById } from '../users/views.ts';
import type { WatchRow } from './rows.ts';

/** A watch on its own. */
export async function watchView(context: ReadContext, watch: WatchRow): Promise<Schemas['Watch']> {
  const person = await personsById(context, [watch.user_id]);
  return {
    id: watch.id,
    created_at: timestamp(watch.created_at),
    updated_at: timestamp(watch.updated_at),
    watched_by: person(watch.user_id),
    external_email: watch.external_email,
  };
}

/** A watch in a list and inside its record. */
export function watchSummary(
  watch: WatchRow,
  parent: Parent,
  person: (id: Id | null) => Schemas['Person'] | null,
): Schemas['WatchSummary'] {
  return {
    id: watch.id,
    watch_link: `${parent.link}/watches/${watch.id}`,
    watched_by: person(watch.user_id),
    external_email: watch.external_email,
  };
}
