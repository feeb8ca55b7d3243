import { closeSync, existsSync, fsyncSync, linkSync, lstatSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';

/** All pages in one step: a copy of one moment, which those who write meanwhile neither wait for nor spoil. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Copies a database file while others read and write it, and checks the copy before it gets its name.
 *
 * @returns how many bytes the copy has
 * @throws Error when there is no such database, a file of that name is there already, or the copy is not whole
 */
export async function backUp(file: string, copy: string): Promise<number> {
  const there = lstatSync(copy, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && !existsSync(copy)) {
    throw new Error(`${copy} is a symbolic link to a file that does not exist: name the file itself`);
  }
  if (there) throw new Error(`${copy} is there already: a backup does not overwrite anything`);
  const source = open(file);
  const unfinished = `${copy}.unfinished-${process.pid}`;
  try {
    await backup(source, unfinished, { rate: ALL_PAGES });
    const size = check(unfinished);
    keep(unfinished, copy);
    return size;
  } finally {
    source.close();
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + end, { force: true });
  }
}

/** @throws Error when there is none */
function open(file: string): DatabaseSync {
  if (!existsSync(file)) throw new Error(`there is no database ${file}`);
  return new DatabaseSync(file, { readOnly: true, timeout: 5000 });
}

/** @throws Error when SQLite finds anything wrong about it */
function check(file: string): number {
  const database = new DatabaseSync(file);
  try {
    // One file that holds everything, whoever copies it on. The server turns it back.
    database.exec('pragma journal_mode = delete');
    const faults = database
      .prepare('pragma integrity_check')
      .all()
      .map((row) => Object.values(row)[0]);
    if (faults.join() !== 'ok') throw new Error(`the copy is not whole: ${faults.join('; ')}`);
    const size = database.prepare(
      'select page_count * page_size as size from pragma_page_count, pragma_page_size',
    );
    return Number(size.get()?.size);
  } finally {
    database.close();
  }
}

/** Names a file, on the disk, unless the name is taken. */
function keep(unfinished: string, copy: string): void {
  sync(unfinished);
  linkSync(unfinished, copy);
  sync(path.dirname(copy));
}

function sync(place: string): void {
  const descriptor = openSync(place, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
