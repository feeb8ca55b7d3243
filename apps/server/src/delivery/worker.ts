import { setTimeout as wait } from 'node:timers/promises';
import type { Claim } from '../store/deliveries.ts';
import type { Seconds } from '../store/schema.ts';

/** The log of a delivery. */
export interface DeliveryLog {
  warn(about: object, text: string): void;
  error(about: object, text: string): void;
}

/** The outcome of an attempt to deliver something. */
export type Outcome = 'sent' | 'delayed' | 'failed';

/** Options that every delivery has. */
export interface WorkerOptions {
  log: DeliveryLog;
  /** Called with the outcome of each attempt. */
  count?: (outcome: Outcome) => void;
  /** The maximum number of rows of a lane that are delivered at the same time. */
  parallel?: number;
  /** Seconds until another process may claim what a process that has died was delivering. */
  lease?: number;
  /** Milliseconds between checks for rows of other processes. */
  poll?: number;
  /** The current time; the system clock by default. */
  clock?: () => Seconds;
}

export const WORKER_DEFAULTS = {
  parallel: 5,
  lease: 120,
  poll: 15_000,
  clock: () => Math.floor(Date.now() / 1000),
};

/** An outbox, and how its rows are delivered. */
export interface Work<Lane, Row> extends Required<Omit<WorkerOptions, 'count'>> {
  /** What the log calls its content: `Mail`. */
  name: string;
  /** The maximum number of lanes that are served at the same time. */
  lanes: number;
  /** Identifies a lane. */
  keyOf(lane: Lane): string;
  /** The lanes with rows that are due. */
  due(now: Seconds): Promise<Lane[]>;
  /**
   * Claims rows of a lane.
   *
   * @param pending the number of rows of the lane that are being delivered
   */
  claim(lane: Lane, claim: Claim, pending: number): Promise<Row[]>;
  /**
   * Delivers a claimed row.
   *
   * @returns records the outcome in the database. It throws if nothing can be delivered, or nothing can be recorded
   */
  deliver(row: Row): Promise<() => Promise<void>>;
}

/** A running worker. */
export interface Worker<Lane> {
  /** Notifies it of new rows in a lane. */
  wake(lane: Lane): void;
  /** Finishes pending attempts and starts no more. */
  stop(): Promise<void>;
}

/** Milliseconds of backoff during an outage, growing exponentially. */
const FIRST_BACKOFF = 1000;
const MAX_BACKOFF = 60_000;

/**
 * Delivers the rows of an outbox at least once. Several processes may do so on one database: each row is claimed by one of
 * them, and its claim expires if that process dies.
 */
export function startWorker<Lane, Row>(work: Work<Lane, Row>): Worker<Lane> {
  const { name, lanes, keyOf, log, parallel, lease, poll, clock } = work;
  /** The lanes that may have rows that are due, in the order in which they are served. */
  const queued = new Map<string, Lane>();
  /** The lanes that are being served. */
  const active = new Map<string, { served: Promise<void>; look(): void }>();
  const stopping = new AbortController();
  let waking = new AbortController();
  let outage: unknown;
  let backoff = 0;

  async function run(): Promise<void> {
    let nextPoll = 0;
    while (!stopping.signal.aborted) {
      try {
        // The monotonic clock is independent of changes of the system time.
        if (performance.now() >= nextPoll) {
          nextPoll = performance.now() + poll;
          for (const lane of await work.due(clock())) queue(lane);
        }
        if (outage === undefined) startLanes();
      } catch (error) {
        outage ??= error;
      }
      if (outage !== undefined) {
        backoff = Math.min(Math.max(backoff * 2, FIRST_BACKOFF), MAX_BACKOFF);
        log.warn({ err: outage }, `${name} cannot be delivered; the next attempt is in ${backoff / 1000} s`);
        // New rows do not end this wait.
        await pause(backoff, stopping.signal);
        outage = undefined;
        nextPoll = 0;
      } else {
        waking = new AbortController();
        const time = Math.max(nextPoll - performance.now(), 0);
        await pause(time, AbortSignal.any([stopping.signal, waking.signal]));
      }
    }
    await Promise.all([...active.values()].map(({ served }) => served));
  }

  function queue(lane: Lane): void {
    const key = keyOf(lane);
    queued.set(key, lane);
    active.get(key)?.look();
  }

  function startLanes(): void {
    for (const [key, lane] of queued) {
      if (active.size >= lanes || stopping.signal.aborted) return;
      if (!active.has(key)) startLane(key, lane);
    }
  }

  function startLane(key: string, lane: Lane): void {
    let looking = Promise.withResolvers<void>();
    const served = serve(key, lane, () => {
      looking = Promise.withResolvers();
      return looking.promise;
    });
    active.set(key, { served, look: () => looking.resolve() });
  }

  /**
   * Delivers the rows of a lane, a few at a time, until none is due. A row that takes long does not delay the others. A lane
   * with many rows lets others that are waiting have a turn.
   */
  async function serve(key: string, lane: Lane, news: () => Promise<void>): Promise<void> {
    const pending = new Set<Promise<void>>();
    const records = new Set<Promise<void>>();
    let turn = parallel;
    try {
      for (;;) {
        // Rows that come during the claim are claimed next.
        const looked = news();
        queued.delete(key);
        const isOver = stopping.signal.aborted || outage !== undefined || turn <= 0;
        const limit = isOver ? 0 : Math.min(parallel - pending.size, turn);
        const rows = limit > 0 ? await claimRows(lane, limit, pending.size) : [];
        if (othersWait()) turn -= rows.length;
        for (const row of rows) {
          // The outcome is recorded in the same transaction as the next claim.
          const delivered = deliver(row).then((record) => {
            pending.delete(delivered);
            const recorded = noted(record()).finally(() => records.delete(recorded));
            records.add(recorded);
          });
          pending.add(delivered);
        }
        if (pending.size === 0) break;
        await Promise.race([...pending, looked]);
      }
      if (turn <= 0) queue(lane);
    } catch (error) {
      outage ??= error;
    } finally {
      await Promise.all(pending);
      await Promise.all(records);
      active.delete(key);
      waking.abort();
    }
  }

  function othersWait(): boolean {
    return active.size >= lanes && [...queued.keys()].some((key) => !active.has(key));
  }

  function claimRows(lane: Lane, limit: number, pending: number): Promise<Row[]> {
    const now = clock();
    return work.claim(lane, { now, until: now + lease, limit }, pending);
  }

  async function deliver(row: Row): Promise<() => Promise<void>> {
    try {
      return await work.deliver(row);
    } catch (error) {
      return () => Promise.reject(error);
    }
  }

  /** Notes whether there is an outage. */
  async function noted(recorded: Promise<void>): Promise<void> {
    try {
      await recorded;
      if (outage === undefined) backoff = 0;
    } catch (error) {
      outage ??= error;
    }
  }

  const running = run();
  return {
    wake(lane) {
      queue(lane);
      waking.abort();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
