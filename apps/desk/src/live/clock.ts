import { useSyncExternalStore } from 'react';

/** Milliseconds between updates; relative times have a precision of a minute. */
const TICK = 30_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(tick, TICK);
    // Browsers throttle the timers of hidden tabs.
    document.addEventListener('visibilitychange', tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener('visibilitychange', tick);
  };
}

/** The current time in milliseconds, updated every half minute, for relative times. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
