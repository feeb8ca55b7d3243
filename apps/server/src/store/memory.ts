import type { Engine } from './engine.ts';
import { countInMemory } from './hourly-counts.ts';
import { migrate } from './migrations.ts';
import { connect, connectReader, QUERY_ONLY, takesNoChanges } from './sqlite.ts';

/** A database in memory, gone when it is closed. */
export interface MemoryEngine extends Engine {
  /** All that is committed, to start others from: {@link openMemory} takes it. */
  image(): Uint8Array;
}

/**
 * Opens a database in memory, with the schema alone or as another one was when its image was taken.
 *
 * Two connections cannot share one as they share a file: either reads see what is not committed, or they fail while
 * somebody writes. So each has its own, and what a commit changed is carried over to the one that reads, in the same
 * turn of the event loop.
 */
export async function openMemory(image?: Uint8Array): Promise<MemoryEngine> {
  const writing = connect(':memory:');
  const reading = connectReader(':memory:');
  const { db, driver } = writing;
  if (image) driver.deserialize(image);
  const applied = image ? [] : await migrate(db, 'memory', (work) => work(db));
  reading.driver.deserialize(image ?? driver.serialize());
  return {
    reading: reading.db,
    applied,
    queueOf: () => 'memory',
    hourlyCounts: countInMemory(),
    async transaction(_account, work) {
      driver.exec('begin immediate');
      const session = driver.createSession();
      try {
        await work(db);
        driver.exec('commit');
        const changes = session.changeset();
        reading.snapshot.forget();
        // The one write that the reading connection takes.
        reading.driver.exec('pragma query_only = off');
        if (!reading.driver.applyChangeset(changes)) throw new Error('the two databases have parted');
        reading.driver.exec(QUERY_ONLY);
      } finally {
        session.close();
        if (driver.isTransaction) driver.exec('rollback');
      }
    },
    async snapshot(work) {
      const apart = connect(':memory:');
      apart.driver.deserialize(driver.serialize());
      return work(apart.db).finally(() => apart.db.destroy());
    },
    takesNoChanges,
    checkAlive: () => undefined,
    image: () => driver.serialize(),
    async close() {
      await reading.db.destroy();
      await db.destroy();
    },
  };
}
