/** A failed call, with all its faults. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** Messages without the error code, such as `title can't be blank`. */
  readonly faults: readonly string[];

  constructor(...faults: string[]) {
    super(faults.join('; '));
    this.faults = faults;
  }
}

/** Something does not exist, or the caller has no access to it. */
export function notFound(noun: string): CallError {
  return new CallError(`no ${noun} found`);
}

/**
 * A row that was looked up.
 *
 * @throws CallError when there is none
 */
export function found<Row>(row: Row | undefined, noun: string): Row {
  if (row === undefined) throw notFound(noun);
  return row;
}

/**
 * Collects the faults of a call, so that one response reports them all.
 *
 * They are reported in the order of the call's fields. Each field has at most one fault, the first: an invalid value is not
 * also blank.
 */
export class CallFaults {
  readonly #order: readonly string[];
  readonly #found: { field: string; entry: number | undefined; text: string }[] = [];
  readonly #sentAs = new Map<string, string>();

  /** @param order the names of the call's fields, as the description lists them */
  constructor(order: readonly string[]) {
    this.#order = order;
  }

  /** Records the name by which the client sent a field, for the messages. */
  sentAs(field: string, alias: string): void {
    this.#sentAs.set(field, alias);
  }

  /**
   * Adds a fault of a field: `title` and `can't be blank`.
   *
   * @param entry the position of the object with the field, in a list of objects
   */
  add(field: string, text: string, entry?: number): void {
    this.say(field, `${this.#sentAs.get(field) ?? field} ${text}`, entry);
  }

  /** Adds the fault that a field refers to something that does not exist: `no priority found`. */
  notFound(field: string, noun: string, entry?: number): void {
    this.say(field, `no ${noun} found`, entry);
  }

  /** Adds a fault with a complete message. */
  say(field: string, text: string, entry?: number): void {
    const isReported = this.#found.some((found) => found.field === field && found.entry === entry);
    if (!isReported) this.#found.push({ field, entry, text });
  }

  /** Whether any of these fields has a fault. */
  has(...fields: string[]): boolean {
    return this.#found.some(({ field }) => fields.includes(field));
  }

  /** @throws CallError if there are any */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const rank = (field: string) => this.#order.indexOf(field);
    const sorted = this.#found.toSorted(
      (a, b) => rank(a.field) - rank(b.field) || (a.entry ?? 0) - (b.entry ?? 0),
    );
    throw new CallError(...sorted.map(({ text }) => text));
  }
}
