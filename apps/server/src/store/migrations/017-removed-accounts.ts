import type { Schemaless } from './columns.ts';

/** Since when an account is being removed: a large one goes in steps, and is not served meanwhile. */
export async function markRemovedAccounts(db: Schemaless): Promise<void> {
  await db.schema.alterTable('accounts').addColumn('removed_at', 'bigint').execute();
}
