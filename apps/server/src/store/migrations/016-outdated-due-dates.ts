import { none, type Schemaless } from './columns.ts';

/** Incidents know that their due date is to be computed again once they are open. */
export async function rememberOutdatedDueDates(db: Schemaless): Promise<void> {
  await db.schema.alterTable('incidents').addColumn('due_outdated', 'integer', none).execute();
}
