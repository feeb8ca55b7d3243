import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createServiceDesk } from '@service-desk/client';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { type Serving, serve } from '@service-desk/test-kit/processes';
import type { Browser } from 'playwright-core';
import { checkOut, commitOf } from './checkout.ts';
import { clearIncidents, fillIncidents } from './incidents.ts';
import { TOKENS } from './loaded-calls.ts';
import { table } from './table.ts';

/*
 * How long a person who is signed in waits for the queue, in a browser that has kept nothing: on slow 4G with a slowed
 * processor, beside the desk of an earlier commit; and with many incidents behind it, beside none.
 *
 *   --base 1955017       the earlier commit, which is checked out and built
 *   --rounds 9           of which the median counts; the two that are compared take turns
 *   --incidents 100000   how many there are behind the queue
 */

/** The baseline: the last commit before the desk's pages were compressed and split, whose time is to be halved. */
const BASE = '195501792b1faaec666c59befb2447ac4eb4d572';
const AIMS = { base: 0.5, incidents: 1.3 };
/** Where the queue is, then and now. */
const ADDRESS = { base: '/', now: '/incidents' };
/** What shows that the queue's answer is there: a row of it, or that it has none. */
const QUEUE = { row: 'main table tbody a[href]', answer: 'main table tbody a[href], main h2' };
/** Lighthouse's slow 4G, in bytes a second and milliseconds, and how much slower its phone is. */
const SLOW = { down: (1.6 * 1024 * 1024) / 8, up: (750 * 1024) / 8, latency: 150, processor: 4 };

const root = path.resolve(import.meta.dirname, '../../..');

/** A queue that is waited for. */
interface Queue {
  name: string;
  url: string;
  token: string;
  /** The selector of what ends the wait. */
  shown: string;
  slow: boolean;
}

/** A built desk, served by the server of the same sources. */
function startDesk(source: string, folder: string): Promise<Serving> {
  const program = path.join(source, 'apps/server/bin/service-desk.js');
  const site = path.join(source, 'apps/desk/dist');
  const args = [program, 'serve', '--demo', '--log-level', 'warn', '--site', site];
  return serve(args, { DATA_DIR: folder }, /API\s+(\S+)\/v1$/);
}

/** Milliseconds from the address to the queue. */
async function wait(browser: Browser, { url, token, shown, slow }: Queue): Promise<number> {
  // Whatever was written has the server forget the answers that it remembers.
  const api = createServiceDesk({ baseUrl: new URL('/v1', url).href, token: TOKENS.account });
  await api.customers.update(430, { notes: new Date().toISOString() });

  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  if (slow) {
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: SLOW.latency,
      downloadThroughput: SLOW.down,
      uploadThroughput: SLOW.up,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.processor });
  }
  await page.addInitScript(`
    sessionStorage.setItem('service-desk.token', ${JSON.stringify(token)});
    const look = () => document.querySelector(${JSON.stringify(shown)})
      ? (window.shownAt = performance.now())
      : requestAnimationFrame(look);
    requestAnimationFrame(look);
  `);
  await page.goto(url);
  await page.locator(shown).first().waitFor();
  const time = await page.evaluate<number>('window.shownAt');
  await context.close();
  return time;
}

/** Waits for two queues in turn, and says by how much the second takes longer than the first. */
async function compare(first: Queue, second: Queue, rounds: number, aim: number): Promise<void> {
  await using browser = await launchBrowser();
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await wait(browser, first));
    times[1].push(await wait(browser, second));
  }
  const medians = times.map(median) as [number, number];
  const ratio = medians[1] / medians[0];
  const rows = [first, second].map(({ name }, index) => [
    name,
    ...[medians[index], Math.min(...(times[index] ?? [])), Math.max(...(times[index] ?? []))].map(
      (time) => `${Math.round(time ?? 0)} ms`,
    ),
  ]);
  console.log(table([['', 'median', 'least', 'most'], ...rows]));
  console.log(`ratio ${ratio.toFixed(2)} ≤ ${aim} ${ratio <= aim ? 'met' : 'missed'}\n`);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The desk of an earlier commit, and this one. */
async function measureBase(base: string, rounds: number, folder: string): Promise<void> {
  const { hash, title } = commitOf(base);
  console.log(
    `to the first row on slow 4G with a processor ${SLOW.processor} times slower, ${rounds} rounds each`,
  );
  using earlier = checkOut(hash);
  earlier.run('build', '@service-desk/desk,@service-desk/server');
  await using before = await startDesk(earlier.folder, path.join(folder, 'base'));
  await using now = await startDesk(root, path.join(folder, 'now'));
  const queue = { token: TOKENS.luke, shown: QUEUE.row, slow: true };
  await compare(
    { ...queue, name: `${hash.slice(0, 7)} ${title}`, url: before.url + ADDRESS.base },
    { ...queue, name: 'now', url: now.url + ADDRESS.now },
    rounds,
    AIMS.base,
  );
}

/** The desk with many incidents behind it, and with none, for a user and for the account. */
async function measureIncidents(count: number, rounds: number, folder: string): Promise<void> {
  const [none, many] = [path.join(folder, 'none'), path.join(folder, 'many')];
  // The first start makes the tables and the demo world.
  for (const data of [none, many]) await startDesk(root, data).then((server) => server.stop());
  clearIncidents(path.join(none, 'service-desk.db'));
  fillIncidents(path.join(many, 'service-desk.db'), count);
  await using empty = await startDesk(root, none);
  await using full = await startDesk(root, many);
  for (const [whose, token] of [
    ['a user', TOKENS.luke],
    ['everybody', TOKENS.account],
  ] as const) {
    console.log(`to the queue of ${whose}, ${rounds} rounds each`);
    const queue = { token, shown: QUEUE.answer, slow: false };
    await compare(
      { ...queue, name: 'no incidents', url: empty.url + ADDRESS.now },
      { ...queue, name: `${count} incidents`, url: full.url + ADDRESS.now },
      rounds,
      AIMS.incidents,
    );
  }
}

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: BASE },
    rounds: { type: 'string', default: '9' },
    incidents: { type: 'string', default: '100000' },
  },
});
const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bench-'));
try {
  await measureBase(values.base, Number(values.rounds), folder);
  await measureIncidents(Number(values.incidents), Number(values.rounds), folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
