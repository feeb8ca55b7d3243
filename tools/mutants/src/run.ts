import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Judged, reportOf } from './judged.ts';
import { type Judgement, ROOTS } from './judges.ts';
import { type Lot, type Named, suspectsOf } from './lots.ts';

/** What is judged, by which judge, in how many processes. */
export interface RunOptions {
  lot: Lot;
  judge: string;
  workers: number;
}

/** What a worker does: it looks at a resource without a fault, or judges a suspect of the lot. */
export type Order = { root: string } | { index: number };
export type Reply = { root: string } | { index: number; judgement: Judgement };

const PROGRAM = path.join(import.meta.dirname, 'worker.ts');
const REPORTS = path.join(import.meta.dirname, '../reports');

/** Has a lot judged, prints what came of it, and keeps it as a file. */
export async function run({ lot, judge, workers }: RunOptions): Promise<Judged[]> {
  const began = performance.now();
  const judged = await judgeAll(lot, judge, workers);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(reportOf(judged, { lot, judge, seconds }));
  await mkdir(REPORTS, { recursive: true });
  const file = path.join(REPORTS, `${Object.values(lot).join('-').replaceAll(/\W+/g, '-')}-${judge}.json`);
  await writeFile(file, `${JSON.stringify({ lot, judge, seconds, judged }, null, 2)}\n`);
  return judged;
}

async function judgeAll(lot: Lot, judge: string, workers: number): Promise<Judged[]> {
  const suspects = suspectsOf(lot);
  const folder = await mkdtemp(path.join(tmpdir(), 'mutants-'));
  const judged: Judged[] = [];
  const children = Array.from({ length: workers }, () =>
    fork(PROGRAM, [judge, folder, JSON.stringify(lot)], { execArgv: ['--conditions=@service-desk/source'] }),
  );

  /** Has all orders carried out, each by whichever worker is free. */
  async function carryOut(orders: Order[], onReply: (reply: Reply) => void): Promise<void> {
    await Promise.all(
      children.map(async (child) => {
        for (let order = orders.shift(); order; order = orders.shift()) onReply(await replyOf(child, order));
      }),
    );
  }

  try {
    // A sample looks at every resource sooner or later; few faults look at their own alone, when they are judged.
    await carryOut(
      lot.of === 'generated' ? ROOTS.map((root) => ({ root })) : [],
      (reply) => 'root' in reply && process.stderr.write(`looked at ${reply.root} without a fault\n`),
    );
    await carryOut(
      suspects.map((_, index) => ({ index })),
      (reply) => {
        if (!('judgement' in reply)) return;
        const { kind, resource, operations, says } = suspects[reply.index] as Named;
        const one = { kind, resource, operations, says, ...reply.judgement };
        judged.push(one);
        process.stderr.write(`${judged.length} of ${suspects.length}: ${lineOf(one)}\n`);
      },
    );
  } finally {
    for (const child of children) if (child.connected) child.disconnect();
    await rm(folder, { recursive: true });
  }
  return judged.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.says.localeCompare(b.says));
}

function replyOf(child: ChildProcess, order: Order): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a worker ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.removeListener('exit', ended);
      resolve(message as Reply);
    });
    child.send(order);
  });
}

function lineOf({ kind, says, hits, caught, stopped, ms }: Judged): string {
  const what = caught ? `caught by ${caught.promise}` : hits > 0 ? 'missed' : 'no effect';
  return `${(ms / 1000).toFixed(1)} s, ${kind}: ${says}: ${stopped ? `stopped: ${stopped}` : what}`;
}
