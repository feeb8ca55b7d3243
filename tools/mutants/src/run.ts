import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rootOf } from './calls.ts';
import { type Judged, reportOf } from './judged.ts';
import type { Judgement } from './judges.ts';
import { type Lot, type Named, suspectsOf } from './lots.ts';

/** What is judged, by whom, in how many processes. */
export interface RunOptions {
  lot: Lot;
  judge: string;
  workers: number;
}

const PROGRAM = path.join(import.meta.dirname, 'worker.ts');
const REPORTS = path.join(import.meta.dirname, '../reports');

/** Has a lot judged, prints what came of it, and keeps it as a file. */
export async function run({ lot, judge, workers }: RunOptions): Promise<Judged[]> {
  const began = performance.now();
  const judged = await judgeAll(lot, judge, workers);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(reportOf(judged, { lot, judge, seconds }));
  await mkdir(REPORTS, { recursive: true });
  const file = path.join(REPORTS, `${Object.values(lot).join('-')}-${judge}.json`);
  await writeFile(file, `${JSON.stringify({ lot, judge, seconds, judged }, null, 2)}\n`);
  return judged;
}

/** What a worker sends. */
type Message = { ready: true } | { index: number; judgement: Judgement };

async function judgeAll(lot: Lot, judge: string, workers: number): Promise<Judged[]> {
  const suspects = suspectsOf(lot);
  const waiting = queueOf(suspects);
  const judged: Judged[] = [];

  async function work(): Promise<void> {
    const child = fork(PROGRAM, [judge, JSON.stringify(lot)], {
      execArgv: ['--conditions=@service-desk/source'],
    });
    let root: string | undefined;
    try {
      await messageOf(child);
      for (;;) {
        const index = waiting.next(root);
        if (index === undefined) break;
        const { operations, kind, resource, says } = suspects[index] as Named;
        root = rootOf(operations[0] ?? '');
        child.send(index);
        const message = await messageOf(child);
        if (!('judgement' in message)) throw new Error('a worker sent no judgement');
        judged.push({ kind, resource, operations, says, ...message.judgement });
        process.stderr.write(`${judged.length} of ${suspects.length}: ${lineOf(judged.at(-1) as Judged)}\n`);
      }
    } finally {
      if (child.connected) child.send(-1);
    }
  }

  await Promise.all(Array.from({ length: Math.min(workers, suspects.length) }, work));
  return judged.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.says.localeCompare(b.says));
}

function messageOf(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a worker ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.removeListener('exit', ended);
      resolve(message as Message);
    });
  });
}

/** Hands out suspects so that a worker stays with one resource, whose baseline it knows. */
function queueOf(suspects: readonly Named[]) {
  const indexes = suspects.map((_, index) => index);
  const byRoot = Map.groupBy(indexes, (index) => rootOf(suspects[index]?.operations[0] ?? ''));
  const taken = new Set<string>();
  return {
    next(root = ''): number | undefined {
      const left = [...byRoot].filter(([, own]) => own.length > 0);
      const free = left.filter(([name]) => !taken.has(name));
      const longest = (free.length > 0 ? free : left).toSorted(([, a], [, b]) => b.length - a.length)[0];
      const [name, own] = left.find(([each]) => each === root) ?? longest ?? [];
      if (name !== undefined) taken.add(name);
      return own?.shift();
    },
  };
}

function lineOf({ kind, says, hits, caught, stopped, ms }: Judged): string {
  const what = caught ? `caught by ${caught.promise}` : hits > 0 ? 'missed' : 'no effect';
  return `${(ms / 1000).toFixed(1)} s, ${kind}: ${says}: ${stopped ? `stopped: ${stopped}` : what}`;
}
