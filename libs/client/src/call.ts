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

/** A list that v1 sends in pages: await it for one page, or iterate over all entries of all pages, each once. */
export interface PagePromise<Item> extends CallPromise<Page<Item>>, Iterable<Item> {
  /**
   * The pages one after the other, as they come: an entry that moved meanwhile may stand on two of them, and where
   * entries have left the list, earlier pages come again.
   */
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

  /** The pages as they come, with the entries of each that no page before it had. */
  async *#walk(): AsyncGenerator<[page: Page<Item>, fresh: Item[]], void, undefined> {
    const seen = new Set<unknown>();
    const isNew = (item: Item) => {
      const id = (item as { id?: unknown } | null)?.id;
      return id === undefined || (!seen.has(id) && seen.add(id));
    };
    const first = this.#first;
    let page: Page<Item> = await this;
    let size = 0;
    let found = false;
    let total = Number.NaN;
    for (let number = first; ; page = (await this.#fetchPage(number)).data) {
      const { items, totalEntries, totalPages } = page;
      const fresh = items.filter(isNew);
      if (items.length > 0 || number === first) yield [page, fresh];
      size = Math.max(size, items.length);
      found ||= fresh.length > 0;
      const gone = total - totalEntries;
      total = totalEntries;
      if (gone > 0 && found && number > first) {
        // Entries left the list, so that later ones moved up to pages that have been read. Going back has to bring
        // something new before it is done again: a list that never rests has an end too.
        number = Math.max(first, number - Math.ceil(gone / size));
        found = false;
        continue;
      }
      const last = Number.isNaN(totalPages) ? items.length < size : number >= totalPages;
      if (last || items.length === 0) return;
      number += 1;
    }
  }

  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    for await (const [page] of this.#walk()) yield page;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const [, fresh] of this.#walk()) yield* fresh;
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
