import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { QueryCache } from './engine.ts';

/**
 * The snapshot of the reading connection to a SQLite database.
 *
 * All reads in one turn of the event loop share a snapshot, because taking one costs several times as much as most queries.
 * A turn ends when its promises are settled, so a snapshot is never older than a new request. A commit of this process
 * ends it at once, so that a writer reads its own writes.
 *
 * The cache is cleared by the first snapshot after a commit of any connection or process, which SQLite's `data_version`
 * shows.
 */
export class Snapshot {
  readonly cache: QueryCache = new Map();
  readonly #driver: DatabaseSync;
  #statements: Record<'begin' | 'version' | 'end', StatementSync> | undefined;
  #isTaken = false;
  #lastVersion: unknown;

  constructor(driver: DatabaseSync) {
    this.#driver = driver;
  }

  /** Prepared on first use, because loading a database into memory invalidates earlier statements. */
  get #prepared() {
    this.#statements ??= {
      begin: this.#driver.prepare('begin'),
      version: this.#driver.prepare('pragma data_version'),
      end: this.#driver.prepare('commit'),
    };
    return this.#statements;
  }

  /** Takes the snapshot of this turn, unless there is one. */
  take(): void {
    if (this.#isTaken) return;
    const { begin, version: dataVersion } = this.#prepared;
    begin.run();
    this.#isTaken = true;
    process.nextTick(() => this.release());
    const version = dataVersion.get()?.data_version;
    if (version === this.#lastVersion) return;
    this.#lastVersion = version;
    this.cache.clear();
  }

  /** Ends the snapshot. The next read takes a new one. */
  release(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    if (this.#driver.isOpen) this.#prepared.end.run();
  }

  /** Must be called before a write on this connection, which `data_version` does not show. */
  invalidate(): void {
    this.release();
    this.cache.clear();
  }
}
