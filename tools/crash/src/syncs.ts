import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callApi } from './call-api.ts';
import { startDemoServer } from './server-fleet.ts';

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
  // The tracer stands aside, so that what is started is the server. In one file, threads would cut each other's lines.
  const strace = ['strace', '-D', '-ff', '-s', '24', '-e', watched, '-o', trace];
  try {
    const server = await startDemoServer({ DATA_DIR: folder, MAIL_DIR: path.join(folder, 'mail') }, strace);
    for (let round = 0; round < rounds; round += 1) {
      const create = (index: number) =>
        callApi(server.url, 'POST', 'incidents', {
          incident: { title: `${round}.${index}`, service_id: 20 },
        });
      await Promise.all(Array.from({ length: atOnce }, (_, index) => create(index)));
    }
    await server.stop();
    // The thread that answers is the one that writes.
    const lines = await wholeTrace(`${trace}.${server.process.pid}`);
    return syncsIn(lines.split('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the trace of a thread once it tells of its end: the tracer writes its last lines after that. */
async function wholeTrace(file: string): Promise<string> {
  for (;;) {
    const lines = readFileSync(file, 'utf8');
    if (/^\+{3} (exited|killed)/m.test(lines)) return lines;
    await sleep(20);
  }
}

/** What the lines of a thread's trace say. */
export function syncsIn(lines: readonly string[]): Synced {
  const waiting = new Map<string, number>();
  const found: Synced = { answers: 0, syncs: 0, tooEarly: 0 };
  let last = -1;
  for (const [at, line] of lines.entries()) {
    const request = /^read\((\d+), "POST /.exec(line)?.[1];
    const answer = /^writev?\((\d+), .*?"HTTP\/1\.1 200/.exec(line)?.[1];
    if (request) waiting.set(request, at);
    if (/^f(data)?sync\(.*\) += 0$/.test(line)) {
      last = at;
      found.syncs += 1;
    }
    const asked = answer === undefined ? undefined : waiting.get(answer);
    if (answer === undefined || asked === undefined) continue;
    waiting.delete(answer);
    found.answers += 1;
    if (last < asked) found.tooEarly += 1;
  }
  return found;
}
