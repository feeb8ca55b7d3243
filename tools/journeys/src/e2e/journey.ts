import { createServiceDesk, type ServiceDesk } from '@service-desk/client';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { startServer } from '@service-desk/test-kit/processes';
import { expect, test } from 'vitest';
import { Desk, type Look } from '../desk.ts';
import { noteOperations } from '../operations.ts';

/**
 * A test in a browser. Each file has its own browser and demo server, each test its own window, `desk`. A test fails if
 * its window reports errors. `api` is a client that reads and writes the server's data directly.
 */
export const journey = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest derives the required fixtures from the pattern.
  .extend('stage', { scope: 'file' }, async ({}, { onCleanup }) => {
    const stack = new AsyncDisposableStack();
    onCleanup(() => stack.disposeAsync());
    const browser = stack.use(await launchBrowser());
    const server = stack.use(await startServer());
    stack.defer(noteOperations(browser, server.url, expect.getState().testPath ?? 'unknown'));
    return { browser, server };
  })
  .extend('look', { scheme: 'light', width: 'wide' } as Look)
  .extend('desk', async ({ stage, look }, { onCleanup }) => {
    const desk = await Desk.open(stage.browser, stage.server.url, look);
    onCleanup(async () => {
      await desk[Symbol.asyncDispose]();
      expect(desk.problems).toEqual([]);
    });
    return desk;
  })
  .extend(
    'api',
    ({ stage }): ServiceDesk => createServiceDesk({ baseUrl: `${stage.server.url}/v1`, token: 'demo-luke' }),
  );
