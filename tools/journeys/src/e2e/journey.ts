import { createServiceDesk, type ServiceDesk } from '@service-desk/client';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { startServerProcess } from '@service-desk/test-kit/processes';
import { expect, test } from 'vitest';
import { type Appearance, Desk } from '../desk.ts';
import { noteOperations } from '../operations.ts';

/**
 * A test in a browser. The files of a worker share its browser, each file has its own demo server, and each test its own
 * window, `desk`. A test fails if its window reports errors. `api` is a client that reads and writes the server's data
 * directly.
 */
export const journey = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest derives the required fixtures from the pattern.
  .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const browser = await launchBrowser();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('stage', { scope: 'file' }, async ({ browser }, { onCleanup }) => {
    const stack = new AsyncDisposableStack();
    onCleanup(() => stack.disposeAsync());
    const server = stack.use(await startServerProcess());
    stack.defer(noteOperations(browser, server.url, expect.getState().testPath ?? 'unknown'));
    return { browser, server };
  })
  .extend('look', { scheme: 'light', width: 'wide' } as Appearance)
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
