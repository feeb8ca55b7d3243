/** A call that can not be carried out, with all that is wrong about it. */
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
 * What is wrong about a call, collected while it is looked at, so that one answer says all of it.
 *
 * They are told in the order of the call's fields, whichever was found first.
 */
export class Faults {
  readonly #order: readonly string[];
  readonly #found: { field: string; text: string }[] = [];

  /** @param order the names of the call's fields, as the description lists them */
  constructor(order: readonly string[]) {
    this.#order = order;
  }

  /** Says what is wrong with the value of a field: `title` and `can't be blank`. */
  add(field: string, text: string): void {
    this.say(field, `${field} ${text}`);
  }

  /** Says that a field's value leads nowhere: `no priority found`. */
  notFound(field: string, noun: string): void {
    this.say(field, `no ${noun} found`);
  }

  /** Says in words of its own what is wrong about a field. */
  say(field: string, text: string): void {
    this.#found.push({ field, text });
  }

  /** @throws CallError when there are any */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const rank = (field: string) => this.#order.indexOf(field);
    const sorted = this.#found.toSorted((a, b) => rank(a.field) - rank(b.field));
    throw new CallError(...new Set(sorted.map(({ text }) => text)));
  }
}
