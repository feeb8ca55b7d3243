import type * as Client from '@service-desk/client';

/** How the client is set up for a call. */
export type ClientSettings = Pick<Client.ServiceDeskOptions, 'baseUrl' | 'token' | 'retries' | 'timeout'>;

/** A call of the client, as it is sent to a runtime. */
export interface RuntimeCall {
  /** The method, such as `incidents.get`. */
  operation: string;
  /** What it is called with. */
  args: readonly unknown[];
  settings: ClientSettings;
}

/** What came of a call. */
export interface CallOutcome {
  value?: unknown;
  error?: Thrown;
  /** The calls of the client's hooks, one line for each. */
  hookEvents: string[];
}

/** What a client threw, as far as it can leave its runtime. */
export interface Thrown {
  name: string;
  message: string;
  method?: string;
  url?: string;
  status?: number;
  faults?: readonly Client.Fault[];
  retryAfter?: number;
  excerpt?: string;
  /** The client's guards that say yes, such as `isApiError`. */
  guards: string[];
  /** All that can be read of it and of what caused it, to be searched for what must not be there. */
  everything: string;
}

/**
 * Calls the client once and says what came of it. It is run in each runtime as it stands, so it needs nothing but the
 * platform.
 */
export async function callOnce(
  client: typeof Client,
  { operation, args, settings }: RuntimeCall,
): Promise<CallOutcome> {
  const hookEvents: string[] = [];
  const hooks: Client.Hooks = {
    request: ({ method, url, attempt }) => hookEvents.push(`${attempt} ${method} ${url}`),
    retry: ({ delay, status, error }) =>
      hookEvents.push(
        `again after ${status ?? error?.name}, ${delay >= 1000 ? 'in a second or more' : 'soon'}`,
      ),
  };
  const desk = client.createServiceDesk({ ...settings, hooks });
  const method = operation
    .split('.')
    .reduce<unknown>((inside, name) => (inside as Record<string, unknown>)[name], desk);
  try {
    return { value: await (method as (...args: unknown[]) => unknown)(...args), hookEvents };
  } catch (error) {
    return { error: thrownBy(client, error as Partial<Thrown>), hookEvents };
  }
}

function thrownBy(client: typeof Client, error: Partial<Thrown>): Thrown {
  const { name = '', message = '', method, url, status, faults, retryAfter, excerpt } = error;
  const more = { method, url, status, faults, retryAfter, excerpt } as Partial<Thrown>;
  const guards = Object.entries(client).flatMap(([guard, is]) =>
    guard.startsWith('is') && (is as (error: unknown) => boolean)(error) ? guard : [],
  );
  return { name, message, ...more, guards, everything: readable(error).join('\n') };
}

/** The texts in a value, in what it holds and in what that holds. */
function readable(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  if (seen.has(value)) return [];
  seen.add(value);
  return Object.getOwnPropertyNames(value).flatMap((name) => [
    name,
    ...readable((value as Record<string, unknown>)[name], seen),
  ]);
}
