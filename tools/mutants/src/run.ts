import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isCaught, type Judged, reportOf } from './judged.ts';
import { type Judgement, ROOTS } from './judges.ts';
import { type Lot, type LotEntry, suspectsOf } from './lots.ts';

/** What is judged, by which judge, in how many processes. */
export interface JudgeLotOptions {
  lot: Lot;
  judge: string;
  workers: number;
  /** Takes over what an interrupted run of the same lot and judge has judged. */
  resume?: boolean;
  /**
   * A judge that has judged the same lot, and whose checks `judge` runs as well. What it caught counts as caught, and
   * only the other suspects are judged.
   */
  missedBy?: string;
}

/** What a worker does: it looks at a resource without a fault, or judges a suspect of the lot. */
export type Order = { root: string } | { index: number };
export type Reply = { root: string } | { index: number; judgement: Judgement };

const PROGRAM = path.join(import.meta.dirname, 'worker.ts');
const REPORTS = path.join(import.meta.dirname, '../reports');

/** Has a lot judged, prints what came of it, and keeps it as a file. */
export async function judgeLot({
  lot,
  judge,
  workers,
  resume,
  missedBy,
}: JudgeLotOptions): Promise<Judged[]> {
  const began = performance.now();
  await mkdir(REPORTS, { recursive: true });
  const known = [
    ...(missedBy ? (await judgedBy(lot, missedBy)).filter(isCaught) : []),
    ...(resume ? await judgedBy(lot, judge) : []),
  ];
  const judged = await judgeAll(lot, judge, workers, known);
  const seconds = Math.round((performance.now() - began) / 1000);
  const by = missedBy ? `${judge}, for the faults that ${missedBy} missed` : judge;
  console.log(reportOf(judged, { lot, judge: by, seconds }));
  return judged;
}

function fileOf(lot: Lot, judge: string): string {
  return path.join(REPORTS, `${Object.values(lot).join('-').replaceAll(/\W+/g, '-')}-${judge}.json`);
}

/** What a run has judged, also if it was interrupted. */
async function judgedBy(lot: Lot, judge: string): Promise<Judged[]> {
  return JSON.parse(await readFile(fileOf(lot, judge), 'utf8')) as Judged[];
}

async function judgeAll(lot: Lot, judge: string, workers: number, known: Judged[]): Promise<Judged[]> {
  const suspects = suspectsOf(lot);
  const nameOf = ({ kind, says }: Pick<LotEntry, 'kind' | 'says'>) => `${kind}: ${says}`;
  const done = new Set(known.map(nameOf));
  const orders = suspects.flatMap((suspect, index) => (done.has(nameOf(suspect)) ? [] : [{ index }]));
  const folder = await mkdtemp(path.join(tmpdir(), 'mutants-'));
  const judged = [...known];
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
      (reply) => 'root' in reply && process.stderr.write(`checked ${reply.root} without a fault\n`),
    );
    await carryOut(orders, (reply) => {
      if (!('judgement' in reply)) return;
      const { kind, resource, operations, says } = suspects[reply.index] as LotEntry;
      const one = { kind, resource, operations, says, ...reply.judgement };
      judged.push(one);
      // After each, so that an interrupted run can be resumed.
      writeFileSync(fileOf(lot, judge), `${JSON.stringify(judged, null, 2)}\n`);
      process.stderr.write(`${judged.length} of ${suspects.length}: ${lineOf(one)}\n`);
    });
  } finally {
    for (const child of children) if (child.connected) child.disconnect();
    await rm(folder, { recursive: true });
  }
  return judged.toSorted((a, b) => a.kind.localeCompare(b.kind) || a.says.localeCompare(b.says));
}

function replyOf(child: ChildProcess, order: Order): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a worker exited with code ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.removeListener('exit', ended);
      resolve(message as Reply);
    });
    child.send(order);
  });
}

function lineOf({ kind, says, hits, caught, stopped, ms }: Judged): string {
  const outcome = caught ? `caught by ${caught.promise}` : hits > 0 ? 'missed' : 'no effect';
  return `${(ms / 1000).toFixed(1)} s, ${kind}: ${says}: ${stopped ? `stopped: ${stopped}` : outcome}`;
}
