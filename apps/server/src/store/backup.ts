import { closeSync, existsSync, fsyncSync, linkSync, lstatSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';

/** Copies all pages in one step: the copy is consistent, and concurrent writers neither wait for it nor restart it. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Copies a database file, also while it is in use. The copy is checked before it is renamed to its final name.
 *
 * @returns the size of the copy in bytes
 * @throws Error if the database does not exist, the target exists, or the copy is damaged
 */
export async function backUp(file: string, copy: string): Promise<number> {
  const existing = lstatSync(copy, { throwIfNoEntry: false });
  if (existing?.isSymbolicLink() && !existsSync(copy)) {
    throw new Error(`${copy} is a symbolic link to a file that does not exist: give the path of the file`);
  }
  if (existing) throw new Error(`${copy} already exists: a backup does not overwrite files`);
  const source = open(file);
  const unfinished = `${copy}.unfinished-${process.pid}`;
  try {
    await backup(source, unfinished, { rate: ALL_PAGES });
    const size = check(unfinished);
    publish(unfinished, copy);
    return size;
  } finally {
    source.close();
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + suffix, { force: true });
  }
}

/** @throws Error if the file does not exist */
function open(file: string): DatabaseSync {
  if (!existsSync(file)) throw new Error(`there is no database ${file}`);
  return new DatabaseSync(file, { readOnly: true, timeout: 5000 });
}

/** @throws Error if SQLite finds an error in the file */
function check(file: string): number {
  const database = new DatabaseSync(file);
  try {
    // Without a write-ahead log, a single file contains everything. The server turns the log back on.
    database.exec('pragma journal_mode = delete');
    const errors = database
      .prepare('pragma integrity_check')
      .all()
      .map((row) => Object.values(row)[0]);
    if (errors.join() !== 'ok') throw new Error(`the copy is damaged: ${errors.join('; ')}`);
    const size = database.prepare(
      'select page_count * page_size as size from pragma_page_count, pragma_page_size',
    );
    return Number(size.get()?.size);
  } finally {
    database.close();
  }
}

/** Gives a file its final name and flushes it to disk. Fails if the name is taken. */
function publish(unfinished: string, copy: string): void {
  sync(unfinished);
  linkSync(unfinished, copy);
  sync(path.dirname(copy));
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
