import type { OperationId, ServiceDesk } from '@service-desk/client';
import type { ProviderState, ProviderStates } from '../generated/states.ts';
import type { Scope } from './patterns.ts';

/** A provider state that has been brought about: its values, and a client with its token. */
export type Given<Name extends ProviderState> = ProviderStates[Name] & { desk: ServiceDesk };

/** What a behaviour is run with. */
export interface World {
  /** Brings a provider state about. */
  given<Name extends ProviderState>(name: Name): Promise<Given<Name>>;
  /** A client with another token, such as one that a state has beside its own. */
  as(token: string): ServiceDesk;
}

/** Something that a provider does, which no single answer shows. */
export interface Behaviour {
  /** Reads as a sentence. */
  name: string;
  /** The row of docs/limitations.md that says so. */
  row: string;
  /** The operations that it calls, first of all the one that it is about. */
  operations: readonly OperationId[];
  /** The provider states that it begins with. It is given no others. */
  needs: readonly ProviderState[];
  /** Whether it changes anything. What does not may be run against a provider that is in use. */
  writes: boolean;
  /** Throws when the provider behaves otherwise. */
  run(world: World): Promise<void>;
}

type Call = OperationId | `${'GET' | 'POST' | 'PUT'} ${string}`;

/**
 * A call and what is expected of its answer: an operation with the ids of its path, or an HTTP method and an address below the
 * prefix; then a query, then the fields of its input (of an address its body); then, behind `->`, what `readValue` reads of the
 * answer, `refused: ` with the texts of a failure (` + ` between them), or a status with headers. Unless it is refused, success
 * is expected. `watch = incidents.watches.create {incident.id}` keeps the answer as `watch`. `{incident.id}` is a value of an
 * answer that was kept, `{service_id}` one of the provider state; `record` is what a new record needs, `item` what a new config
 * item does.
 */
export type Line = Call | `${Call} ${string}` | `${string} = ${Call}` | `${string} = ${Call} ${string}`;

/** A line that is put together. Its operation is looked up when it is read. */
export type Made = string & { readonly made: true };

/** These lines once for each value, which stands for `$` in them; of a value such as `one/other` the parts for `$1` and `$2`. */
export function each(values: string, ...texts: readonly string[]): Made[] {
  return values
    .split(' ')
    .flatMap((value) =>
      texts.map(
        (text) => text.replace(/\$(\d?)/g, (_, at) => (at ? value.split('/')[at - 1] : value) ?? '') as Made,
      ),
    );
}

/** What a request to an address has beyond a body in JSON. */
export interface Extra {
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer> | undefined;
}

/** A line; with a check of the answer's value, or headers and a body of its own; or a function, which makes steps of what was seen. */
export type Step =
  | Line
  | Made
  | readonly [line: Line, more: Extra | ((seen: unknown, scope: Scope, at: string) => string[])]
  | ((scope: Scope) => readonly Step[]);

/** A behaviour as a table of steps. */
export interface Case {
  row: string;
  name: string;
  given: ProviderState;
  steps: readonly Step[];
}

/** Cases that begin with one state: `row` and sentence, and the steps. */
export function given(
  state: ProviderState,
  cases: Readonly<Record<`${string}.${number} ${string}`, readonly Step[]>>,
): Case[] {
  return Object.entries(cases).map(([title, steps]) => {
    const [row = '', ...words] = title.split(' ');
    return { row, name: words.join(' '), given: state, steps };
  });
}
