import type { Schemaless } from './columns.ts';

/** Marks accounts that are being removed. This takes several steps, during which they are not served. */
export async function markRemovedAccounts(db: Schemaless): Promise<void> {
  await db.schema.alterTable('accounts').addColumn('removed_at', 'bigint').execute();
}
