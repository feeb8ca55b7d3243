import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';

/** A colour scheme and a window size. */
export interface Appearance {
  scheme: 'light' | 'dark';
  width: 'wide' | 'medium' | 'narrow';
}

export const looks = [
  { scheme: 'light', width: 'wide' },
  { scheme: 'light', width: 'medium' },
  { scheme: 'light', width: 'narrow' },
  { scheme: 'dark', width: 'wide' },
  { scheme: 'dark', width: 'medium' },
  { scheme: 'dark', width: 'narrow' },
] as const satisfies readonly Appearance[];

const sizes = {
  wide: { width: 1440, height: 900 },
  medium: { width: 768, height: 1024 },
  narrow: { width: 390, height: 844 },
};

/** Milliseconds to wait for an element. */
const TIMEOUT = 30_000;

/** Page object of the desk in its own browser context. */
export class Desk implements AsyncDisposable {
  readonly page: Page;
  readonly url: string;
  /** Errors and warnings of the page, and requests to other servers. */
  readonly problems: string[] = [];
  readonly #context: BrowserContext;
  readonly #pending = new Set<Request>();
  #entries = 0;

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.#context = context;
    this.page = page;
    this.url = url;
    context.on('requestfinished', (request) => this.#pending.delete(request));
    context.on('requestfailed', (request) => this.#pending.delete(request));
    context.on('request', (request) => {
      this.#pending.add(request);
      const { origin, protocol } = new URL(request.url());
      if (origin !== url && protocol !== 'data:') this.problems.push(`request to ${request.url()}`);
    });
    context.on('weberror', (error) => this.problems.push(String(error.error())));
    context.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      // Chromium's message for any response that is not 2xx, such as the 401 of a wrong token.
      if (!message.text().startsWith('Failed to load resource')) this.problems.push(message.text());
    });
  }

  /** Opens a new context for the desk of a server. */
  static async open(browser: Browser, url: string, look: Appearance = looks[0]): Promise<Desk> {
    const context = await browser.newContext({
      viewport: sizes[look.width],
      colorScheme: look.scheme,
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(TIMEOUT);
    return new Desk(context, await context.newPage(), url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }

  async look({ scheme, width }: Appearance): Promise<void> {
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.page.setViewportSize(sizes[width]);
    // The second frame is for listeners to the new width.
    for (let frame = 0; frame < 2; frame += 1) await this.page.evaluate('new Promise(requestAnimationFrame)');
  }

  /** Another tab of the same browser. */
  async newTab(): Promise<Page> {
    return this.#context.newPage();
  }

  /** Holds requests back, until the returned function is called. */
  async hold(address: string | RegExp): Promise<() => Promise<void>> {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await this.page.route(address, async (route) => {
      await released;
      // The page may have aborted the request.
      await route.continue().catch(() => {});
    });
    return async () => {
      release();
      await this.page.unroute(address);
    };
  }

  async go(address: string): Promise<void> {
    await this.page.goto(this.url + address);
  }

  /** The current path and query. */
  get address(): string {
    return this.page.url().slice(this.url.length);
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  textbox(label: string): Locator {
    return this.page.getByRole('textbox', { name: label, exact: true });
  }

  /** A field of any kind by its label, which ends with a star if the field is required. */
  field(label: string): Locator {
    return this.page.getByLabel(new RegExp(`^${label}( \\*)?$`));
  }

  combobox(label: string): Locator {
    return this.page.getByRole('combobox', { name: label, exact: true });
  }

  /** An option of an open list. */
  option(name: string): Locator {
    return this.page.getByRole('option', { name, exact: true });
  }

  section(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  /** The value of a term in the details. */
  fact(term: string): Locator {
    return this.section('Details')
      .locator('div')
      .filter({ has: this.page.getByRole('term').filter({ hasText: new RegExp(`^${term}$`) }) })
      .getByRole('definition');
  }

  /** The kind, author and text of each note in the timeline. */
  async notes(): Promise<(string | null)[][]> {
    const entries = await this.section('Timeline').getByRole('listitem').all();
    return Promise.all(
      entries.map((entry) => {
        const [kind, author] = [entry.locator('span').nth(0), entry.locator('span').nth(1)];
        return Promise.all([kind, author, entry.getByRole('paragraph')].map((part) => part.textContent()));
      }),
    );
  }

  /** Waits for a notification. */
  async announced(text: string): Promise<void> {
    await this.page.getByRole('alert').filter({ hasText: text }).waitFor();
  }

  async isFocused(target: Locator): Promise<boolean> {
    return (await target.and(this.page.locator(':focus')).count()) === 1;
  }

  /**
   * Presses the tab key until an element has the focus.
   *
   * @throws Error if the element needs more than `most` steps
   */
  async tabTo(target: Locator, most = 40): Promise<void> {
    for (let step = 0; step < most; step += 1) {
      await this.page.keyboard.press('Tab');
      if (await this.isFocused(target)) return;
    }
    throw new Error(`${target} does not get the focus within ${most} presses of the tab key`);
  }

  /** The error message of a field. */
  async errorOf(field: Locator): Promise<string> {
    const ids = (await field.getAttribute('aria-describedby')) ?? '';
    const texts = ids.split(' ').filter((id) => id.endsWith('-error'));
    return texts.length === 0 ? '' : ((await this.page.locator(`[id="${texts[0]}"]`).textContent()) ?? '');
  }

  /** Waits until no request was pending for a few frames, including requests that follow from a response. */
  async settled(): Promise<void> {
    const end = Date.now() + TIMEOUT;
    for (let quiet = 0; quiet < 4; quiet = this.#pending.size === 0 ? quiet + 1 : 0) {
      await this.page.evaluate('new Promise(requestAnimationFrame)');
      const [request] = this.#pending;
      if (request && Date.now() > end) throw new Error(`${request.url()} is still loading`);
    }
  }

  async signIn(token = 'demo-luke', address = '/incidents'): Promise<void> {
    await this.go(address);
    await this.field('API token').fill(token);
    await this.button('Sign in').click();
    await this.button('Sign out').waitFor();
  }

  /** Navigates without a page load, like a link. The router listens to the browser's history. */
  async goInside(address: string): Promise<void> {
    await this.page.evaluate(`history.pushState({}, '', ${JSON.stringify(address)})`);
  }

  /** Opens an address with a stored token. */
  async enter(token = 'demo-luke', address = '/incidents'): Promise<void> {
    this.#entries += 1;
    // Only once, so that a reload keeps later changes, such as a sign-out.
    await this.#context.addInitScript(`
      if (location.origin !== 'null' && !localStorage.getItem('entry ${this.#entries}')) {
        localStorage.setItem('entry ${this.#entries}', '1');
        localStorage.setItem('service-desk.token', ${JSON.stringify(token)});
      }`);
    await this.go(address);
    await this.button('Sign out').waitFor();
  }

  /** Starts to count the bytes on the wire, including headers, and the requests, and to record the API calls. */
  async traffic(): Promise<() => { bytes: number; requests: number; calls: string[] }> {
    const session = await this.#context.newCDPSession(this.page);
    const sizes: number[] = [];
    const calls: string[] = [];
    session.on('Network.loadingFinished', ({ encodedDataLength }) => sizes.push(encodedDataLength));
    session.on('Network.requestWillBeSent', ({ request: { method, url } }) => {
      if (url.startsWith(`${this.url}/v1/`)) calls.push(`${method} ${url.slice(this.url.length)}`);
    });
    await session.send('Network.enable');
    return () => {
      // Cached responses have no size.
      const sent = sizes.filter((size) => size > 0);
      return { bytes: sent.reduce((sum, size) => sum + size, 0), requests: sent.length, calls: [...calls] };
    };
  }

  /** The titles in the queue, in order. */
  async titles(): Promise<string[]> {
    const list = this.page
      .getByRole('table', { name: 'Incidents' })
      .or(this.page.getByRole('list', { name: 'Incidents' }));
    return list.getByRole('link').allTextContents();
  }
}
