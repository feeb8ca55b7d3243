import { type PublicSandbox, startPublicSandbox } from '@service-desk/test-kit/sandbox';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Runtime } from './runtimes.ts';

/** Runtimes run in parallel, the tests of each one in sequence. */
export const inTurn = { concurrent: false } as const;

/** A runtime with its own sandbox for the tests of a `describe` block. Each test starts with a reset sandbox. */
export function testContext(start: () => Promise<Runtime>): { runtime: Runtime; sandbox: PublicSandbox } {
  const context = {} as { runtime: Runtime; sandbox: PublicSandbox };
  beforeAll(async () => {
    context.runtime = await start();
    context.sandbox = await startPublicSandbox(context.runtime.origin);
  });
  afterAll(async () => {
    await context.sandbox?.[Symbol.asyncDispose]();
    await context.runtime?.[Symbol.asyncDispose]();
  });
  beforeEach(() => context.sandbox.reset());
  return context;
}
