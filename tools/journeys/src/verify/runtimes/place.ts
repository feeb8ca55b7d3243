import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Runtime } from './runtimes.ts';
import { type PublicSandbox, startPublicSandbox } from './sandbox.ts';

/** Runtimes are asked side by side, each one thing after the other. */
export const inTurn = { concurrent: false } as const;

/** A runtime and a sandbox of its own, there while the tests of a `describe` run; each finds the sandbox as new. */
export function placeIn(start: () => Promise<Runtime>): { runtime: Runtime; sandbox: PublicSandbox } {
  const place = {} as { runtime: Runtime; sandbox: PublicSandbox };
  beforeAll(async () => {
    place.runtime = await start();
    place.sandbox = await startPublicSandbox(place.runtime.origin);
  });
  afterAll(async () => {
    await place.sandbox?.[Symbol.asyncDispose]();
    await place.runtime?.[Symbol.asyncDispose]();
  });
  beforeEach(() => place.sandbox.reset());
  return place;
}
