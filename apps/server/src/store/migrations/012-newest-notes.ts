import type { Schemaless } from './columns.ts';

/** The notes of a record in the order in which they are read, whatever their kind: the newest is found, not looked for. */
export async function orderNotes(db: Schemaless): Promise<void> {
  await db.schema.dropIndex('notes_of_parent').execute();
  await db.schema
    .createIndex('notes_of_parent')
    .on('notes')
    .columns(['account_id', 'parent_type', 'parent_id', 'created_at', 'id'])
    .execute();
}
