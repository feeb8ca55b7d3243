import { seedWorld, WORLD_ACCOUNT, WORLD_NOW } from '../demo/demo-world.ts';
import type { Store } from '../store/store.ts';

const DAY = 24 * 60 * 60;

/** Seeds a database that has no accounts with the demo world. Its dates are shifted by whole days to end now. */
export async function seedDemo(store: Store): Promise<void> {
  if (await hasAccounts(store)) return;
  const days = Math.floor((Date.now() - Date.parse(WORLD_NOW)) / 1000 / DAY);
  try {
    await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: days * DAY }));
  } catch (error) {
    // Another process on the same database may have seeded it first.
    if (!(await hasAccounts(store))) throw error;
  }
}

/** Whether the database has an account. */
export async function hasAccounts(store: Store): Promise<boolean> {
  const account = await store.reading.selectFrom('accounts').select('id').limit(1).executeTakeFirst();
  return account !== undefined;
}
