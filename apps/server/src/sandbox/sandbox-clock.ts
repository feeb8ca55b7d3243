import { DateTime, Duration } from 'luxon';
import { FIRST_MOMENT, LAST_MOMENT } from '../rules/time.ts';
import type { Seconds } from '../store/schema.ts';

/** A duration: seconds, ISO 8601 such as `P1DT2H`, or an object of units. */
export type Span =
  | number
  | string
  | { weeks?: number; days?: number; hours?: number; minutes?: number; seconds?: number };

/** The state of a clock. */
export interface ClockState {
  /** ISO 8601, in UTC. */
  now: string;
  /** Seconds that it advances with each call. */
  tick: number;
  /** Whether it runs in real time. */
  running: boolean;
}

/**
 * The clock of the sandbox. By default it advances by one tick per call of the API, so that responses are predictable and
 * later changes have later dates.
 */
export class SandboxClock {
  readonly #start: Seconds;
  readonly #initialTick: number;
  #now: Seconds;
  #tick: number;
  /** When it began to run in real time, by {@link monotonicSeconds}. */
  #runningSince: Seconds | undefined;

  constructor(start: string | Date, tick = 1) {
    this.#start = secondsOf(start);
    this.#initialTick = checkedTick(tick);
    this.#now = this.#start;
    this.#tick = tick;
  }

  /** The current time of the clock. */
  now(): Date {
    return new Date(this.#current() * 1000);
  }

  state(): ClockState {
    const now = this.now().toISOString().replace('.000Z', 'Z');
    return { now, tick: this.#tick, running: this.#runningSince !== undefined };
  }

  /**
   * Sets the time. The tick or run mode stays.
   *
   * @param moment a Date, or ISO 8601 with an offset or in UTC: `2011-02-10T15:37:00Z`
   * @throws TypeError if it is invalid
   */
  set(moment: string | Date): void {
    this.#move(secondsOf(moment));
  }

  /**
   * Advances the clock, or sets it back by a negative span.
   *
   * @throws TypeError if the span is invalid
   */
  advance(by: Span): void {
    const from = DateTime.fromSeconds(this.#current(), { zone: 'utc' });
    this.#move(Math.trunc(from.plus(durationOf(by)).toSeconds()));
  }

  /**
   * Sets the number of seconds that the clock advances with each call.
   *
   * @throws TypeError if it is not a whole number of at least 0
   */
  tick(seconds: number): void {
    const tick = checkedTick(seconds);
    this.#freeze();
    this.#tick = tick;
  }

  /** Stops the clock: all calls see the same time. */
  stop(): void {
    this.tick(0);
  }

  /** Makes the clock run in real time. */
  run(): void {
    this.#freeze();
    this.#tick = 0;
    this.#runningSince = monotonicSeconds();
  }

  /** Resets the time and the tick to their initial values. */
  reset(): void {
    this.#runningSince = undefined;
    this.#now = this.#start;
    this.#tick = this.#initialTick;
  }

  /** Advances the clock for a call and returns its time. */
  ofCall(): Seconds {
    if (this.#runningSince === undefined) this.#now += this.#tick;
    return this.#current();
  }

  #current(): Seconds {
    return this.#now + (this.#runningSince === undefined ? 0 : monotonicSeconds() - this.#runningSince);
  }

  #move(to: Seconds): void {
    if (to < FIRST_MOMENT || to > LAST_MOMENT)
      throw new TypeError('the clock supports the years 1000 to 9999');
    if (this.#runningSince !== undefined) this.#runningSince = monotonicSeconds();
    this.#now = to;
  }

  #freeze(): void {
    this.#now = this.#current();
    this.#runningSince = undefined;
  }
}

/** Seconds of the monotonic clock. */
function monotonicSeconds(): Seconds {
  return Math.floor(performance.now() / 1000);
}

function secondsOf(moment: string | Date): Seconds {
  const milliseconds =
    typeof moment === 'string' ? DateTime.fromISO(moment, { zone: 'utc' }).toMillis() : +moment;
  if (Number.isFinite(milliseconds)) return Math.floor(milliseconds / 1000);
  throw new TypeError(
    `the clock cannot be set to ${JSON.stringify(moment)}; a valid time is 2011-02-10T15:37:00Z`,
  );
}

function durationOf(by: Span): Duration {
  const duration =
    typeof by === 'string'
      ? Duration.fromISO(by)
      : Duration.fromObject(typeof by === 'number' ? { seconds: by } : by);
  if (duration.isValid) return duration;
  throw new TypeError(
    `the clock cannot be advanced by ${JSON.stringify(by)}; valid values are 3600 and PT1H`,
  );
}

function checkedTick(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 0) return seconds;
  throw new TypeError(`tick must be a whole number of seconds, not ${JSON.stringify(seconds)}`);
}
