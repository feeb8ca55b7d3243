import { type OperationId, operationTable } from '@service-desk/client';
import { argumentsOf, type Scenario, scenarios } from '@service-desk/contract';
import { describe, expect, test } from 'vitest';
import type { ClientSettings, RuntimeCall } from './caller.ts';
import { runtimes } from './runtimes.ts';
import { inTurn, testContext } from './test-context.ts';

const READ = 'incidents.get';
const UPDATE = 'incidents.update';
const CREATE = 'incidents.create';
const DELETE = 'incidents.comments.delete';
/** One of each HTTP method. */
const operations: readonly OperationId[] = [READ, UPDATE, CREATE, DELETE];
/** What may be sent twice and is done once. */
const repeatable: readonly OperationId[] = [READ, UPDATE];

/**
 * What a runtime sends once more by itself, unknown to the client, when a connection that it has kept alive is closed
 * without an answer.
 */
const resentBy: Readonly<Record<string, readonly OperationId[]>> = {
  Node: [],
  Bun: [READ, UPDATE, DELETE],
  Chromium: operations,
};

const refused = 'The call could not be carried out';
const limited = 'The application has exceeded the request rate limit for this hour';
const api = ['isApiError', 'isServiceDeskError'];
const malformed = {
  name: 'MalformedResponseError',
  guards: ['isMalformedResponseError', 'isServiceDeskError'],
};
const lost = { name: 'ConnectionError', guards: ['isConnectionError', 'isServiceDeskError'] };
const rateLimited = {
  name: 'RateLimitError',
  guards: ['isApiError', 'isRateLimitError', 'isServiceDeskError'],
  status: 429,
  faults: [{ code: 'E902', message: limited }],
};

interface Row {
  name: string;
  fault: { fault: string; [option: string]: unknown };
  settings: Partial<ClientSettings>;
  /** What the client throws. */
  error: Record<string, unknown>;
  /** What the client sends again. */
  again: readonly OperationId[];
}

/** What each fault of the sandbox is for those who call. */
const rows = [
  {
    fault: { fault: 'E400' },
    error: { name: 'ApiError', guards: api, status: 200, faults: [{ code: 'E400', message: refused }] },
    again: [],
  },
  {
    fault: { fault: 'E902', retryAfter: 0 },
    error: { ...rateLimited, retryAfter: 0 },
    again: operations,
  },
  {
    fault: { fault: 'E902', retryAfter: 3600 },
    error: { ...rateLimited, retryAfter: 3600 },
    again: [],
  },
  {
    fault: { fault: 'E906' },
    error: {
      name: 'AuthenticationError',
      guards: ['isApiError', 'isAuthenticationError', 'isServiceDeskError'],
      status: 401,
      faults: [{ code: 'E906', message: 'Invalid verifier' }],
    },
    again: [],
  },
  {
    fault: { fault: 'delay', ms: 4000 },
    settings: { timeout: 300 },
    error: { name: 'TimeoutError', guards: [...lost.guards, 'isTimeoutError'] },
    again: repeatable,
  },
  { fault: { fault: 'drop' }, error: lost, again: repeatable },
  { fault: { fault: 'drop', effect: 'done' }, error: lost, again: repeatable },
  { fault: { fault: 'cut' }, error: lost, again: repeatable },
  { fault: { fault: 'truncate' }, error: { ...malformed, status: 200 }, again: [] },
  { fault: { fault: 'malformed' }, error: { ...malformed, status: 200 }, again: [] },
  ...[502, 503, 504].map((status) => ({
    fault: { fault: 'html', status },
    error: { ...malformed, status, excerpt: expect.stringContaining(`<title>${status}`) },
    again: repeatable,
  })),
].map<Row>((row) => ({ settings: {}, ...row, name: Object.values(row.fault).join(' ') }));

describe.concurrent.each(Object.entries(runtimes))('in %s', (name, start) => {
  const place = testContext(start);

  function callOf(operation: OperationId, settings: Partial<ClientSettings> = {}): RuntimeCall {
    const found = scenarios.find(
      (scenario) => scenario.operation === operation && scenario.response.status === 200,
    ) as Scenario;
    const token = String(found.state.values.token);
    const base = { baseUrl: place.sandbox.baseUrl, token, retries: 1 };
    return { operation, args: argumentsOf(found), settings: { ...base, ...settings } };
  }

  test.each(rows)(
    '$name is thrown as what it is, once it was sent as often as it may be',
    inTurn,
    async (row) => {
      for (const operation of operations) {
        await place.sandbox.reset();
        // From here on a connection is kept alive.
        await place.runtime.call(callOf(READ));
        await place.sandbox.reset();
        await place.sandbox.fault({ ...row.fault, operation, times: 9 });
        const call = callOf(operation, row.settings);
        const { error, hookEvents } = await place.runtime.call(call);
        const { method } = operationTable[operation];
        const url = expect.stringMatching(`^${place.sandbox.baseUrl}/incidents`);
        expect(error, operation).toMatchObject({ ...row.error, method, url });
        expect(error?.message).toContain(`(${method} ${error?.url})`);

        const { token } = call.settings;
        expect(error?.everything).toContain(error?.url);
        for (const secret of [token, btoa(`x:${token}`)]) expect(error?.everything).not.toContain(secret);

        const attempts = row.again.includes(operation) ? 2 : 1;
        expect(hookEvents.filter((line) => /^\d/.test(line))).toHaveLength(attempts);
        const resent = row.fault.fault === 'drop' && resentBy[name]?.includes(operation) ? 1 : 0;
        const calls = await place.sandbox.calls();
        expect(calls, operation).toEqual(
          Array(attempts + resent).fill(
            expect.objectContaining({ method, operationId: operation, fault: row.fault.fault }),
          ),
        );
      }
    },
  );

  test.each(rows.filter(({ again }) => again.length > 0))('$name passes', inTurn, async (row) => {
    await place.sandbox.fault({ ...row.fault, operation: READ });
    // The second attempt has to be in time.
    const settings = row.settings.timeout === undefined ? {} : { timeout: 2000 };
    const { error, value } = await place.runtime.call(callOf(READ, settings));
    expect(error).toBeUndefined();
    expect(value).toHaveProperty('id');
    expect((await place.sandbox.calls()).map(({ fault }) => fault)).toEqual([row.fault.fault, null]);
  });

  test('the client waits for the end of a rate limit', inTurn, async () => {
    await place.sandbox.fault({ fault: 'E902', retryAfter: 1, operation: CREATE });
    const { value, hookEvents } = await place.runtime.call(callOf(CREATE));
    expect(value).toHaveProperty('id');
    expect(hookEvents).toEqual([
      `1 POST ${place.sandbox.baseUrl}/incidents.json`,
      'again after 429, in a second or more',
      `2 POST ${place.sandbox.baseUrl}/incidents.json`,
    ]);
  });

  test('a create whose response is lost is not sent again, and was carried out once', inTurn, async () => {
    const title = 'Sent once';
    await place.sandbox.fault({ fault: 'cut', operation: CREATE });
    const [input] = callOf(CREATE).args as [object];
    const create = { ...callOf(CREATE, { retries: 5 }), args: [{ ...input, title }] };
    expect((await place.runtime.call(create)).error).toMatchObject(lost);
    const newest = {
      ...callOf('incidents.list', { token: 'demo-account' }),
      args: [{ order: 'created_at' }],
    };
    const { items } = (await place.runtime.call(newest)).value as { items: { title: string }[] };
    expect(items.filter((incident) => incident.title === title)).toHaveLength(1);
  });
});
