/** One of the two sides: the provider that is checked, or its twin. */
export type Side = 'provider' | 'twin';

const TOKEN = /"?‹([a-z_]+) (\d+)( text)?›"?/g;

/** A name in a request to both sides: `‹user 3›`. In JSON it becomes a number, or a string if it ends in ` text`. */
export function nameOf(kind: string, number: number): string {
  return `‹${kind} ${number}›`;
}

/** The names of resources that both sides have. Each id of one side is paired with at most one of the other, by kind. */
export class Names {
  readonly #ids = new Map<string, { provider: string; twin: string }[]>();
  readonly #numbers = { provider: new Map<string, number>(), twin: new Map<string, number>() };

  /** The name of an id; undefined if it has none. */
  find(kind: string, side: Side, id: unknown): string | undefined {
    const number = this.#numbers[side].get(`${kind} ${id}`);
    return number === undefined ? undefined : nameOf(kind, number);
  }

  /** Pairs two ids under one name. Returns false if one of them is already paired with another id. */
  pair(kind: string, provider: unknown, twin: unknown): boolean {
    const [a, b] = [this.find(kind, 'provider', provider), this.find(kind, 'twin', twin)];
    if (a !== undefined || b !== undefined) return a === b;
    const ids = this.#ids.get(kind) ?? [];
    this.#ids.set(kind, ids);
    this.#numbers.provider.set(`${kind} ${provider}`, ids.length);
    this.#numbers.twin.set(`${kind} ${twin}`, ids.length);
    ids.push({ provider: String(provider), twin: String(twin) });
    return true;
  }

  /** A kind in which two ids are paired. */
  sharedKind(provider: unknown, twin: unknown): string | undefined {
    return [...this.#ids].find(([, ids]) =>
      ids.some((id) => id.provider === provider && id.twin === twin),
    )?.[0];
  }

  /** The names of a kind, oldest first. */
  known(kind: string): string[] {
    return (this.#ids.get(kind) ?? []).map((_ids, number) => nameOf(kind, number));
  }

  /** Replaces the names in a text by the ids of one side. */
  concrete(text: string, side: Side): string {
    return text.replaceAll(TOKEN, (token, kind: string, number: string, isText?: string) => {
      const id = this.#ids.get(kind)?.[Number(number)]?.[side] ?? '99999999';
      const whole = token.startsWith('"') && token.endsWith('"');
      if (whole) return isText ? `"${id}"` : id;
      return `${token.startsWith('"') ? '"' : ''}${id}${token.endsWith('"') ? '"' : ''}`;
    });
  }
}
