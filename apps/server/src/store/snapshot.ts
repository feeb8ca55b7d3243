import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Remembered } from './engine.ts';

/**
 * What the reading connection of a SQLite database sees.
 *
 * All that is read in one turn of the event loop is read from one snapshot: to take one costs several times what most
 * queries do. A turn ends once its promises have nothing left to do, so it is never older than a request that is
 * still to come, and a commit of this process ends it at once, so whoever wrote reads what he wrote.
 *
 * What was remembered is forgotten by the first snapshot that shows a commit, whichever connection or process made it:
 * SQLite's `data_version` tells.
 */
export class Snapshot {
  readonly remembered: Remembered = new Map();
  readonly #driver: DatabaseSync;
  #statements: Record<'begin' | 'version' | 'end', StatementSync> | undefined;
  #isTaken = false;
  #seen: unknown;

  constructor(driver: DatabaseSync) {
    this.#driver = driver;
  }

  /** Prepared when they are first needed: a database that is loaded into memory takes away what was prepared before. */
  get #prepared() {
    this.#statements ??= {
      begin: this.#driver.prepare('begin'),
      version: this.#driver.prepare('pragma data_version'),
      end: this.#driver.prepare('commit'),
    };
    return this.#statements;
  }

  /** Takes the snapshot of this turn, unless it is taken. */
  take(): void {
    if (this.#isTaken) return;
    const { begin, version: dataVersion } = this.#prepared;
    begin.run();
    this.#isTaken = true;
    process.nextTick(() => this.leave());
    const version = dataVersion.get()?.data_version;
    if (version === this.#seen) return;
    this.#seen = version;
    this.remembered.clear();
  }

  /** Lets go of it; what is read next is read from a newer one. */
  leave(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    if (this.#driver.isOpen) this.#prepared.end.run();
  }

  /** To be called before this connection itself is written to, which its version does not show. */
  forget(): void {
    this.leave();
    this.remembered.clear();
  }
}
