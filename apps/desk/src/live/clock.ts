import { useSyncExternalStore } from 'react';

/** Milliseconds between two ticks; times are shown by the minute. */
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
    // A hidden tab's timers may rest.
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

/** The present moment in milliseconds, for times shown relative to it. It moves on by itself. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
