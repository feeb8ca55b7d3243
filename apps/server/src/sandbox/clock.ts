import { DateTime, Duration } from 'luxon';
import { FIRST_MOMENT, LAST_MOMENT } from '../rules/time.ts';
import type { Seconds } from '../store/schema.ts';

/** A stretch of time: seconds, an ISO 8601 duration such as `P1DT2H`, or its parts. */
export type Span =
  | number
  | string
  | { weeks?: number; days?: number; hours?: number; minutes?: number; seconds?: number };

/** How a clock stands. */
export interface ClockState {
  /** ISO 8601, in UTC. */
  now: string;
  /** Seconds by which each call moves it on. */
  tick: number;
  /** Whether it goes on by itself, a second each second. */
  running: boolean;
}

/**
 * The sandbox's clock. It stands, and each call of the API moves it on by a tick: so answers can be foretold, and things
 * that happen one after the other show it.
 */
export class SandboxClock {
  readonly #start: Seconds;
  readonly #startingTick: number;
  #now: Seconds;
  #tick: number;
  /** When it began to run, by {@link secondsPassed}. */
  #since: Seconds | undefined;

  constructor(start: string | Date, tick = 1) {
    this.#start = secondsOf(start);
    this.#startingTick = wholeTick(tick);
    this.#now = this.#start;
    this.#tick = tick;
  }

  /** The moment that it shows. */
  now(): Date {
    return new Date(this.#shown() * 1000);
  }

  state(): ClockState {
    const now = this.now().toISOString().replace('.000Z', 'Z');
    return { now, tick: this.#tick, running: this.#since !== undefined };
  }

  /**
   * Sets it to a moment, from which it goes on as before.
   *
   * @param moment a Date, or ISO 8601 with an offset or in UTC: `2011-02-10T15:37:00Z`
   * @throws TypeError when it is none
   */
  set(moment: string | Date): void {
    this.#move(secondsOf(moment));
  }

  /**
   * Moves it on, or back by a negative span.
   *
   * @throws TypeError when the span is none
   */
  advance(by: Span): void {
    const from = DateTime.fromSeconds(this.#shown(), { zone: 'utc' });
    this.#move(Math.trunc(from.plus(durationOf(by)).toSeconds()));
  }

  /**
   * Has each call move it on by so many seconds, as it does with 1 unless told otherwise.
   *
   * @throws TypeError when it is no whole number from 0
   */
  tick(seconds: number): void {
    const tick = wholeTick(seconds);
    this.#stand();
    this.#tick = tick;
  }

  /** Stops it: every call sees the same moment. */
  stop(): void {
    this.tick(0);
  }

  /** Has it go on from where it stands, a second each second. */
  run(): void {
    this.#stand();
    this.#tick = 0;
    this.#since = secondsPassed();
  }

  /** Takes it back to where it began, and to what it did then. */
  reset(): void {
    this.#since = undefined;
    this.#now = this.#start;
    this.#tick = this.#startingTick;
  }

  /** The moment of a call, which moves the clock on. */
  ofCall(): Seconds {
    if (this.#since === undefined) this.#now += this.#tick;
    return this.#shown();
  }

  #shown(): Seconds {
    return this.#now + (this.#since === undefined ? 0 : secondsPassed() - this.#since);
  }

  #move(to: Seconds): void {
    if (to < FIRST_MOMENT || to > LAST_MOMENT)
      throw new TypeError('the clock shows the years from 1000 to 9999');
    if (this.#since !== undefined) this.#since = secondsPassed();
    this.#now = to;
  }

  #stand(): void {
    this.#now = this.#shown();
    this.#since = undefined;
  }
}

/** By a clock that is never set. */
function secondsPassed(): Seconds {
  return Math.floor(performance.now() / 1000);
}

function secondsOf(moment: string | Date): Seconds {
  const read = typeof moment === 'string' ? DateTime.fromISO(moment, { zone: 'utc' }).toMillis() : +moment;
  if (Number.isFinite(read)) return Math.floor(read / 1000);
  throw new TypeError(`the clock cannot be set to ${JSON.stringify(moment)}: 2011-02-10T15:37:00Z would do`);
}

function durationOf(by: Span): Duration {
  const read =
    typeof by === 'string'
      ? Duration.fromISO(by)
      : Duration.fromObject(typeof by === 'number' ? { seconds: by } : by);
  if (read.isValid) return read;
  throw new TypeError(`the clock cannot be moved by ${JSON.stringify(by)}: 3600 or PT1H would do`);
}

function wholeTick(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 0) return seconds;
  throw new TypeError(`a tick is a whole number of seconds, not ${JSON.stringify(seconds)}`);
}
