import { readDescription } from '@service-desk/description/description';
import { catalogueOf, type SiteDescription } from '@service-desk/docs/catalogue';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { type Serving, startServerProcess } from '@service-desk/test-kit/processes';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const description = readDescription() as SiteDescription;
const [{ url: documented }] = description.servers;
const { referenceGroups } = catalogueOf(description);

let server: Serving;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServerProcess(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Redoc mounts an operation when it comes into view; here everything is in view. */
const ALL_IN_VIEW = `globalThis.IntersectionObserver = class {
  constructor(report) { this.report = report; }
  observe(target) { setTimeout(() => this.report([{ isIntersecting: true, target }], this), 50); }
  unobserve() {}
  disconnect() {}
};`;

/** Letters and digits alone: how Markdown is drawn does not matter. */
function bare(text: string): string {
  return text
    .replaceAll(/^```\w*/gm, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** The descriptions below a node by their location, without examples, whose values may have fields of that name. */
function descriptionsOf(node: unknown, location = '#'): [string, string][] {
  if (typeof node !== 'object' || node === null) return [];
  const hasNames = location.endsWith('/properties');
  return Object.entries(node).flatMap(([key, part]): [string, string][] => {
    if (key === 'description' && typeof part === 'string') return [[location, part]];
    const isExample = !hasNames && ['example', 'examples', 'x-refused-examples', 'value'].includes(key);
    return isExample ? [] : descriptionsOf(part, `${location}/${key}`);
  });
}

/** Rows of tabs by what is chosen in them, and which are opened one after the other; the first is open at the start. */
const PASSES = [
  ['alternative', 1],
  ['alternative', 2],
  ['outcome', 1],
  ['status', 1],
  ['status', 2],
  ['status', 3],
] as const;

/** Opens a tab of each row of a kind, and counts those that were not open. */
function openTabs(kind: string, index: number): string {
  return `let opened = 0;
  for (const row of document.querySelectorAll('#redoc [role=tablist]')) {
    const tabs = row.querySelectorAll('[role=tab]');
    const [first] = tabs;
    const kind = /^\\d|default/.test(first?.textContent) ? 'status' : first?.textContent === 'Success' ? 'outcome' : 'alternative';
    const tab = kind === '${kind}' ? tabs[${index}] : undefined;
    if (!tab || tab.ariaSelected === 'true') continue;
    tab.click();
    opened += 1;
  }
  opened`;
}

/** The text of the page in an idle moment: there is none while Redoc draws a long page bit by bit. An animation may take all. */
const IDLE_TEXT =
  'new Promise((resolve) => requestIdleCallback(() => resolve(document.body.textContent), { timeout: 2000 }))';

/** The text of the page once it stops changing. */
async function settledText(page: Page): Promise<string> {
  let text = '';
  let unchanged = 0;
  const look = async () => {
    const now = await page.evaluate<string>(IDLE_TEXT);
    unchanged = now === text ? unchanged + 1 : 0;
    text = now;
    return unchanged;
  };
  await expect.poll(look, { interval: 150, timeout: 180_000 }).toBeGreaterThanOrEqual(2);
  return text;
}

/** The text of a tag with all of its operations, once with each tab of every row of tabs. */
async function textOf(page: Page, tag: string, headings: string[]): Promise<string> {
  await page.goto('about:blank');
  await page.goto(`${server.url}/docs/reference/#/${tag}`);
  const mounted = () =>
    page.evaluate<string[]>(
      '[...document.querySelectorAll("#redoc :is(h1, h2)")].map(({ textContent }) => textContent)',
    );
  const missing = async () => {
    const shown = await mounted();
    return headings.filter((heading) => !shown.some((each) => each.startsWith(heading)));
  };
  await expect.poll(missing, { timeout: 60_000 }).toEqual([]);
  const texts = [await settledText(page)];
  for (const [kind, index] of PASSES) {
    if ((await page.evaluate<number>(openTabs(kind, index))) > 0) texts.push(await settledText(page));
  }
  // From the last to the first: what is opened has another text.
  for (const variables of (await page.getByText(/^Show \d variables?$/).all()).toReversed()) {
    await variables.dispatchEvent('click');
  }
  // Webhooks have none.
  const [security] = await page.getByText('View security details').all();
  await security?.click();
  texts.push(await settledText(page));
  return texts.join('\n');
}

test('every description is read in the reference', { timeout: 1_800_000 }, async () => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.addInitScript(ALL_IN_VIEW);
  await page.route('**/reference/reference.js', async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    await route.fulfill({
      response,
      body: script.replace('skipBundle:', "schemasExpansionLevel: 'all', skipBundle:"),
    });
  });
  let read = '';
  for (const { anchor, entries } of referenceGroups.flatMap(({ tags }) => tags)) {
    const headings = ['Kinds of values', ...entries.map(({ summary }) => summary)];
    read += bare(await textOf(page, anchor, headings));
  }
  await context.close();
  const described = descriptionsOf(description);
  const missing = described.filter(([, text]) =>
    text
      .split(/\n\n|\n(?=[-|])|\|/)
      .some((part) => !read.includes(bare(part.replaceAll(documented, `${server.url}/v1`)))),
  );
  console.log(`words of the bundle not on a page: ${missing.length} of ${described.length} descriptions`);
  expect(missing).toEqual([]);
});
