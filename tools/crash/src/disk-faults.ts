import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '@service-desk/test-kit/postgres';
import type { Serving } from '@service-desk/test-kit/processes';
import pg from 'pg';
import { callApi } from './call-api.ts';
import { checkRecords, type MailSummary, type RecordFindings } from './check-records.ts';
import { startDemoServer } from './server-fleet.ts';
import { startLoad, type WriteLoad } from './write-load.ts';

/** What came of a fault of the disk. */
export interface DiskFaultFindings extends RecordFindings {
  /** The errors that callers got while it lasted, each with its count. */
  refusalCounts: Record<string, number>;
  /** Whether others could read meanwhile. */
  read: boolean;
  /** Milliseconds from its end to the first write that was kept, without a restart. */
  recovered: number;
  /** Whether the database says that it is in order. */
  intact: boolean;
}

/** Milliseconds that a fault lasts. */
const LASTS = 3000;
const FILLER = 8 * 1024 * 1024;

/** Whether a file system of one's own can be mounted here. */
export function canMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A disk that is full, until there is room again. */
export async function fillDisk(): Promise<DiskFaultFindings> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]);
  const filler = path.join(folder, 'filler');
  const data = path.join(folder, 'data');
  mkdirSync(data);
  writeFileSync(filler, Buffer.alloc(FILLER));
  try {
    return await onSqlite(data, async (_server, load) => {
      // The load itself fills what is left.
      while (load.refusals.length === 0) await sleep(20);
      await sleep(LASTS);
      rmSync(filler);
    });
  } finally {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  }
}

/** A disk that can only be read, or whose fsync fails, for a while: as the system calls would say it. */
export async function failCalls(
  calls: 'pwrite64' | 'fsync,fdatasync',
  error: 'EROFS' | 'EIO',
): Promise<DiskFaultFindings> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-fault-'));
  try {
    return await onSqlite(folder, async ({ process: { pid } }) => {
      await sleep(500);
      const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}`];
      const strace = spawn('strace', ['-f', ...inject, '-o', '/dev/null', '-p', String(pid)], {
        stdio: 'ignore',
      });
      await sleep(LASTS);
      const gone = once(strace, 'exit');
      strace.kill('SIGINT');
      await gone;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onSqlite(
  folder: string,
  fault: (server: Serving, load: WriteLoad) => Promise<void>,
): Promise<DiskFaultFindings> {
  const mails = mkdtempSync(path.join(tmpdir(), 'service-desk-mails-'));
  try {
    await using server = await startDemoServer({ DATA_DIR: folder, MAIL_DIR: mails, MAIL_LEASE: '2' });
    const found = await during(server, fault, mailsIn(mails));
    await server.stop();
    return { ...found, intact: isIntact(path.join(folder, 'service-desk.db')) };
  } finally {
    rmSync(mails, { recursive: true, force: true });
  }
}

/** A Postgres that may only be read for a while, as one is that is not, or not yet, the first of several. */
export async function forbidWrites(): Promise<DiskFaultFindings> {
  await using postgres = await startPostgres();
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-fault-'));
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  const readOnly = async (value: 'on' | 'off') => {
    await admin.query(`alter system set default_transaction_read_only = ${value}`);
    await admin.query('select pg_reload_conf()');
  };
  try {
    await using server = await startDemoServer({
      DATABASE_URL: postgres.url,
      MAIL_DIR: folder,
      MAIL_LEASE: '2',
    });
    const found = await during(
      server,
      async () => {
        await sleep(500);
        await readOnly('on');
        await sleep(LASTS);
        await readOnly('off');
      },
      mailsIn(folder),
    );
    return { ...found, intact: true };
  } finally {
    await admin.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes while a fault comes and goes, and looks at what is there afterwards. */
async function during(
  server: Serving,
  fault: (server: Serving, load: WriteLoad) => Promise<void>,
  mails: () => MailSummary[],
): Promise<Omit<DiskFaultFindings, 'intact'>> {
  const load = startLoad(() => [server.url]);
  const reading = sleep(LASTS / 2).then(() => reads(server.url));
  await fault(server, load);
  const ended = performance.now();
  while (!(await writes(server.url))) await sleep(10);
  const recovered = performance.now() - ended;
  await sleep(500);
  await load.stop();
  const refusalCounts = Object.groupBy(load.refusals, (text) => text);
  const counts = Object.entries(refusalCounts).map(([text, all]) => [text, all?.length ?? 0] as const);
  const taken: MailSummary[] = [];
  const collecting = setInterval(() => taken.splice(0, taken.length, ...mails()), 200);
  const findings = await checkRecords(server.url, load.writes, taken).finally(() =>
    clearInterval(collecting),
  );
  return { ...findings, refusalCounts: Object.fromEntries(counts), read: await reading, recovered };
}

async function reads(url: string): Promise<boolean> {
  const { errors } = await callApi(url, 'GET', 'incidents/13534');
  return errors.length === 0;
}

async function writes(url: string): Promise<boolean> {
  const incident = { title: 'Is it over?', service_id: 20 };
  const { errors } = await callApi(url, 'POST', 'incidents', { incident });
  return errors.length === 0;
}

/** The mail that stands in the files of a folder. */
function mailsIn(folder: string): () => MailSummary[] {
  const known = new Map<string, MailSummary>();
  return () => {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')) : [];
    for (const name of names) if (!known.has(name)) known.set(name, mailIn(path.join(folder, name)));
    return [...known.values()];
  };
}

function mailIn(file: string): MailSummary {
  const content = readFileSync(file, 'utf8');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(content)?.[1] ?? '';
  return { subject: header('Subject'), messageId: header('Message-ID') };
}

function isIntact(file: string): boolean {
  const database = new DatabaseSync(file);
  const [row] = database.prepare('pragma integrity_check').all();
  database.close();
  return row?.integrity_check === 'ok';
}
