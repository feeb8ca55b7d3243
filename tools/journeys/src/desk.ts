import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core';

/** What a screen is looked at with. */
export interface Look {
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
] as const satisfies readonly Look[];

const sizes = {
  wide: { width: 1440, height: 900 },
  medium: { width: 768, height: 1024 },
  narrow: { width: 390, height: 844 },
};

/** Milliseconds after which something that should show is taken for missing. */
const PATIENCE = 10_000;

/** The desk in a browser window of its own, in the words of somebody who uses it. */
export class Desk implements AsyncDisposable {
  readonly page: Page;
  readonly url: string;
  /** What went wrong unseen: errors of the page, and requests to anywhere but its own server. */
  readonly faults: string[] = [];
  readonly #context: BrowserContext;
  readonly #underWay = new Set<Request>();
  #entries = 0;

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.#context = context;
    this.page = page;
    this.url = url;
    context.on('requestfinished', (request) => this.#underWay.delete(request));
    context.on('requestfailed', (request) => this.#underWay.delete(request));
    context.on('request', (request) => {
      this.#underWay.add(request);
      const { origin, protocol } = new URL(request.url());
      if (origin !== url && protocol !== 'data:') this.faults.push(`request to ${request.url()}`);
    });
    context.on('weberror', (error) => this.faults.push(String(error.error())));
    context.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      // Chromium's own line for an answer that is no 2xx, such as the 401 of a wrong token.
      if (!message.text().startsWith('Failed to load resource')) this.faults.push(message.text());
    });
  }

  /** A window without a past, on what a server serves. */
  static async open(browser: Browser, url: string, look: Look = looks[0]): Promise<Desk> {
    const context = await browser.newContext({
      viewport: sizes[look.width],
      colorScheme: look.scheme,
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE);
    return new Desk(context, await context.newPage(), url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }

  async look({ scheme, width }: Look): Promise<void> {
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.page.setViewportSize(sizes[width]);
    // Drawn, and drawn again by what has listened for the new width.
    for (let frame = 0; frame < 2; frame += 1) await this.page.evaluate('new Promise(requestAnimationFrame)');
  }

  /** Another tab of the same browser. */
  async newTab(): Promise<Page> {
    return this.#context.newPage();
  }

  /** Keeps requests without an answer, until what it returns is called. */
  async hold(address: string | RegExp): Promise<() => Promise<void>> {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await this.page.route(address, async (route) => {
      await released;
      // A request that the page has aborted cannot be sent any more.
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

  /** Where the person is: path and query. */
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

  /** A field of text. */
  textbox(label: string): Locator {
    return this.page.getByRole('textbox', { name: label, exact: true });
  }

  /** A field of any kind by its label, which ends in a star when the field is mandatory. */
  field(label: string): Locator {
    return this.page.getByLabel(new RegExp(`^${label}( \\*)?$`));
  }

  /** A field that is filled by choosing. */
  combobox(label: string): Locator {
    return this.page.getByRole('combobox', { name: label, exact: true });
  }

  /** A choice of the list that a search has opened. */
  option(name: string): Locator {
    return this.page.getByRole('option', { name, exact: true });
  }

  /** A section of the page, by its heading. */
  section(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  /** What a section of facts says of a term. */
  fact(term: string): Locator {
    return this.section('Details')
      .locator('div')
      .filter({ has: this.page.getByRole('term').filter({ hasText: new RegExp(`^${term}$`) }) })
      .getByRole('definition');
  }

  /** The timeline: of each note its kind, its author and its text. */
  async notes(): Promise<(string | null)[][]> {
    const entries = await this.section('Timeline').getByRole('listitem').all();
    return Promise.all(
      entries.map((entry) => {
        const [kind, author] = [entry.locator('span').nth(0), entry.locator('span').nth(1)];
        return Promise.all([kind, author, entry.getByRole('paragraph')].map((part) => part.textContent()));
      }),
    );
  }

  /** Waits for the line that tells of a success. */
  async announced(text: string): Promise<void> {
    await this.page.getByRole('alert').filter({ hasText: text }).waitFor();
  }

  async isFocused(target: Locator): Promise<boolean> {
    return (await target.and(this.page.locator(':focus')).count()) === 1;
  }

  /**
   * Goes on by the tab key.
   *
   * @throws Error when the target is further away than `most` steps
   */
  async tabTo(target: Locator, most = 40): Promise<void> {
    for (let step = 0; step < most; step += 1) {
      await this.page.keyboard.press('Tab');
      if (await this.isFocused(target)) return;
    }
    throw new Error(`The tab key does not lead to ${target} in ${most} steps`);
  }

  /** The text at a field that says what is wrong with it. */
  async faultOf(field: Locator): Promise<string> {
    const ids = (await field.getAttribute('aria-describedby')) ?? '';
    const texts = ids.split(' ').filter((id) => id.endsWith('-error'));
    return texts.length === 0 ? '' : ((await this.page.locator(`[id="${texts[0]}"]`).textContent()) ?? '');
  }

  /** Waits until nothing was under way for a few frames, so that what one answer makes the page ask for is there too. */
  async settled(): Promise<void> {
    const end = Date.now() + PATIENCE;
    for (let quiet = 0; quiet < 4; quiet = this.#underWay.size === 0 ? quiet + 1 : 0) {
      await this.page.evaluate('new Promise(requestAnimationFrame)');
      const [request] = this.#underWay;
      if (request && Date.now() > end) throw new Error(`${request.url()} is still loading`);
    }
  }

  async signIn(token = 'demo-luke', address = '/incidents'): Promise<void> {
    await this.go(address);
    await this.field('API token').fill(token);
    await this.button('Sign in').click();
    await this.button('Sign out').waitFor();
  }

  /** Goes to an address without loading the desk again, as by a link. The router watches the browser's history. */
  async goInside(address: string): Promise<void> {
    await this.page.evaluate(`history.pushState({}, '', ${JSON.stringify(address)})`);
  }

  /** Is signed in at an address, as if the token had been entered before. */
  async enter(token = 'demo-luke', address = '/incidents'): Promise<void> {
    this.#entries += 1;
    // Once: a page that is left and loaded again keeps what the desk has made of it, such as a sign-out.
    await this.#context.addInitScript(`
      if (location.origin !== 'null' && !localStorage.getItem('entry ${this.#entries}')) {
        localStorage.setItem('entry ${this.#entries}', '1');
        localStorage.setItem('service-desk.token', ${JSON.stringify(token)});
      }`);
    await this.go(address);
    await this.button('Sign out').waitFor();
  }

  /** Counts from now on what this window gets over the wire, heads included, of how many requests, and notes its calls of the API. */
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
      // What the browser had kept weighs nothing.
      const sent = sizes.filter((size) => size > 0);
      return { bytes: sent.reduce((sum, size) => sum + size, 0), requests: sent.length, calls: [...calls] };
    };
  }

  /** The titles that the queue shows, in its order. */
  async titles(): Promise<string[]> {
    const list = this.page
      .getByRole('table', { name: 'Incidents' })
      .or(this.page.getByRole('list', { name: 'Incidents' }));
    return list.getByRole('link').allTextContents();
  }
}
