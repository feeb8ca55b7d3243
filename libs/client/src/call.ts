/** What every call takes beside its input. */
export interface CallOptions<Query = Record<string, never>> {
  /** Ends the call early; the error is a `ConnectionError` with the signal's reason as `cause`. */
  signal?: AbortSignal;
  /** Query parameters of a call whose input is its body. */
  query?: Query;
}

/** A page of a list. */
export interface Page<Item> {
  items: Item[];
  /** How many entries all pages hold together; NaN when the provider leaves it out. */
  totalEntries: number;
  /** How many pages there are; NaN when the provider leaves it out. */
  totalPages: number;
  /** Which page this is, from 1. */
  page: number;
}

/** A list that v1 sends whole: await it for an array, or iterate over it. */
export interface ListPromise<Item> extends Promise<Item[]>, AsyncIterable<Item> {}

/** A list that v1 sends in pages: await it for one page, or iterate over all entries of all pages. */
export interface PagePromise<Item> extends Promise<Page<Item>>, AsyncIterable<Item> {}

/**
 * A promise that starts when it is first looked at, so that iterating over a list does not also ask for it as a promise.
 */
class LazyPromise<Value> implements Promise<Value> {
  readonly [Symbol.toStringTag] = 'Promise';
  readonly #start: () => Promise<Value>;
  #started: Promise<Value> | undefined;

  constructor(start: () => Promise<Value>) {
    this.#start = start;
  }

  #run(): Promise<Value> {
    this.#started ??= this.#start();
    return this.#started;
  }

  // biome-ignore lint/suspicious/noThenProperty: a list is awaited, so it has to be thenable.
  then<A = Value, B = never>(
    fulfilled?: ((value: Value) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#run().then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Value | B> {
    return this.#run().catch(rejected);
  }

  finally(done?: (() => void) | null): Promise<Value> {
    return this.#run().finally(done);
  }
}

class Listed<Item> extends LazyPromise<Item[]> implements ListPromise<Item> {
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* await this;
  }
}

class Paged<Item> extends LazyPromise<Page<Item>> implements PagePromise<Item> {
  readonly #fetchPage: (page: number) => Promise<Page<Item>>;
  readonly #first: number;

  constructor(fetchPage: (page: number) => Promise<Page<Item>>, first: number) {
    super(() => fetchPage(first));
    this.#fetchPage = fetchPage;
    this.#first = first;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    // A page may shift while it is read, which shows some records again: each is given once.
    const seen = new Set<unknown>();
    let size = 0;
    for (let number = this.#first; ; number += 1) {
      const page = number === this.#first ? await this : await this.#fetchPage(number);
      for (const item of page.items) {
        const id = (item as { id?: unknown } | null)?.id;
        if (id !== undefined && seen.has(id)) continue;
        seen.add(id);
        yield item;
      }
      size = Math.max(size, page.items.length);
      const last = Number.isNaN(page.totalPages) ? page.items.length < size : number >= page.totalPages;
      if (last || page.items.length === 0) return;
    }
  }
}

/** A list of which `fetchAll` brings every entry. It is asked for when it is awaited or iterated, and once only. */
export function listPromise<Item>(fetchAll: () => Promise<Item[]>): ListPromise<Item> {
  return new Listed(fetchAll);
}

/** A list of which `fetchPage` brings a page. Iteration starts at page `first` and ends with the last one. */
export function pagePromise<Item>(
  fetchPage: (page: number) => Promise<Page<Item>>,
  first = 1,
): PagePromise<Item> {
  return new Paged(fetchPage, first);
}
