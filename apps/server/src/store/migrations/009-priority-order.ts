import { sql } from 'kysely';
import { openIndex } from './008-lists.ts';
import type { Schemaless } from './columns.ts';

/** Copies the level of the priority to incidents, so that an index can order by it. */
export async function keepPriorityLevels(db: Schemaless): Promise<void> {
  await db.schema.alterTable('incidents').addColumn('priority_level', 'integer').execute();
  await sql`
    update incidents set priority_level = (
      select level from service_priorities
      where service_priorities.account_id = incidents.account_id and service_priorities.id = incidents.priority_id
    )`.execute(db);
  const order = '(priority_level is null), priority_level, (due_date is null), due_date, id desc';
  await openIndex(db, 'incidents', 'by_priority', order);
}
