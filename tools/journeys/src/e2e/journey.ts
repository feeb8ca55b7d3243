import { createServiceDesk, type ServiceDesk } from '@service-desk/client';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { startServer } from '@service-desk/test-kit/processes';
import { expect, test } from 'vitest';
import { Desk, type Look } from '../desk.ts';
import { noteOperations } from '../operations.ts';

/**
 * A test in a browser. A file has a browser and a server with a demo world of its own; a test has a window of its own,
 * `desk`, and in the end nothing went wrong in it unseen. `api` is what the server has stored, beside the browser.
 */
export const journey = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs.
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
      expect(desk.faults).toEqual([]);
    });
    return desk;
  })
  .extend(
    'api',
    ({ stage }): ServiceDesk => createServiceDesk({ baseUrl: `${stage.server.url}/v1`, token: 'demo-luke' }),
  );
