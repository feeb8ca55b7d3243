/** A call that cannot be carried out, with all that is wrong about it. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** Without the code, such as `title can't be blank`. */
  readonly faults: readonly string[];

  constructor(...faults: string[]) {
    super(faults.join('; '));
    this.faults = faults;
  }
}

/** The thing is not there, or not for the caller. */
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
 * What is wrong about a call, collected while it is looked at, so that one answer says all of it.
 *
 * They are reported in the order of the call's fields, whichever was found first. Each field has one fault, the first that
 * was found: a value that cannot be read is neither blank nor missing.
 */
export class Faults {
  readonly #order: readonly string[];
  readonly #found: { field: string; entry: number | undefined; text: string }[] = [];
  readonly #sentAs = new Map<string, string>();

  /** @param order the names of the call's fields, as the description lists them */
  constructor(order: readonly string[]) {
    this.#order = order;
  }

  /** Remembers that a client wrote a field under another name, so that faults name what was sent. */
  sentAs(field: string, alias: string): void {
    this.#sentAs.set(field, alias);
  }

  /**
   * Says what is wrong with the value of a field: `title` and `can't be blank`.
   *
   * @param entry the position of the object that has the field, where the call lists several
   */
  add(field: string, text: string, entry?: number): void {
    this.say(field, `${this.#sentAs.get(field) ?? field} ${text}`, entry);
  }

  /** Says that a field's value leads nowhere: `no priority found`. */
  notFound(field: string, noun: string, entry?: number): void {
    this.say(field, `no ${noun} found`, entry);
  }

  /** Says in words of its own what is wrong about a field. */
  say(field: string, text: string, entry?: number): void {
    const known = this.#found.some((found) => found.field === field && found.entry === entry);
    if (!known) this.#found.push({ field, entry, text });
  }

  /** Whether something is wrong with any of these fields: what could not be read was still given. */
  has(...fields: string[]): boolean {
    return this.#found.some(({ field }) => fields.includes(field));
  }

  /** @throws CallError when there are any */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const rank = (field: string) => this.#order.indexOf(field);
    const sorted = this.#found.toSorted((a, b) => rank(a.field) - rank(b.field));
    throw new CallError(...new Set(sorted.map(({ text }) => text)));
  }
}
