import type { CallableOperation } from './operations.ts';

/** What an operation is called with. */
export interface ClientCallInput {
  path?: Readonly<Record<string, number | string>>;
  query?: Readonly<Record<string, unknown>>;
  body?: object;
}

/** Calls an operation by a generated client, and resolves with the parsed body, whatever its status. */
export type ClientCall = (operation: CallableOperation, input: ClientCallInput) => Promise<unknown>;

/** A step of the proof: a call, and what its response must have. */
interface Step {
  operation: string;
  input: (made: Record<string, number>) => ClientCallInput;
  /** The value of the response that a later step needs. */
  makes?: { name: string; at: (result: never) => number };
  status?: 'Success' | 'Failed';
}

/** The calls that each client makes: reading, paging, writing, notes, a flag, a date, a deletion, a failure. */
export const STEPS: readonly Step[] = [
  { operation: 'users.current', input: () => ({}) },
  { operation: 'incidents.list', input: () => ({ query: { limit: 2, page: 1 } }) },
  {
    operation: 'incidents.create',
    input: () => ({
      body: {
        incident: { title: 'VPN drops after ten minutes', service_id: 33, opened_at: '2011-02-10T15:37:00Z' },
      },
    }),
    makes: { name: 'incident', at: ({ incident }: { incident: { id: number } }) => incident.id },
  },
  { operation: 'incidents.get', input: ({ incident = 0 }) => ({ path: { id: incident } }) },
  {
    operation: 'incidents.update',
    input: ({ incident = 0 }) => ({ path: { id: incident }, body: { incident: { interesting: true } } }),
  },
  {
    operation: 'incidents.comments.create',
    input: ({ incident = 0 }) => ({
      path: { incident_id: incident },
      body: { comment: { note: 'It drops over Wi-Fi only.', customer_viewable: false } },
    }),
    makes: { name: 'comment', at: ({ comment }: { comment: { id: number } }) => comment.id },
  },
  {
    operation: 'incidents.comments.list',
    input: ({ incident = 0 }) => ({ path: { incident_id: incident } }),
  },
  {
    operation: 'incidents.comments.delete',
    input: ({ incident = 0, comment = 0 }) => ({ path: { incident_id: incident, id: comment } }),
  },
  { operation: 'services.list', input: () => ({}) },
  { operation: 'incidents.get', input: () => ({ path: { id: 99999999 } }), status: 'Failed' },
];

/** How many of the steps succeed, and the error of the first that does not. */
export async function countCalls(
  call: ClientCall,
  find: (operation: string) => CallableOperation,
): Promise<{ passed: number; fault?: string }> {
  const made: Record<string, number> = {};
  let passed = 0;
  let fault: string | undefined;
  for (const { operation, input, makes, status = 'Success' } of STEPS) {
    try {
      const body = (await call(find(operation), input(made))) as
        | { status?: string; result?: never }
        | undefined;
      if (body?.status !== status)
        throw new Error(`expected ${status}, got ${JSON.stringify(body)?.slice(0, 200)}`);
      if (makes) made[makes.name] = makes.at(body.result as never);
      passed += 1;
    } catch (error) {
      fault ??= `${operation}: ${error instanceof Error ? error.message : JSON.stringify(error)}`;
    }
  }
  return { passed, ...(fault !== undefined && { fault }) };
}
