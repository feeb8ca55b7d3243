import type { Schemaless } from './columns.ts';

/** Indexes the notes of a record by date across kinds, so that the newest is found without reading the others. */
export async function orderNotes(db: Schemaless): Promise<void> {
  await db.schema.dropIndex('notes_of_parent').execute();
  await db.schema
    .createIndex('notes_of_parent')
    .on('notes')
    .columns(['account_id', 'parent_type', 'parent_id', 'created_at', 'id'])
    .execute();
}
