import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { call } from './api.ts';
import { startServer } from './fleet.ts';

/** What stood between requests that write and their answers. */
export interface Synced {
  answers: number;
  syncs: number;
  /** Answers before which nothing was brought to the disk since their request came. */
  tooEarly: number;
}

/** Whether system calls can be watched here. */
export function canTrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Has a server create incidents, several at a time, and watches its system calls: between the reading of each request and
 * the writing of its answer there has to be an fsync of the database, from beginning to end.
 */
export async function watchSyncs(rounds: number, atOnce: number): Promise<Synced> {
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-syncs-'));
  const trace = path.join(folder, 'trace');
  const watched = 'trace=read,write,writev,fsync,fdatasync';
  // The tracer stands aside, so that who is started is the server.
  const strace = ['strace', '-D', '-f', '-s', '24', '-e', watched, '-o', trace];
  try {
    const server = await startServer({ DATA_DIR: folder, MAIL_DIR: path.join(folder, 'mail') }, strace);
    for (let round = 0; round < rounds; round += 1) {
      const create = (index: number) =>
        call(server.url, 'POST', 'incidents', { incident: { title: `${round}.${index}`, service_id: 20 } });
      await Promise.all(Array.from({ length: atOnce }, (_, index) => create(index)));
    }
    await server.stop();
    return syncsIn(readFileSync(trace, 'utf8').split('\n'), String(server.process.pid));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the lines of a trace say of the thread that answers, which is the one that writes. */
export function syncsIn(lines: readonly string[], thread: string): Synced {
  const waiting = new Map<string, number>();
  const found: Synced = { answers: 0, syncs: 0, tooEarly: 0 };
  let began = 0;
  let last = { began: -1, ended: -1 };
  for (const [at, line] of lines.entries()) {
    const [, id, said = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (id !== thread) continue;
    const request = /^read\((\d+), "POST /.exec(said)?.[1];
    const answer = /^writev?\((\d+), .*?"HTTP\/1\.1 200/.exec(said)?.[1];
    if (request) waiting.set(request, at);
    if (/^f(data)?sync\(/.test(said)) began = at;
    if (/f(data)?sync.*\) += 0$/.test(said)) {
      last = { began, ended: at };
      found.syncs += 1;
    }
    const asked = answer === undefined ? undefined : waiting.get(answer);
    if (answer === undefined || asked === undefined) continue;
    waiting.delete(answer);
    found.answers += 1;
    if (last.began < asked) found.tooEarly += 1;
  }
  return found;
}
