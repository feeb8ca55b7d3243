import { createRequire } from 'node:module';
import { catalogueOf, type Entry } from '@service-desk/docs/catalogue';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { type Serving, startServer } from '../processes.ts';

const require = createRequire(import.meta.url);
const { groups, entries } = catalogueOf(require('@service-desk/spec/openapi.annotated.json'));
const pages = [
  '',
  'first-call.html',
  'recipes.html',
  'getting-started.html',
  'formats.html',
  'errors.html',
  'limitations.html',
  'changelog.html',
  'client.html',
];
/** Long, and of the same parts as the pages before. */
const listings = ['client-operations.html', 'client-types.html'];
const narrow = { viewport: { width: 390, height: 844 } };

/** What Redoc's markup lacks and no style can mend. */
const REDOCS = ['heading-order', 'label-content-name-mismatch', 'region', 'scrollable-region-focusable'];

let server: Serving;
let browser: Browser;
/** Errors of the pages, and requests to anywhere but the server. */
const faults: string[] = [];
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});
afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

/** Opens a page of the site in a window of its own, does something there, and closes it. */
async function at<Result>(
  address: string,
  look: (page: Page) => Promise<Result>,
  options: BrowserContextOptions = {},
): Promise<Result> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== server.url && protocol !== 'data:' && protocol !== 'blob:') faults.push(request.url());
  });
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}/docs/${address}`);
    return await look(page);
  } finally {
    await context.close();
  }
}

function sidewaysOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** What axe finds; `what` are its arguments, as they stand in a script. */
async function violationsOf(page: Page, what: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  }>(`axe.run(${what})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** The heading of an operation, once it is the one that is read. */
async function opened(page: Page, { summary, url }: Entry): Promise<void> {
  await page.waitForURL(`**/docs/${url}`);
  const shown = () =>
    page.evaluate<boolean>(`[...document.querySelectorAll('#redoc h2')].some((heading) => {
      const { top } = heading.getBoundingClientRect();
      return heading.textContent.startsWith(${JSON.stringify(summary)}) && top >= 0 && top < 300;
    })`);
  // By evaluating again: what waits within the page needs an eval that its policy forbids.
  await expect.poll(shown, { timeout: 30_000 }).toBe(true);
}

function entry(id: string): Entry {
  const found = entries.find((each) => each.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

describe('the pages', () => {
  test.each(pages)('%s has nothing that axe finds, light and dark', async (address) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      // Of the schemes only the colours differ.
      const what = colorScheme === 'light' ? 'document' : "document, { runOnly: ['color-contrast'] }";
      const found = await at(address, (page) => violationsOf(page, what), { colorScheme });
      expect(found, colorScheme).toEqual([]);
    }
  });

  test.each([...pages, ...listings, 'reference/', 'reference/#incidents.update'])(
    '%s fits a phone',
    async (address) => {
      const beyond = await at(
        address,
        async (page) => {
          if (address.startsWith('reference')) await page.locator('#redoc :is(h1, h2)').first().waitFor();
          return sidewaysOf(page);
        },
        narrow,
      );
      expect(beyond).toBe(0);
    },
  );

  test('are read without JavaScript, and so is the index of all operations', async () => {
    const options = { javaScriptEnabled: false };
    await at(
      'limitations.html',
      (page) => page.getByRole('heading', { level: 1, name: 'Limitations' }).waitFor(),
      options,
    );
    const shown = await at(
      '',
      async (page) => {
        for (const summary of await page.locator('summary').all()) await summary.click();
        return page.locator('.operations li').filter({ visible: true }).count();
      },
      options,
    );
    expect(shown).toBe(entries.length);
    await at('reference/', (page) => page.getByRole('link', { name: 'all operations' }).waitFor(), options);
  });

  test('colours that are chosen are kept, in the reference too', async () => {
    await at('', async (page) => {
      await page.getByRole('button', { name: 'Dark colours' }).click();
      await page.getByRole('link', { name: 'Reference', exact: true }).click();
      await page.locator('#redoc h1').waitFor();
      expect(await page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('dark');
    });
  });
});

describe('code and chapters', () => {
  test('every block of code has a button that copies it', async () => {
    await at(
      'paging.html',
      async (page) => {
        const blocks = await page.locator('pre').count();
        expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(blocks);
        await page.getByRole('button', { name: 'Copy' }).first().click();
        await page.getByRole('button', { name: 'Copied' }).waitFor();
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
          await page.locator('pre').first().textContent(),
        );
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
  });

  test('a language is chosen for all samples, and kept', async () => {
    await at('first-call.html', async (page) => {
      await page.getByRole('button', { name: 'Python' }).first().click();
      await page.reload();
      const shown = page.locator('.languages code').filter({ visible: true });
      expect(await shown.evaluateAll((codes) => codes.map((code) => code.dataset.language))).toEqual([
        'Python',
        'Python',
        'Python',
      ]);
    });
  });

  test('the chapters of a long page stand beside it, and fold above it on a phone', async () => {
    const chapter = (page: Page) =>
      page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'HTTP statuses' });
    await at('errors.html', (page) => chapter(page).click(), { viewport: { width: 1440, height: 900 } });
    await at(
      'errors.html',
      async (page) => {
        expect(await chapter(page).isVisible()).toBe(false);
        await page.getByText('On this page').click();
        await chapter(page).click();
        expect(await chapter(page).isVisible()).toBe(false);
      },
      narrow,
    );
  });

  test.each(['paging.html', 'reference/#incidents.update'])(
    'the menu stays in reach on a phone in %s',
    async (address) => {
      await at(
        address,
        async (page) => {
          if (address.startsWith('reference')) await opened(page, entry('incidents.update'));
          await page.mouse.wheel(0, 700);
          await page.getByRole('button', { name: 'Menu', exact: true }).click();
          await page.locator('#menu').getByRole('link', { name: 'Recipes' }).first().click();
          await page.getByRole('heading', { level: 1, name: 'Recipes' }).waitFor();
        },
        narrow,
      );
    },
  );
});

describe('the search', () => {
  test('finds a field by keyboard alone, and leads to where it stands', async () => {
    await at('paging.html', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('closure_comment');
      const first = page.locator('.found a').first();
      await first.filter({ hasText: 'closure_comment' }).waitFor();
      await page.keyboard.press('ArrowDown');
      expect(await first.evaluate((link) => link === link.ownerDocument.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      await page.locator('#redoc h2').first().waitFor();
      expect(page.url()).toContain('/docs/reference/#/');
    });
  });

  test('finds an operation by its name', async () => {
    await at('', async (page) => {
      await page.getByRole('searchbox').fill('incidents.update');
      const first = page.locator('.found a').first();
      await first.filter({ hasText: 'Update an incident' }).click();
      await opened(page, entry('incidents.update'));
    });
  });
});

describe('the reference', () => {
  test('opens at an operation that is named in the address', async () => {
    await at('reference/#incidents.update', async (page) => {
      await opened(page, entry('incidents.update'));
      await page.getByText('curl -u x:demo-dan -X PUT').first().waitFor();
    });
  });

  test('has the address of every tag and of its operations', async () => {
    await at('reference/', async (page) => {
      for (const { entries: ofTag } of groups.flatMap(({ tags }) => tags)) {
        const last = ofTag.at(-1);
        if (!last) continue;
        await page.evaluate(`location.hash = '${last.url.split('#')[1]}'`);
        await opened(page, last);
      }
    });
  });

  test('names the decisions that touch an operation, and leads to them', async () => {
    await at('reference/#incidents.update', async (page) => {
      await page
        .getByText(/^Decided where the guide is silent/)
        .first()
        .click();
      await page
        .getByRole('link', { name: /^Closing needs closed_at/ })
        .first()
        .click();
      await page.waitForURL('**/docs/limitations.html#incidents.3');
      await page.getByRole('row', { name: /^incidents\.3 Closing needs/ }).waitFor();
    });
  });

  test('has nothing that axe finds, light and dark, but what is drawn by Redoc alone', async () => {
    const rules = Object.fromEntries(REDOCS.map((rule) => [rule, { enabled: false }]));
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const id of ['incidents.update', 'incidents.watches.delete']) {
        const found = await at(
          `reference/#${id}`,
          async (page) => {
            await opened(page, entry(id));
            return violationsOf(page, `document, { rules: ${JSON.stringify(rules)} }`);
          },
          { colorScheme },
        );
        expect(found, `${id} ${colorScheme}`).toEqual([]);
      }
    }
  });
});
