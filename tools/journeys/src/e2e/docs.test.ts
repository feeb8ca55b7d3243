import { readDescription } from '@service-desk/description/description';
import {
  catalogueOf,
  type Entry,
  type ReferenceEntry,
  type SiteDescription,
} from '@service-desk/docs/catalogue';
import { launchBrowser } from '@service-desk/test-kit/browser';
import { isNightly, sample } from '@service-desk/test-kit/nightly';
import { type Serving, startServerProcess } from '@service-desk/test-kit/processes';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const { referenceGroups, entries, webhooks } = catalogueOf(readDescription() as SiteDescription);
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
/** Long pages with the same components as the pages above. */
const listings = ['client-operations.html', 'client-types.html'];
const narrow = { viewport: { width: 390, height: 844 } };

/** Violations in Redoc's markup, which styles cannot fix. */
const REDOCS = ['heading-order', 'label-content-name-mismatch', 'region', 'scrollable-region-focusable'];

let server: Serving;
let browser: Browser;
/** Errors of the pages, and requests to other servers. */
const faults: string[] = [];
beforeAll(async () => {
  [server, browser] = await Promise.all([startServerProcess(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});
afterEach(() => {
  expect(faults.splice(0)).toEqual([]);
});

/** Runs a function on a page of the site in a new window. */
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

/** The violations that axe finds; `what` is the source of its arguments. */
async function violationsOf(page: Page, target: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  }>(`axe.run(${target})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** The later entries of each list and table, which have the markup of the first ones. */
const LATER = 'main :is(ul, ol, tbody) > :nth-child(n + 9)';

/** Hides elements before axe looks at a page, which takes a second for every thousand of them; not in a nightly run. */
async function hide(page: Page, selector: string): Promise<void> {
  if (isNightly) return;
  const elements = `document.querySelectorAll(${JSON.stringify(selector)})`;
  await page.evaluate(
    `for (const { style } of ${elements}) style.setProperty('display', 'none', 'important')`,
  );
}

/** The heading of an operation, once it is scrolled into view. */
async function opened(page: Page, { summary, url }: ReferenceEntry): Promise<void> {
  await page.waitForURL(`**/docs/${url}`);
  const shown = () =>
    page.evaluate<boolean>(`[...document.querySelectorAll('#redoc h2')].some((heading) => {
      const { top } = heading.getBoundingClientRect();
      return heading.textContent.startsWith(${JSON.stringify(summary)}) && top >= 0 && top < 300;
    })`);
  // Poll from outside: waiting inside the page needs eval, which the Content-Security-Policy blocks.
  await expect.poll(shown, { timeout: 30_000 }).toBe(true);
}

function entry(id: string): Entry {
  const found = entries.find((each) => each.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

describe('the pages', () => {
  test.each(pages)(
    '%s has no accessibility violations, light and dark, and fits a phone',
    async (address) => {
      await at(address, async (page) => {
        await hide(page, LATER);
        expect(await violationsOf(page, 'document'), 'light').toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        // The schemes differ in colours only.
        expect(await violationsOf(page, "document, { runOnly: ['color-contrast'] }"), 'dark').toEqual([]);
      });
      expect(await at(address, sidewaysOf, narrow)).toBe(0);
    },
  );

  test.each([...listings, 'reference/', 'reference/#incidents.update'])(
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

  test('work without JavaScript, and so does the index of operations', async () => {
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

  test('the selected colour scheme is kept, also in the reference', async () => {
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
  test('finds a field with the keyboard only, and links to its place', async () => {
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
  test('opens at the operation in the address', async () => {
    await at('reference/#incidents.update', async (page) => {
      await opened(page, entry('incidents.update'));
      await page.getByText('curl -u x:demo-dan -X PUT').first().waitFor();
    });
  });

  test('has the address of every tag and of its operations', async () => {
    await at('reference/', async (page) => {
      // The tags of a group are on one page, so on each change one of them is opened.
      for (const { entries: ofTag } of referenceGroups.flatMap(({ tags }) => sample(tags, tags.length))) {
        const last = ofTag.at(-1);
        if (!last) continue;
        await page.evaluate(`location.hash = '${last.url.split('#')[1]}'`);
        await opened(page, last);
      }
    });
  });

  test('shows what a webhook sends, without samples of calls', async () => {
    const webhook = webhooks.find(({ type }) => type === 'incident.note_added');
    if (!webhook) throw new Error('there is no incident.note_added');
    await at(`reference/#${webhook.id}`, async (page) => {
      await opened(page, webhook);
      const section = page.locator(`[data-section-id$="/${webhook.id}"]`);
      for (const text of ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'note_type'])
        await section.getByText(text, { exact: true }).first().waitFor();
      await section.locator('.panel-request-samples').getByText('"incident.note_added"').waitFor();
      expect(await section.getByRole('button', { name: /^(?:Run|curl)/ }).count()).toBe(0);
    });
  });

  test('shows the current group on a phone', async () => {
    const [webhook] = webhooks;
    if (!webhook) throw new Error('there are no webhooks');
    await at(
      `reference/#${webhook.id}`,
      async (page) => {
        await opened(page, webhook);
        const [group, samples] = await Promise.all([
          page.locator('[data-group][aria-current]').boundingBox(),
          page.locator('.bar summary').boundingBox(),
        ]);
        if (!group || !samples) throw new Error('the header is incomplete');
        expect(group.x).toBeGreaterThanOrEqual(0);
        expect(group.x + group.width).toBeLessThanOrEqual(samples.x + 1);
      },
      narrow,
    );
  });

  test('links to the limitations that affect an operation', async () => {
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

  test('has no accessibility violations, light and dark, except for those of Redoc', async () => {
    const rules = Object.fromEntries(REDOCS.map((rule) => [rule, { enabled: false }]));
    const looks = [
      ['light', 'incidents.update'],
      ['dark', 'incidents.watches.delete'],
      ['light', 'incidents.watches.delete'],
      ['dark', 'incidents.update'],
    ] as const;
    for (const [colorScheme, id] of isNightly ? looks : looks.slice(0, 2)) {
      const found = await at(
        `reference/#${id}`,
        async (page) => {
          await opened(page, entry(id));
          // The other operations of the group.
          await hide(page, `#redoc [data-section-id*="."]:not([data-section-id$="/${id.toLowerCase()}"])`);
          return violationsOf(page, `document, { rules: ${JSON.stringify(rules)} }`);
        },
        { colorScheme },
      );
      expect(found, `${id} ${colorScheme}`).toEqual([]);
    }
  });
});

describe('the samples', () => {
  /** What Redoc shows of an operation beside its text. */
  const panelOf = (page: Page, id: string) =>
    page.locator(`[data-section-id$="/${id.toLowerCase()}"] .panel-request-samples`);

  async function enter(page: Page, field: 'Address' | 'Token', value: string): Promise<void> {
    await page.locator('.connection summary').click();
    await page.getByLabel(field, { exact: true }).fill(value);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  }

  test('are there in every language, for the provider that serves the page', async () => {
    await at('reference/#incidents.update', async (page) => {
      const panel = panelOf(page, 'incidents.update');
      await panel.getByText(`${server.url}/v1/incidents/13534.json`).waitFor();
      const texts = {
        TypeScript: 'await desk.incidents.update(13534',
        Python: 'requests.put(',
        PHP: 'curl_setopt_array(',
        PowerShell: 'Invoke-RestMethod @call',
        'C#': 'http.PutAsync(',
        Ruby: 'Net::HTTP::Put.new(uri)',
      };
      let shown = 'curl';
      for (const [title, text] of Object.entries(texts)) {
        await panel.getByRole('button', { name: shown, exact: true }).click();
        await page.getByRole('menuitem', { name: title, exact: true }).click();
        await expect.poll(() => panel.locator('pre').first().textContent()).toContain(text);
        shown = title;
      }
    });
  });

  test('take the address and the token that are entered, and keep them', async () => {
    await at('reference/#incidents.update', async (page) => {
      await panelOf(page, 'incidents.update').getByText('x:demo-dan').waitFor();
      await enter(page, 'Token', 'secret');
      await panelOf(page, 'incidents.update').getByText('x:secret').waitFor();
      await enter(page, 'Address', 'https://desk.example/v1');
      await page.getByText('https://desk.example/v1/incidents/13534.json').first().waitFor();
      // A token that is meant for another provider is not sent to this one.
      expect(await page.getByRole('button', { name: /^Run / }).count()).toBe(0);

      await page.goto(`${server.url}/docs/getting-started.html`);
      await page.getByText('curl -u x:secret https://desk.example/v1/incidents.json').waitFor();
      await page.locator('.connection summary').click();
      expect(await violationsOf(page, "'.connection'")).toEqual([]);
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.getByText(`curl -u x:demo-dan ${server.url}/v1/incidents.json`).waitFor();
    });
  });

  test('are run where they stand, and what comes back is shown', async () => {
    await at('reference/#incidents.list', async (page) => {
      const panel = panelOf(page, 'incidents.list');
      await panel.getByRole('button', { name: 'Run incidents.list' }).click();
      await panel.getByText(/^200 OK, Success, \d+ ms$/).waitFor();
      const body = await panel.getByRole('region', { name: 'Body of the response' }).textContent();
      expect(JSON.parse(body ?? '')).toMatchObject({
        status: 'Success',
        result: { total_pages: expect.any(Number) },
      });
      await panel.getByText(/^\d+ headers$/).click();
      await panel.getByText('content-type: application/json').waitFor();
      const found = await violationsOf(page, "'.panel-request-samples .run'");
      expect(found).toEqual([]);
    });
  });

  test('ask before they write', async () => {
    await at('reference/#incidents.update', async (page) => {
      const sent: string[] = [];
      page.on('request', (request) => sent.push(request.method()));
      const panel = panelOf(page, 'incidents.update');
      const button = panel.getByRole('button', { name: 'Run incidents.update' });
      await button.click();
      const dialog = page.getByRole('dialog', { name: 'Change data?' });
      await dialog.waitFor();
      expect(await violationsOf(page, "'dialog'")).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(sent).not.toContain('PUT');

      await button.click();
      await dialog.getByRole('button', { name: 'Send PUT' }).click();
      await panel.getByText(/^200 OK, Success/).waitFor();
      expect(sent.filter((method) => method === 'PUT')).toHaveLength(1);
    });
  });

  /** Opens the reference where something else answers in place of the provider. */
  function served(response: { status: number; body: string }, look: (page: Page) => Promise<void>) {
    return at('', async (page) => {
      await page.route('**/v1/**', (route) => route.fulfill(response));
      await page.goto(`${server.url}/docs/reference/#incidents.update`);
      await look(page);
    });
  }

  test('cannot be run where no provider serves the page', async () => {
    await served({ status: 200, body: '<!doctype html>' }, async (page) => {
      await page.getByText('http://127.0.0.1:3000/v1/incidents/13534.json').first().waitFor();
      await page.locator('.connection').waitFor();
      expect(await page.getByRole('button', { name: /^Run / }).count()).toBe(0);
    });
  });

  test('ask for a token where those of the examples are refused', async () => {
    const refused = JSON.stringify({ errors: [{ error: '[E906] Invalid verifier' }], status: 'Failed' });
    await served({ status: 200, body: refused }, async (page) => {
      const panel = panelOf(page, 'incidents.update');
      await panel.getByText('x:your-token').waitFor();
      await panel.getByRole('button', { name: 'Run incidents.update' }).click();
      await panel.getByText('Enter a token first.').waitFor();
      expect(
        await page.getByLabel('Token').evaluate((field) => field === field.ownerDocument.activeElement),
      ).toBe(true);
    });
  });
});
