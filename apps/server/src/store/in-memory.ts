import type { Engine } from './engine.ts';
import { countInMemory } from './hourly-counts.ts';
import { migrate } from './migrations.ts';
import { connectSqlite, connectSqliteReader, isUnwritable, QUERY_ONLY } from './sqlite.ts';

/** A database in memory, lost when it is closed. */
export interface InMemoryEngine extends Engine {
  /** A copy of the committed data, for {@link openInMemory}. */
  image(): Uint8Array;
}

/**
 * Opens a database in memory, empty or from an image of another one.
 *
 * Two connections cannot share an in-memory database as they share a file: either reads would see uncommitted data, or
 * they would fail during writes. So each connection has its own database, and each commit is copied to the one for reading,
 * in the same turn of the event loop.
 */
export async function openInMemory(image?: Uint8Array): Promise<InMemoryEngine> {
  const writing = connectSqlite(':memory:');
  const reading = connectSqliteReader(':memory:');
  const { db, driver } = writing;
  if (image) driver.deserialize(image);
  const applied = image ? [] : await migrate(db, 'memory', (work) => work(db));
  reading.driver.deserialize(image ?? driver.serialize());
  return {
    reading: reading.db,
    applied,
    queueKey: () => 'memory',
    hourlyCounts: countInMemory(),
    async transaction(_account, work) {
      driver.exec('begin immediate');
      const session = driver.createSession();
      try {
        await work(db);
        driver.exec('commit');
        const changes = session.changeset();
        reading.snapshot.invalidate();
        // The reading connection otherwise rejects writes.
        reading.driver.exec('pragma query_only = off');
        if (!reading.driver.applyChangeset(changes)) throw new Error('the two databases differ');
        reading.driver.exec(QUERY_ONLY);
      } finally {
        session.close();
        if (driver.isTransaction) driver.exec('rollback');
      }
    },
    async snapshot(work) {
      const copy = connectSqlite(':memory:');
      copy.driver.deserialize(driver.serialize());
      return work(copy.db).finally(() => copy.db.destroy());
    },
    isUnwritable,
    checkAlive: () => undefined,
    image: () => driver.serialize(),
    async close() {
      await reading.db.destroy();
      await db.destroy();
    },
  };
}
