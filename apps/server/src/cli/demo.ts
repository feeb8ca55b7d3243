import { seedWorld, WORLD_ACCOUNT, WORLD_NOW } from '../demo/world.ts';
import type { Store } from '../store/store.ts';

const DAY = 24 * 60 * 60;

/** Puts the demo world into a database without accounts, moved by whole days so that it happened lately. */
export async function seedDemo(store: Store): Promise<void> {
  if (await hasAccounts(store)) return;
  const days = Math.floor((Date.now() - Date.parse(WORLD_NOW)) / 1000 / DAY);
  try {
    await store.write(WORLD_ACCOUNT, (db) => seedWorld(db, { shift: days * DAY }));
  } catch (error) {
    // Another process that shares the database may have been quicker.
    if (!(await hasAccounts(store))) throw error;
  }
}

/** Whether there is anybody to serve. */
export async function hasAccounts(store: Store): Promise<boolean> {
  const known = await store.reading.selectFrom('accounts').select('id').limit(1).executeTakeFirst();
  return known !== undefined;
}
