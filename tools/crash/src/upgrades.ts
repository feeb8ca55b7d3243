import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from './server-fleet.ts';

/** What came of killing upgrades. */
export interface Upgraded {
  kills: number;
  /** How often the upgrade was killed when so many migrations were done. */
  at: Record<number, number>;
  /** Upgrades that could not go on after a kill, each with what it said. */
  stuck: string[];
  /** Upgraded files that are not what one is that was never interrupted. */
  different: number;
  /** Milliseconds of an upgrade that is not interrupted. */
  took: number;
}

/** The migrations of the old file. */
const OLD = [
  '001-incidents',
  '002-problems',
  '003-changes',
  '004-releases',
  '005-configuration',
  '006-time',
  '007-people',
];

/**
 * Kills the upgrade of a large database file, again and again: within its first step, then within the second, until all are
 * done, and then once more from the beginning.
 *
 * @param records incidents and notes in the file
 */
export async function killUpgrades(kills: number, records: number): Promise<Upgraded> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-upgrade-'));
  try {
    const old = path.join(folder, 'old.db');
    makeOldFile(old, records);
    const whole = newCopy(old, 'whole');
    const lasts = await timesOf(whole);
    const expected = contentOf(whole);
    const found: Upgraded = {
      kills: 0,
      at: {},
      stuck: [],
      different: 0,
      took: lasts.reduce((all, one) => all + one, 0),
    };
    while (found.kills < kills) {
      const file = newCopy(old, `killed-${found.kills}`);
      for (let step = 0; step < lasts.length && found.kills < kills; step += 1) {
        const upgrade = startUpgrade(file);
        const wasKilled = await killWithin(upgrade, file, OLD.length + step, lasts[step] as number);
        if (!wasKilled) break;
        found.kills += 1;
        const done = appliedTo(file);
        found.at[done] = (found.at[done] ?? 0) + 1;
      }
      const last = startUpgrade(file);
      if ((await last.exited) !== 0) found.stuck.push(last.errors());
      else if (contentOf(file) !== expected) found.different += 1;
      rmSync(path.dirname(file), { recursive: true });
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function newCopy(file: string, name: string): string {
  const folder = path.join(path.dirname(file), name);
  mkdirSync(folder);
  const copy = path.join(folder, 'service-desk.db');
  copyFileSync(file, copy);
  return copy;
}

/** A file as an early version left it, with records. */
function makeOldFile(file: string, records: number): void {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = off');
  database.exec(readFileSync(new URL('./schema-007.sql', import.meta.url), 'utf8'));
  // As the migrator of that version kept them, which used no transactions on SQLite.
  database.exec(`
    create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null);
    create table kysely_migration_lock (id varchar(255) not null primary key, is_locked integer default 0 not null);
    insert into kysely_migration_lock values ('migration_lock', 0);`);
  const insert = database.prepare('insert into kysely_migration values (?, ?)');
  for (const [index, name] of OLD.entries()) insert.run(name, new Date(index * 1000).toISOString());
  database.exec(`
    begin;
    insert into accounts (id, name, owner_id, time_zone) values (1, 'Youdo', 1, 'UTC');
    insert into users (account_id, id, kind, first_name, created_at, updated_at) values (1, 1, 'user', 'Dan', 0, 0);
    insert into services (account_id, id, name, slug) values (1, 1, 'Desk', 'desk');
    insert into service_priorities (account_id, id, service_id, record_type, level)
      values (1, 1, 1, 'incident', 1), (1, 2, 1, 'incident', 2), (1, 3, 1, 'incident', 3);
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${Math.ceil(records / 2)})
      insert into incidents
        (account_id, id, title, service_id, priority_id, opened_at, created_at, last_active_at, due_date, closed_at, assigned_user_id)
      select 1, n, 'Incident ' || n, 1, 1 + n % 3, n, n, n, iif(n % 2, n * 7 % 1000, null), iif(n % 4, null, n), iif(n % 5, 1, null)
      from numbers;
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${Math.floor(records / 2)})
      insert into notes (account_id, id, parent_type, parent_id, kind, note, created_at, updated_at)
      select 1, n, 'incident', n, 'symptom', 'It does not work, for the ' || n || 'th time.', n, n from numbers;
    commit;`);
  database.close();
}

interface Upgrade {
  process: ChildProcess;
  /** What it ended with; null when it was killed. */
  exited: Promise<number | null>;
  errors(): string;
}

function startUpgrade(file: string): Upgrade {
  const args = ['--conditions=@service-desk/source', program, 'migrate', '--data-dir', path.dirname(file)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, exited, errors: () => errors };
}

/** Kills an upgrade within the step that follows when so many are done. */
async function killWithin(upgrade: Upgrade, file: string, done: number, lasts: number): Promise<boolean> {
  let isOver = false;
  const exited = upgrade.exited.finally(() => {
    isOver = true;
  });
  while (!isOver && appliedTo(file) < done) await sleep(1);
  // The process takes a while to begin with its first step.
  if (done === OLD.length) await Promise.race([startOf(file, () => isOver), exited]);
  await Promise.race([sleep(Math.random() * lasts), exited]);
  upgrade.process.kill('SIGKILL');
  return (await exited) === null;
}

/** Waits until a process holds the write lock of a file. */
async function startOf(file: string, isOver: () => boolean): Promise<void> {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    while (!isOver()) {
      database.exec('begin immediate');
      database.exec('rollback');
      await sleep(1);
    }
  } catch {
    // It does.
  } finally {
    database.close();
  }
}

/** How long each step takes, in milliseconds. */
async function timesOf(file: string): Promise<number[]> {
  const { exited, errors } = startUpgrade(file);
  let isOver = false;
  const over = exited.finally(() => {
    isOver = true;
  });
  await startOf(file, () => isOver);
  const times: number[] = [];
  let since = performance.now();
  for (let done = OLD.length; ; ) {
    const isLast = isOver;
    const now = appliedTo(file);
    for (; done < now; done += 1) {
      times.push(performance.now() - since);
      since = performance.now();
    }
    if (isLast) break;
    await sleep(1);
  }
  if ((await over) !== 0) throw new Error(`the file could not be upgraded at all: ${errors()}`);
  return times;
}

/** How many migrations were applied. */
function appliedTo(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    return Number(database.prepare('select count(*) as done from kysely_migration').get()?.done);
  } finally {
    database.close();
  }
}

/** What a file holds, as a text: its tables, whether it is in order, and sums of its rows. */
function contentOf(file: string): string {
  const database = new DatabaseSync(file);
  try {
    const read = (query: string) => database.prepare(query).all();
    return JSON.stringify([
      read('select name, sql from sqlite_master order by name'),
      read('pragma integrity_check'),
      read('select name from kysely_migration order by name'),
      read('select count(*), sum(id), sum(priority_level), sum(length(title)) from incidents'),
      read('select count(*), sum(id), sum(length(note)) from notes'),
      read('select * from open_counts order by 1, 2, 3, 4'),
      read('select * from sequences order by 1, 2'),
    ]);
  } finally {
    database.close();
  }
}
