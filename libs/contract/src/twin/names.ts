/** Which of the two: the provider that is looked at, or its twin. */
export type Side = 'provider' | 'twin';

const TOKEN = /"?‹([a-z_]+) (\d+)( text)?›"?/g;

/** How a name is written in what both are sent: `‹user 3›`. In JSON it stands for a number, with `text` for a text. */
export function nameOf(kind: string, number: number): string {
  return `‹${kind} ${number}›`;
}

/** The names of what both have: for each kind of thing each id of one side has one of the other, or none. */
export class Names {
  readonly #ids = new Map<string, { provider: string; twin: string }[]>();
  readonly #numbers = { provider: new Map<string, number>(), twin: new Map<string, number>() };
  /** The names of what was created while they were compared. */
  readonly made = new Set<string>();

  /** The name of an id; undefined while it has none. */
  find(kind: string, side: Side, id: unknown): string | undefined {
    const number = this.#numbers[side].get(`${kind} ${id}`);
    return number === undefined ? undefined : nameOf(kind, number);
  }

  /** Gives two ids one name. False where one of them means something else already. */
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

  /** A kind in which two ids have one name. */
  sharedKind(provider: unknown, twin: unknown): string | undefined {
    return [...this.#ids].find(([, ids]) =>
      ids.some((id) => id.provider === provider && id.twin === twin),
    )?.[0];
  }

  /** The names of a kind, in the order in which they were given. */
  known(kind: string): string[] {
    return (this.#ids.get(kind) ?? []).map((_ids, number) => nameOf(kind, number));
  }

  /** A text with the ids of one side in place of names. */
  concrete(text: string, side: Side): string {
    return text.replaceAll(TOKEN, (token, kind: string, number: string, isText?: string) => {
      const id = this.#ids.get(kind)?.[Number(number)]?.[side] ?? '99999999';
      const whole = token.startsWith('"') && token.endsWith('"');
      if (whole) return isText ? `"${id}"` : id;
      return `${token.startsWith('"') ? '"' : ''}${id}${token.endsWith('"') ? '"' : ''}`;
    });
  }
}
