/** Options of a single call. */
export interface CallOptions<Query = Record<string, never>> {
  /** Cancels the call; the error is an `AbortedError` with the signal's reason as `cause`. */
  signal?: AbortSignal;
  /** The time limit of each attempt in milliseconds, 0 for none. Default, the client's `timeout`. */
  timeout?: number;
  /**
   * How often the request is retried. Default, the client's `retries`. This option also applies to methods that are not
   * retried by default, such as a create, which may then run twice.
   */
  retries?: number;
  /**
   * The idempotency key of a create or delete, 1 to 255 printable ASCII characters. Default, a new one for each call. A
   * provider that supports keys carries out one of the calls with the same key, and answers the others with its response.
   */
  idempotencyKey?: string;
  /** Query parameters of a call whose input is its body. */
  query?: Query;
}

/** The result of a call together with its response. */
export interface Answered<Value> {
  /** The content of the envelope. */
  data: Value;
  /** The response of the last attempt. Its body has been read. */
  response: Response;
}

/** The promise of a call: await it for its result. */
export interface CallPromise<Value> extends Promise<Value> {
  /** The result together with the response: its status, headers and final address. */
  withResponse(): Promise<Answered<Value>>;
}

/** A page of a list. */
export interface Page<Item> {
  /** The entries of this page. */
  items: Item[];
  /** How many entries all pages have together; undefined if the provider does not send it. */
  totalEntries: number | undefined;
  /** How many pages there are; undefined if the provider does not send it. */
  totalPages: number | undefined;
  /** The number of this page, from 1. */
  page: number;
}

interface Iterable<Item> extends AsyncIterable<Item> {
  /** All entries as an array, or the first `max` of them, which requests only the pages that they need. */
  toArray(options?: { max?: number }): Promise<Item[]>;
}

/** A list that v1 sends whole: await it for an array, or iterate over it. */
export interface ListPromise<Item> extends CallPromise<Item[]>, Iterable<Item> {}

/** A list that v1 sends in pages: await it for one page, or iterate over all entries of all pages, each once. */
export interface PagePromise<Item> extends CallPromise<Page<Item>>, Iterable<Item> {
  /**
   * The pages in the order in which they are requested. An entry that moves in the meantime may be on two of them, and
   * after entries have left the list, earlier pages come again.
   */
  pages(): AsyncIterable<Page<Item>>;
}

/** A call as a promise. It starts when it is first used, so iterating over a list does not send its first request twice. */
export class Call<Value> implements CallPromise<Value> {
  /** Sends the request; for a list in pages, that of any page, by default of the first one. */
  protected readonly start: (page?: number) => Promise<Answered<Value>>;
  #started: Promise<Answered<Value>> | undefined;
  /** Part of the type of a promise, and not set. */
  declare readonly [Symbol.toStringTag]: string;

  constructor(start: (page?: number) => Promise<Answered<Value>>) {
    this.start = start;
  }

  withResponse(): Promise<Answered<Value>> {
    this.#started ??= this.start();
    return this.#started;
  }

  // biome-ignore lint/suspicious/noThenProperty: a call can be awaited, so it has to be thenable.
  then<A = Value, B = never>(
    fulfilled?: ((value: Value) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.withResponse()
      .then(({ data }) => data)
      .then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Value | B> {
    return this.then(undefined, rejected);
  }

  finally(done?: (() => void) | null): Promise<Value> {
    return this.then().finally(done);
  }
}

/** A list that arrives whole. */
export class Listed<Item, Value = Item[]> extends Call<Value> implements Iterable<Item> {
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* (await this) as Item[];
  }

  async toArray({ max = Infinity } = {}): Promise<Item[]> {
    const items: Item[] = [];
    if (max <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= max) break;
    }
    return items;
  }
}

/** A list in pages, from the first one that was requested to the last one. */
export class Paged<Item> extends Listed<Item, Page<Item>> implements PagePromise<Item> {
  /** What `pick` takes from each page, in request order. `fresh` are the entries that no earlier page had. */
  async *#walk<Picked>(
    pick: (page: Page<Item>, fresh: Item[]) => Picked[],
  ): AsyncGenerator<Picked, void, undefined> {
    const seen = new Set<unknown>();
    const isNew = (item: Item) => {
      const id = (item as { id?: unknown } | null)?.id;
      return id === undefined || (!seen.has(id) && seen.add(id));
    };
    let page: Page<Item> = await this;
    const first = page.page;
    let size = 0;
    let found = false;
    let total = 0;
    for (let number = first; ; page = (await this.start(number)).data) {
      const { items, totalEntries = 0, totalPages } = page;
      const fresh = items.filter(isNew);
      if (items.length > 0 || number === first) yield* pick(page, fresh);
      size = Math.max(size, items.length);
      found ||= fresh.length > 0;
      const gone = total - totalEntries;
      total = totalEntries;
      if (gone > 0 && found && number > first) {
        // Entries left the list, so later ones moved up to pages that have been read. Going back must find new entries
        // before it is repeated, so that the iteration ends even if the list keeps changing.
        number = Math.max(first, number - Math.ceil(gone / size));
        found = false;
        continue;
      }
      // A provider that sends no totals might not know pages, and send the same entries each time.
      const last =
        totalPages === undefined ? items.length < size || fresh.length === 0 : number >= totalPages;
      if (last || items.length === 0) return;
      number += 1;
    }
  }

  pages(): AsyncGenerator<Page<Item>, void, undefined> {
    return this.#walk((page) => [page]);
  }

  override [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    return this.#walk((_, fresh) => fresh);
  }
}
