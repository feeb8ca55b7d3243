import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import staticFiles from '@fastify/static';
import { readDescription } from '@service-desk/description/description';
import { type Catalogue, catalogueOf, type Entry, type SiteDescription } from '@service-desk/docs/catalogue';
import { clientReference, clientSources } from '@service-desk/docs/client-pages';
import { compressTexts } from '@service-desk/docs/compress';
import { cutTo } from '@service-desk/docs/cut';
import { buildRedoc } from '@service-desk/docs/reference';
import { writeSite } from '@service-desk/docs/site';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { fastify } from 'fastify';
import type { Browser } from 'playwright-core';
import { multiplied } from './descriptions.ts';

/*
 * The reference in a browser with nothing in its cache, whole and cut to one operation, in turn: how much later one can
 * read, how much more is sent, how many more nodes there are. `--times N` measures a description that is N times as large.
 */

const ROUNDS = 9;
const AIMS = { time: 1.3, kilobytes: 150 };

/** A visit to an address of the reference. */
interface PageVisit {
  /** Milliseconds from the start of the navigation until the heading stood in the window. */
  readable: number;
  nodes: number;
  /** Kilobytes that were sent beside Redoc's own script, as gzip and as Brotli. */
  gzip: number;
  brotli: number;
}

const specFolder = path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json'));

async function main(times: number): Promise<void> {
  const description = readDescription() as SiteDescription;
  const redoc = buildRedoc(specFolder);
  const client = clientReference(clientSources());
  const folder = mkdtempSync(path.join(tmpdir(), 'service-desk-bench-'));
  const app = fastify();
  await app.register(staticFiles, { root: folder, preCompressed: true });
  await using browser = await launchBrowser();
  try {
    const operation = updateOfLargestGroup(catalogueOf(description));
    const sites = {
      whole: multiplied(description, times),
      one: cutTo(description, (id) => id === operation.id),
    };
    for (const [name, content] of Object.entries(sites)) {
      const output = path.join(folder, name);
      const readProse = (file: string) => readFileSync(path.join(specFolder, 'docs', file), 'utf8');
      writeSite({ description: content, readProse, workflows: [], redoc, client }, output);
      await compressTexts(output);
    }
    await app.listen({ port: 0 });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const addresses = {
      overview: ['', description.info.title],
      [operation.id]: [`#${operation.id}`, operation.summary],
    } as const;
    console.log(
      `${catalogueOf(sites.whole).entries.length} operations, the best of ${ROUNDS} visits in turn\n`,
    );
    for (const [title, [hash, heading]] of Object.entries(addresses)) {
      const visits: Record<keyof typeof sites, PageVisit[]> = { whole: [], one: [] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const name of ['one', 'whole'] as const) {
          visits[name].push(await visit(browser, `${url}/${name}/reference/${hash}`, heading, folder));
        }
      }
      report(title, best(visits.whole), best(visits.one));
    }
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The operation that waits longest for the rest of its group. */
function updateOfLargestGroup({ groups }: Catalogue): Entry {
  const [largest = []] = groups
    .map(({ tags }) => tags.flatMap(({ entries }) => entries))
    .toSorted((a, b) => b.length - a.length);
  const update = largest.find(({ id }) => id.endsWith('.update'));
  if (!update) throw new Error('the largest group has no update operation');
  return update;
}

async function visit(browser: Browser, url: string, heading: string, folder: string): Promise<PageVisit> {
  // So that it may be looked into: what waits within a page needs an eval that the site's policy forbids.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  await page.addInitScript(`
    const seen = () => [...document.querySelectorAll('#redoc :is(h1, h2)')].some((heading) => {
      const { top, bottom } = heading.getBoundingClientRect();
      return heading.textContent.startsWith(${JSON.stringify(heading)}) && bottom > 0 && top < innerHeight;
    });
    const look = () => (seen() ? (window.readable = performance.now()) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  `);
  await page.goto(url);
  const readable = await page.waitForFunction('window.readable').then((handle) => handle.jsonValue());
  await page.waitForLoadState('networkidle');
  const nodes = await page.evaluate('document.querySelectorAll("*").length');
  await context.close();
  const files = [...new Set(requested)]
    .filter((file) => !file.endsWith('/redoc.js'))
    .map((file) => path.join(folder, file.replace(/\/$/, '/index.html')));
  return {
    readable: Number(readable),
    nodes: Number(nodes),
    gzip: sent(files, '.gz'),
    brotli: sent(files, '.br'),
  };
}

/** Kilobytes of files, each as it is packed, or plain where that gains nothing. */
function sent(files: string[], extension: string): number {
  const sizes = files.map(
    (file) =>
      (statSync(file + extension, { throwIfNoEntry: false }) ?? statSync(file, { throwIfNoEntry: false }))
        ?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

/** The best of each: what the page itself takes, whatever else the machine had to do. */
function best(visits: PageVisit[]): PageVisit {
  const least = (key: keyof PageVisit) => Math.min(...visits.map((each) => each[key]));
  return { readable: least('readable'), nodes: least('nodes'), gzip: least('gzip'), brotli: least('brotli') };
}

function report(title: string, whole: PageVisit, one: PageVisit): void {
  const ratio = whole.readable / one.readable;
  const rows = [
    ['', 'whole', 'one operation', 'ratio', 'aim'],
    ['ms to the heading', ms(whole.readable), ms(one.readable), ratio.toFixed(2), verdict(ratio, AIMS.time)],
    ['nodes', String(whole.nodes), String(one.nodes), (whole.nodes / one.nodes).toFixed(2), ''],
    ['kB beside Redoc, gzip', kB(whole.gzip), kB(one.gzip), '', verdict(whole.gzip, AIMS.kilobytes)],
    ['kB beside Redoc, Brotli', kB(whole.brotli), kB(one.brotli), '', ''],
  ];
  const lines = rows.map(
    ([name = '', ...cells]) => name.padEnd(24) + cells.map((cell) => cell.padStart(15)).join(''),
  );
  console.log(`${title}\n${lines.join('\n')}\n`);
}

function ms(time: number): string {
  return String(Math.round(time));
}

function kB(size: number): string {
  return size.toFixed(1);
}

function verdict(value: number, aim: number): string {
  return `≤ ${aim} ${value <= aim ? 'met' : 'missed'}`;
}

const [flag, times] = process.argv.slice(2);
await main(flag === '--times' ? Number(times) : 1);
