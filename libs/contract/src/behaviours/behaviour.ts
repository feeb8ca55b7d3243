import type { OperationId, ServiceDesk } from '@service-desk/client';
import type { ProviderState, ProviderStates } from '../generated/states.ts';
import type { Scope } from './patterns.ts';

/** A provider state that was set up: its values, and a client with its token. */
export type Given<Name extends ProviderState> = ProviderStates[Name] & { desk: ServiceDesk };

/** What a behaviour needs to run. */
export interface World {
  /** Sets up a provider state. */
  given<Name extends ProviderState>(name: Name): Promise<Given<Name>>;
  /** A client with another token, such as a second token of a state. */
  as(token: string): ServiceDesk;
}

/** A behaviour of a provider that a single response does not show. */
export interface Behaviour {
  /** A sentence. */
  name: string;
  /** The row of docs/limitations.md that specifies it. */
  row: string;
  /** The operations that it calls, beginning with the one that it checks. */
  operations: readonly OperationId[];
  /** The provider states that it may use. */
  needs: readonly ProviderState[];
  /** Whether it changes data. If not, it can run against a provider that is in use. */
  writes: boolean;
  /** Throws if the provider does not behave so. */
  run(world: World): Promise<void>;
}

type Call = OperationId | `${'GET' | 'POST' | 'PUT' | 'DELETE'} ${string}`;

/**
 * A request and its expected response. The request is an operation with the ids of its path, or an HTTP method and an
 * address below the prefix; then a query; then the fields of the input, or the body for an address. After `->` comes a
 * pattern of the result (see `readValue`), `refused: ` with the error texts (separated by ` + `), or a status with
 * headers, to which ` or ` adds a status without expectations. Without it, success is expected.
 * `watch = incidents.watches.create {incident.id}` stores the result as `watch`. `{incident.id}` is a value of a stored
 * result, `{service_id}` one of the provider state. `record` has the mandatory fields of a new record, `item` those of a new
 * config item; `key` is new in each run, and `last` has the headers and the `body` of the last response.
 */
export type Line = Call | `${Call} ${string}` | `${string} = ${Call}` | `${string} = ${Call} ${string}`;

/** A line that is built at run time. Its operation is checked when it is parsed. */
export type Made = string & { readonly made: true };

/** Repeats lines for each value, which replaces `$`. The parts of a value such as `one/other` replace `$1` and `$2`. */
export function each(values: string, ...texts: readonly string[]): Made[] {
  return values
    .split(' ')
    .flatMap((value) =>
      texts.map(
        (text) => text.replace(/\$(\d?)/g, (_, at) => (at ? value.split('/')[at - 1] : value) ?? '') as Made,
      ),
    );
}

// Before TypeScript 5.7 `Uint8Array` has no parameter.
type Bytes = ReturnType<InstanceType<typeof TextEncoder>['encode']>;

/** Headers for a request, and a body for one to an address. */
export interface Extra {
  headers?: Readonly<Record<string, string>> | undefined;
  body?: string | Bytes | undefined;
  /** A header of the response. Without it, the provider does not offer this, and the behaviour is skipped. */
  offered?: string;
}

/** A line, optionally with headers and a body or a check of the result; or a function that creates steps. */
export type Step =
  | Line
  | Made
  | readonly [line: Line, more: Extra | ((seen: unknown, scope: Scope, at: string) => string[])]
  | ((scope: Scope) => readonly Step[]);

/** A behaviour as a list of steps. */
export interface Case {
  row: string;
  name: string;
  given: ProviderState;
  steps: readonly Step[];
}

/** Cases that start from one state. A key is the row and the name, a value the steps. */
export function given(
  state: ProviderState,
  cases: Readonly<Record<`${string}.${number} ${string}`, readonly Step[]>>,
): Case[] {
  return Object.entries(cases).map(([title, steps]) => {
    const [row = '', ...words] = title.split(' ');
    return { row, name: words.join(' '), given: state, steps };
  });
}
