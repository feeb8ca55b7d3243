import { none, type Schemaless } from './columns.ts';

/** Adds the flag that the due date of an incident must be recomputed when it is re-opened. */
export async function rememberOutdatedDueDates(db: Schemaless): Promise<void> {
  await db.schema.alterTable('incidents').addColumn('due_outdated', 'integer', none).execute();
}
