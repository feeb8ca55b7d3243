import type * as Client from '@service-desk/client';

/*
 * A check for each row of the tables in the client's README, by the table's first heading and by the first cell of the
 * row. The client's responses come from a `fetch` of the check's own.
 */

type ClientCheck = (client: typeof Client) => Promise<boolean>;

const baseUrl = 'https://desk.example/v1';
const SUCCESS = { status: 'Success', version: '1.0', result: { incident: { id: 5 }, user: { id: 1 } } };

/** The requests that a client sends, with what answers each of them; the last one answers all others. */
function recording(...answers: readonly StubResponse[]) {
  const sent: Request[] = [];
  const fetch: Client.Fetch = async (input, init) => {
    sent.push(new Request(input, init));
    const answer = answers[Math.min(sent.length, answers.length) - 1] ?? { body: SUCCESS };
    if (answer.silent) await aborted(init?.signal);
    if (answer.fails) throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
    const { body = SUCCESS, status = 200, headers = {} } = answer;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
  };
  return { sent, fetch };
}

interface StubResponse {
  body?: string | object;
  status?: number;
  headers?: Record<string, string>;
  fails?: boolean;
  silent?: boolean;
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

const failed = (error: string): object => ({
  status: 'Failed',
  version: '1.0',
  result: null,
  errors: [{ error }],
});
const LIMITED: StubResponse = {
  status: 429,
  body: failed('[E902] rate limit'),
  headers: { 'Retry-After': '0' },
};
const KEYS: StubResponse = { headers: { 'Idempotency-Key-Lifetime': '86400' } };

/** What a call with these options and answers sends. */
async function sentBy(
  client: typeof Client,
  options: Partial<Client.ServiceDeskOptions>,
  call: (desk: Client.ServiceDesk) => Promise<unknown> = (desk) => desk.incidents.get(5),
  ...answers: StubResponse[]
): Promise<Request[]> {
  const { sent, fetch } = recording(...answers);
  await call(client.createServiceDesk({ baseUrl, token: 't', fetch, ...options })).catch(() => undefined);
  return sent;
}

/** The classes that have a guard. */
type ErrorName = keyof typeof Client extends infer Name
  ? Name extends `is${infer Class}`
    ? Class
    : never
  : never;

/** Whether a call is rejected with this class, which its guard recognizes, and with these fields. */
function throws(
  name: ErrorName,
  answer: StubResponse,
  fields: (error: Record<string, unknown>) => boolean = () => true,
  options: Partial<Client.ServiceDeskOptions> & Client.CallOptions = {},
): ClientCheck {
  return async (client) => {
    const { fetch } = recording(answer);
    const { signal, ...others } = options;
    const desk = client.createServiceDesk({ baseUrl, token: 't', retries: 0, fetch, ...others });
    const error = await desk.incidents.get(5, signal ? { signal } : {}).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    const guard = client[`is${name}`];
    const isOfClass = error instanceof client[name] && error.name === name;
    return (
      isOfClass &&
      guard(error) &&
      client.isServiceDeskError(error) &&
      fields({ ...error, cause: error.cause })
    );
  };
}

const create = (desk: Client.ServiceDesk) => desk.incidents.create({ title: 'VPN', service_id: 33 });
const header = (requests: readonly Request[], name: string) => requests[0]?.headers.get(name);

/** Whether reads are retried after an answer, and creates with and without support for idempotency keys. */
function retried(
  answer: StubResponse,
  [read, created, withKeys]: readonly [boolean, boolean, boolean],
): ClientCheck {
  return async (client) => {
    const count = async (call: (desk: Client.ServiceDesk) => Promise<unknown>, ...answers: StubResponse[]) =>
      (await sentBy(client, { retries: 1 }, call, ...answers)).length;
    return (
      (await count((desk) => desk.incidents.get(5), answer, {})) === (read ? 2 : 1) &&
      (await count((desk) => desk.incidents.update(5, {}), answer, {})) === (read ? 2 : 1) &&
      (await count(create, answer, {})) === (created ? 2 : 1) &&
      (await count((desk) => desk.incidents.comments.delete(5, 7), answer, {})) === (created ? 2 : 1) &&
      (await count((desk) => desk.users.current().then(() => create(desk)), KEYS, answer, {})) ===
        (withKeys ? 3 : 2)
    );
  };
}

const leaving = AbortSignal.abort(new Error('gone'));

export const tables: Readonly<Record<string, Readonly<Record<string, ClientCheck>>>> = {
  option: {
    '`baseUrl`': async (client) =>
      (await sentBy(client, { baseUrl: new URL(`${baseUrl}/`) }))[0]?.url === `${baseUrl}/incidents/5.json`,
    '`token`': async (client) => header(await sentBy(client, {}), 'authorization') === `Basic ${btoa('x:t')}`,
    '`fetch`': async (client) => {
      const given: unknown[] = [];
      const fetch: Client.Fetch = async (input) => {
        given.push(input);
        return Response.json(SUCCESS);
      };
      const desk = client.createServiceDesk({ baseUrl, token: 't', fetch });
      await desk.incidents.get(5);
      await desk.raw.GET('/incidents/{id}.{format}', { params: { path: { id: 5 } } });
      return typeof given[0] === 'string' && given[1] instanceof Request;
    },
    '`format`': async (client) => (await sentBy(client, { format: 'js' }))[0]?.url.endsWith('/5.js') === true,
    '`headers`': async (client) => {
      const sent = await sentBy(client, { headers: { ACCEPT: 'text/x', 'X-Requested-By': 'night' } });
      return header(sent, 'accept') === 'text/x' && header(sent, 'x-requested-by') === 'night';
    },
    '`timeout`': throws('TimeoutError', { silent: true }, undefined, { timeout: 5 }),
    '`retries`': async (client) =>
      (await sentBy(client, { retries: 0 }, undefined, { fails: true })).length === 1 &&
      (await sentBy(client, { retries: 1 }, undefined, { fails: true })).length === 2,
    '`longestWait`': throws(
      'RateLimitError',
      { ...LIMITED, headers: { 'Retry-After': '3' } },
      ({ retryAfter }) => retryAfter === 3,
      { longestWait: 2, retries: 9 },
    ),
    '`concurrency`': async (client) => {
      let running = 0;
      let most = 0;
      const fetch = async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        return Response.json(SUCCESS);
      };
      const desk = client.createServiceDesk({ baseUrl, token: 't', fetch, concurrency: 2 });
      await Promise.all([1, 2, 3, 4, 5].map((id) => desk.incidents.get(id)));
      return most === 2;
    },
    '`idempotencyKeys`': async (client) =>
      header(await sentBy(client, {}, create), 'idempotency-key') !== null &&
      header(await sentBy(client, { idempotencyKeys: false }, create), 'idempotency-key') === null,
    '`hooks`': async (client) => {
      const seen: string[] = [];
      const hooks: Client.Hooks = {
        request: ({ method, url, attempt }) => seen.push(`${method} ${url} ${attempt}`),
        response: ({ status }) => seen.push(String(status)),
        retry: ({ status, delay }) => seen.push(`${status} ${delay >= 0}`),
      };
      await sentBy(client, { hooks }, undefined, LIMITED, {});
      const url = `${baseUrl}/incidents/5.json`;
      return seen.join() === [`GET ${url} 1`, '429', '429 true', `GET ${url} 2`, '200'].join();
    },
  },
  'option of a call': {
    '`signal`': throws('AbortedError', {}, ({ cause }) => cause === leaving.reason, { signal: leaving }),
    '`timeout`, `retries`': async (client) => {
      const once = await sentBy(client, {}, (desk) => desk.incidents.get(5, { retries: 0, timeout: 5 }), {
        silent: true,
      });
      const twice = await sentBy(client, {}, (desk) => desk.incidents.get(5, { retries: 1 }), {
        fails: true,
      });
      return once.length === 1 && twice.length === 2;
    },
    '`query`': async (client) => {
      const call = (desk: Client.ServiceDesk) =>
        desk.incidents.comments.create(5, { note: 'Seen.' }, { query: { note_type: 'symptom' } });
      return (await sentBy(client, {}, call))[0]?.url.endsWith('/comments.json?note_type=symptom') === true;
    },
  },
  class: {
    '`ApiError`': throws(
      'ApiError',
      { body: failed("[E400] title can't be blank") },
      ({ faults }) => JSON.stringify(faults) === `[{"code":"E400","message":"title can't be blank"}]`,
    ),
    '`NotFoundError`': throws('NotFoundError', { body: failed('[E400] no incident found') }),
    '`AuthenticationError`': throws('AuthenticationError', { body: failed('[E906] token') }),
    '`RateLimitError`': throws('RateLimitError', LIMITED, ({ retryAfter }) => retryAfter === 0),
    '`MalformedResponseError`': throws('MalformedResponseError', { body: '<html>Gateway' }, ({ excerpt }) =>
      String(excerpt).startsWith('<html>'),
    ),
    '`ConnectionError`': throws(
      'ConnectionError',
      { fails: true },
      ({ cause }) => cause instanceof TypeError,
    ),
    '`TimeoutError`': throws('TimeoutError', { silent: true }, undefined, { timeout: 5 }),
    '`AbortedError`': throws('AbortedError', {}, ({ cause }) => cause === leaving.reason, {
      signal: leaving,
    }),
  },
  '': {
    'connection failure or timeout': retried({ fails: true }, [true, false, true]),
    "502, 503 or 504 without v1's own Failed envelope": retried({ status: 503, body: 'busy' }, [
      true,
      false,
      true,
    ]),
    'rate limit: 429, or `[E902]`': retried(LIMITED, [true, true, true]),
  },
};
