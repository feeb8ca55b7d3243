/** What every call takes beside its input. */
export interface CallOptions<Query = Record<string, never>> {
  /** Ends the call early; the error is an `AbortedError` with the signal's reason as `cause`. */
  signal?: AbortSignal;
  /** Milliseconds that each attempt may take; that of the client unless given. 0 waits for ever. */
  timeout?: number;
  /**
   * How often the call is sent again; that of the client unless given. Said here, it also holds for calls that are sent
   * once otherwise, such as those that create: who says so risks to have a thing twice.
   */
  retries?: number;
  /** Query parameters of a call whose input is its body. */
  query?: Query;
}

/** What a call resolves to, and the response that it came with. */
export interface Answered<Value> {
  /** What stands inside the envelope. */
  data: Value;
  /** The last response: of a retried call that of the last attempt. Its body has been read. */
  response: Response;
}

/** A call on its way: await it for its result. */
export interface CallPromise<Value> extends Promise<Value> {
  /** The result together with the response: its status, headers and final address. */
  withResponse(): Promise<Answered<Value>>;
}

/** A page of a list. */
export interface Page<Item> {
  /** The entries of this page. */
  items: Item[];
  /** How many entries all pages hold together; NaN when the provider leaves it out. */
  totalEntries: number;
  /** How many pages there are; NaN when the provider leaves it out. */
  totalPages: number;
  /** Which page this is, from 1. */
  page: number;
}

interface Iterable<Item> extends AsyncIterable<Item> {
  /** All entries as an array, or the first `max` of them: no page is asked for beyond those. */
  toArray(options?: { max?: number }): Promise<Item[]>;
}

/** A list that v1 sends whole: await it for an array, or iterate over it. */
export interface ListPromise<Item> extends CallPromise<Item[]>, Iterable<Item> {}

/** A list that v1 sends in pages: await it for one page, or iterate over all entries of all pages. */
export interface PagePromise<Item> extends CallPromise<Page<Item>>, Iterable<Item> {
  /** The pages one after the other, as they come: an entry that moved meanwhile may stand on two of them. */
  pages(): AsyncIterable<Page<Item>>;
}

/** A call as a promise. It may start when it is first looked at, so that iterating over a list sends nothing twice. */
class Call<Value> implements CallPromise<Value> {
  readonly #start: () => Promise<Answered<Value>>;
  #started: Promise<Answered<Value>> | undefined;

  constructor(start: () => Promise<Answered<Value>>) {
    this.#start = start;
  }

  get [Symbol.toStringTag](): string {
    return 'Promise';
  }

  withResponse(): Promise<Answered<Value>> {
    this.#started ??= this.#start();
    return this.#started;
  }

  #result(): Promise<Value> {
    return this.withResponse().then(({ data }) => data);
  }

  // biome-ignore lint/suspicious/noThenProperty: a call is awaited, so it has to be thenable.
  then<A = Value, B = never>(
    fulfilled?: ((value: Value) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result().then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Value | B> {
    return this.#result().catch(rejected);
  }

  finally(done?: (() => void) | null): Promise<Value> {
    return this.#result().finally(done);
  }
}

class Listed<Item> extends Call<Item[]> implements ListPromise<Item> {
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* await this;
  }

  toArray(options?: { max?: number }): Promise<Item[]> {
    return firstOf(this, options);
  }
}

class Paged<Item> extends Call<Page<Item>> implements PagePromise<Item> {
  readonly #fetchPage: (page: number) => Promise<Answered<Page<Item>>>;
  readonly #first: number;

  constructor(fetchPage: (page: number) => Promise<Answered<Page<Item>>>, first: number) {
    super(() => fetchPage(first));
    this.#fetchPage = fetchPage;
    this.#first = first;
  }

  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let size = 0;
    for (let number = this.#first; ; number += 1) {
      const page = number === this.#first ? await this : (await this.#fetchPage(number)).data;
      if (page.items.length > 0 || number === this.#first) yield page;
      size = Math.max(size, page.items.length);
      const last = Number.isNaN(page.totalPages) ? page.items.length < size : number >= page.totalPages;
      if (last || page.items.length === 0) return;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    // A page may shift while it is read, which shows some records again: each is given once.
    const seen = new Set<unknown>();
    for await (const { items } of this.pages()) {
      for (const item of items) {
        const id = (item as { id?: unknown } | null)?.id;
        if (id !== undefined && seen.has(id)) continue;
        seen.add(id);
        yield item;
      }
    }
  }

  toArray(options?: { max?: number }): Promise<Item[]> {
    return firstOf(this, options);
  }
}

async function firstOf<Item>(list: AsyncIterable<Item>, { max = Infinity } = {}): Promise<Item[]> {
  const items: Item[] = [];
  if (max <= 0) return items;
  for await (const item of list) {
    items.push(item);
    if (items.length >= max) break;
  }
  return items;
}

/** A call that has been sent. */
export function callPromise<Value>(answered: Promise<Answered<Value>>): CallPromise<Value> {
  return new Call(() => answered);
}

/** A list of which `fetchAll` brings every entry. It is asked for when it is awaited or iterated, and once only. */
export function listPromise<Item>(fetchAll: () => Promise<Answered<Item[]>>): ListPromise<Item> {
  return new Listed(fetchAll);
}

/** A list of which `fetchPage` brings a page. Iteration starts at page `first` and ends with the last one. */
export function pagePromise<Item>(
  fetchPage: (page: number) => Promise<Answered<Page<Item>>>,
  first = 1,
): PagePromise<Item> {
  return new Paged(fetchPage, first);
}
