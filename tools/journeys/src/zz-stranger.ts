import { createServiceDesk } from '@service-desk/client';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { startServerProcess } from '@service-desk/test-kit/processes';
import { Desk, looks } from './desk.ts';

const browser = await launchBrowser();
const server = await startServerProcess();
const apiFor = (token: string) => createServiceDesk({ baseUrl: `${server.url}/v1`, token });
try {
  const { default: run } = await import(process.argv[2] as string);
  await run({ browser, server, Desk, looks, createServiceDesk, startServerProcess, apiFor, luke: apiFor('demo-luke'), dan: apiFor('demo-dan') });
} catch (error) {
  console.error('FAILED', error);
} finally {
  await browser.close();
  await (server as any)[Symbol.asyncDispose]();
}
