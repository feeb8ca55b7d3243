/// <reference types="node" />
import { readDescription } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import { describe, expect, test } from 'vitest';
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  createServiceDesk,
  isApiError,
  MalformedResponseError,
  NotFoundError,
  operationTable,
  RateLimitError,
  type ServiceDesk,
} from './index.ts';

type FakeResponse = { status?: number; headers?: Record<string, string>; body: unknown };

/** A desk whose `fetch` is the handler: nothing is mocked. */
function deskOn(handler: (request: Request) => FakeResponse | Promise<FakeResponse>): {
  desk: ServiceDesk;
  requests: Request[];
} {
  const requests: Request[] = [];
  const desk = createServiceDesk({
    baseUrl: 'http://desk.example/v1',
    token: 's3cret',
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request.clone());
      const { status = 200, headers = {}, body } = await handler(request);
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
    },
  });
  return { desk, requests };
}

function success(result: unknown): FakeResponse {
  return { body: { result, version: '1.0', status: 'Success' } };
}

function failed(...errors: string[]): FakeResponse {
  return { body: { errors: errors.map((error) => ({ error })), version: '1.0', status: 'Failed' } };
}

describe('requests', () => {
  test('send the token as the Basic password, and no cookies', async () => {
    const { desk, requests } = deskOn(() => success({ incident: {} }));
    await desk.incidents.get(13534);
    expect(requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('x:s3cret')}`);
    expect(requests[0]?.credentials).toBe('omit');
  });

  test('go to the path with its ids, query and extension', async () => {
    const { desk, requests } = deskOn(() => success({ incidents: [], total_entries: 0, total_pages: 1 }));
    await desk.incidents.list({ limit: 20, service_ids: [20, 33] });
    expect(requests[0]?.url).toBe('http://desk.example/v1/incidents.json?limit=20&service_ids=20,33');
  });

  test('nest ids in the order of the path', async () => {
    const { desk, requests } = deskOn(() => success({ symptom: {} }));
    await desk.incidents.symptoms.delete(13534, '862260361677721612');
    expect(requests[0]?.method).toBe('DELETE');
    expect(requests[0]?.url).toBe('http://desk.example/v1/incidents/13534/symptoms/862260361677721612.json');
  });

  test('wrap the body, and take the query of a call with a body from its options', async () => {
    const { desk, requests } = deskOn(() => success({ comment: {} }));
    await desk.incidents.comments.create(745, { note: 'hello' }, { query: { note_type: 'comment' } });
    expect(await requests[0]?.json()).toEqual({ comment: { note: 'hello' } });
    expect(requests[0]?.url).toBe('http://desk.example/v1/incidents/745/comments.json?note_type=comment');
  });

  test('send a body without a wrapper unchanged', async () => {
    const { desk, requests } = deskOn(() =>
      success({ incidents: [], problems: [], changes: [], releases: [] }),
    );
    await desk.links.create('incidents', 33, { problem_id: 9 });
    expect(requests[0]?.url).toBe('http://desk.example/v1/links/incidents/33.json');
    expect(await requests[0]?.json()).toEqual({ problem_id: 9 });
  });

  test('follow a redirect and return its target as the result', async () => {
    const { desk, requests } = deskOn(() => success({ problem: { id: 9 } }));
    const found = await desk.beetils.get(9);
    expect(requests[0]?.redirect).toBe('follow');
    expect('problem' in found && found.problem.id).toBe(9);
  });

  test('may use the other extension', async () => {
    let url = '';
    const desk = createServiceDesk({
      baseUrl: 'http://desk.example/v1/',
      token: 't',
      format: 'js',
      fetch: async (input) => {
        url = String(input);
        return Response.json({ result: { users: [] }, version: '1.0', status: 'Success' });
      },
    });
    await desk.users.list();
    expect(url).toBe('http://desk.example/v1/users.js');
  });

  test('of the raw client get the extension too, also where a path has no parameters', async () => {
    const { desk, requests } = deskOn(() => success({ users: [] }));
    await desk.raw.GET('/users.{format}');
    expect(requests[0]?.url).toBe('http://desk.example/v1/users.json');
  });
});

describe('responses', () => {
  test('are returned without their envelope', async () => {
    const { desk } = deskOn(() => success({ incident: { id: 13534, title: 'QA' } }));
    expect(await desk.incidents.get(13534)).toEqual({ id: 13534, title: 'QA' });
  });

  test('with several values are returned as the whole result', async () => {
    const result = {
      total_entries: 1,
      config_type: { id: 27 },
      config_items: [{ id: 10201 }],
      config_types: [],
    };
    const { desk, requests } = deskOn(() => success(result));
    expect(await desk.configTypes.get(27, { page: 2 })).toEqual(result);
    expect(requests[0]?.url).toBe('http://desk.example/v1/config_types/27.json?page=2');
  });

  test('keep every digit of an id beyond 2^53, as a string', async () => {
    const { desk } = deskOn(() => ({
      body: '{"result":{"user":{"id":862260361677721612,"n":1.5}},"version":"1.0","status":"Success"}',
    }));
    expect(await desk.users.get('862260361677721612')).toEqual({ id: '862260361677721612', n: 1.5 });
  });

  test('with a page include its number and the totals', async () => {
    const { desk } = deskOn(() => success({ incidents: [{ id: 1 }], total_entries: 21, total_pages: 3 }));
    expect(await desk.incidents.list({ page: 2 })).toEqual({
      items: [{ id: 1 }],
      totalEntries: 21,
      totalPages: 3,
      page: 2,
    });
  });
});

describe('lists', () => {
  const pages = [[1, 2], [3, 4], [5]];
  function paged(answer: (page: number) => number[]) {
    return deskOn((request) => {
      const page = Number(new URL(request.url).searchParams.get('page') ?? 1);
      return success({ customers: answer(page).map((id) => ({ id })), total_entries: 5, total_pages: 3 });
    });
  }
  async function idsOf(list: AsyncIterable<{ id: unknown }>): Promise<unknown[]> {
    const ids: unknown[] = [];
    for await (const { id } of list) ids.push(id);
    return ids;
  }

  test('iterate over all pages and stop at the last without requesting another', async () => {
    const { desk, requests } = paged((page) => pages[page - 1] ?? []);
    expect(await idsOf(desk.customers.list({ limit: 2 }))).toEqual([1, 2, 3, 4, 5]);
    expect(requests).toHaveLength(3);
  });

  test('return a record once when the pages shift while they are read', async () => {
    const shifted = [[1, 2], [2, 3], [4]];
    const { desk } = paged((page) => shifted[page - 1] ?? []);
    expect(await idsOf(desk.customers.list({ limit: 2 }))).toEqual([1, 2, 3, 4]);
  });

  test('return their pages in order, and as many entries as requested', async () => {
    const { desk, requests } = paged((page) => pages[page - 1] ?? []);
    const sizes = [];
    for await (const page of desk.customers.list({ limit: 2 }).pages())
      sizes.push([page.page, page.items.length, page.totalEntries]);
    expect(sizes).toEqual([
      [1, 2, 5],
      [2, 2, 5],
      [3, 1, 5],
    ]);
    expect(requests.splice(0)).toHaveLength(3);
    expect(await desk.customers.list({ limit: 2 }).toArray({ max: 2 })).toEqual([{ id: 1 }, { id: 2 }]);
    expect(requests.splice(0)).toHaveLength(1);
    expect(await desk.customers.list({ limit: 2 }).toArray()).toHaveLength(5);
    expect(await desk.customers.list({ limit: 2 }).toArray({ max: 0 })).toEqual([]);
    expect(requests).toHaveLength(3);
  });

  test('start at page 1 if the given page is not a number, which the provider still gets', async () => {
    const { desk, requests } = paged((page) => pages[Number.isNaN(page) ? 0 : page - 1] ?? []);
    const list = desk.customers.list({ limit: 2, page: 'one' as never });
    expect((await list.toArray({ max: 9 })).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    expect((await list).page).toBe(1);
    expect(requests.map(({ url }) => new URL(url).searchParams.get('page'))).toEqual(['one', '2', '3']);
  });

  test('without totals end at the first short page', async () => {
    const { desk, requests } = deskOn((request) => {
      const page = Number(new URL(request.url).searchParams.get('page') ?? 1);
      return success({ customers: (pages[page - 1] ?? []).map((id) => ({ id })) });
    });
    expect(await idsOf(desk.customers.list())).toEqual([1, 2, 3, 4, 5]);
    expect(requests).toHaveLength(3);
    expect((await desk.customers.list()).totalEntries).toBeUndefined();
  });

  test('without totals end if the provider sends the same entries for each page', async () => {
    const { desk, requests } = deskOn(() => success({ customers: [{ id: 1 }, { id: 2 }] }));
    expect(await idsOf(desk.customers.list())).toEqual([1, 2]);
    expect(requests).toHaveLength(2);
  });

  test.each([null, {}, 'x'])('that are not an array are malformed: %j', async (value) => {
    const { desk } = deskOn(() => success({ customers: value, users: value }));
    for (const list of [desk.customers.list(), desk.users.list()])
      await expect(list.toArray()).rejects.toBeInstanceOf(MalformedResponseError);
  });

  /** A list with two entries per page that changes while it is read. */
  function changingList(ids: number[], beforeRequest: (request: number) => void = () => {}) {
    const { desk, requests } = deskOn((request) => {
      beforeRequest(requests.length);
      const page = Number(new URL(request.url).searchParams.get('page') ?? 1);
      const customers = ids.slice(2 * (page - 1), 2 * page).map((id) => ({ id }));
      const total_pages = Math.max(1, Math.ceil(ids.length / 2));
      return success({ customers, total_entries: ids.length, total_pages });
    });
    return { desk, requests };
  }
  function upTo(count: number): number[] {
    return Array.from({ length: count }, (_, index) => index + 1);
  }

  test.each([1, 2, 3])('return every record when one of %i leaves the list as it is read', async (every) => {
    const ids = upTo(25);
    const { desk, requests } = changingList(ids);
    const given: unknown[] = [];
    for await (const { id } of desk.customers.list({ limit: 2 })) {
      given.push(id);
      if (given.length % every === 0) ids.splice(ids.indexOf(Number(id)), 1);
    }
    expect(given.toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(25));
    expect(requests.length).toBeLessThanOrEqual(40);
  });

  test('return every record when other clients remove some and add some at the front', async () => {
    const ids = upTo(25);
    const { desk } = changingList(ids, (request) => {
      if (request % 3 === 2) ids.splice(0, 2);
      if (request % 4 === 1) ids.unshift(100 + request);
    });
    const given = await idsOf(desk.customers.list({ limit: 2 }));
    expect(new Set(given).size).toBe(given.length);
    expect(given).toEqual(expect.arrayContaining(ids.filter((id) => id <= 25)));
    // Except entries that were removed, whether before or after they were read.
    expect(given.filter((id) => Number(id) <= 25).length).toBeGreaterThanOrEqual(15);
  });

  test('stop going back when a list that shrinks and grows has no new entries', async () => {
    const ids = upTo(9);
    const { desk, requests } = changingList(ids, (request) => {
      if (request % 2) ids.push(9);
      else ids.pop();
    });
    expect(new Set(await idsOf(desk.customers.list({ limit: 2 })))).toEqual(new Set(upTo(9)));
    expect(requests.length).toBeLessThan(30);
  });

  test('do not go back before their first page', async () => {
    const ids = upTo(10);
    const { desk, requests } = changingList(ids);
    const given: unknown[] = [];
    for await (const { id } of desk.customers.list({ limit: 2, page: 3 })) {
      given.push(id);
      ids.splice(ids.indexOf(Number(id)), 1);
    }
    expect(given).toEqual([5, 6, 9, 10, 7, 8]);
    expect(requests.map(({ url }) => new URL(url).searchParams.get('page'))).toEqual(['3', '4', '3']);
  });

  test('return earlier pages again when iterated by page', async () => {
    const ids = upTo(6);
    const { desk } = changingList(ids);
    const numbers = [];
    for await (const { page, items } of desk.customers.list({ limit: 2 }).pages()) {
      numbers.push([page, ...items.map(({ id }) => id)]);
      if (numbers.length === 1) ids.splice(0, 2);
    }
    expect(numbers).toEqual([
      [1, 1, 2],
      [2, 5, 6],
      [1, 3, 4],
      [2, 5, 6],
    ]);
  });

  test('that v1 sends whole are arrays, and can be iterated', async () => {
    const { desk, requests } = deskOn(() => success({ users: [{ id: 17 }, { id: 18 }] }));
    const list = desk.users.list();
    expect(requests).toHaveLength(0);
    expect(await list).toHaveLength(2);
    expect(await idsOf(list)).toEqual([17, 18]);
    expect(requests).toHaveLength(1);
  });
});

describe('failures', () => {
  async function errorOf(answer: FakeResponse): Promise<unknown> {
    const { desk } = deskOn(() => answer);
    return desk.incidents.update(1, { title: '' }).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  test('with HTTP 200 are thrown, with all faults', async () => {
    const error = await errorOf(failed("[E400] title can't be blank", '[E400] no user found'));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).not.toBeInstanceOf(NotFoundError);
    expect(isApiError(error) && error.faults).toEqual([
      { code: 'E400', message: "title can't be blank" },
      { code: 'E400', message: 'no user found' },
    ]);
    expect(String(error)).toContain('PUT');
  });

  test('that report something missing have their own class', async () => {
    expect(await errorOf(failed('[E400] no incident found'))).toBeInstanceOf(NotFoundError);
  });

  test('of the token and of the rate limit have their own classes', async () => {
    const unauthorized = await errorOf({ ...failed('[E906] Invalid verifier'), status: 401 });
    expect(unauthorized).toBeInstanceOf(AuthenticationError);
    const limited = await errorOf({
      ...failed('[E902] Too many'),
      status: 429,
      headers: { 'Retry-After': '90' },
    });
    expect(limited).toBeInstanceOf(RateLimitError);
    expect((limited as RateLimitError).retryAfter).toBe(90);
  });

  test('never contain the token', async () => {
    const error = await errorOf(failed("[E400] title can't be blank"));
    expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain('s3cret');
  });

  test.each([
    ['HTML from a proxy', '<html>502 Bad Gateway</html>', 502],
    ['truncated JSON', '{"result":{"incident":{"id":1', 200],
    ['nothing', '', 200],
    ['JSON that is no envelope', '[]', 200],
    ['an envelope without the result', '{"result":{},"version":"1.0","status":"Success"}', 200],
  ])('that are %s are malformed answers', async (_what, body, status) => {
    const error = await errorOf({ body, status });
    expect(error).toBeInstanceOf(MalformedResponseError);
    expect((error as MalformedResponseError).status).toBe(status);
  });

  test('of the network keep their cause', async () => {
    const cause = new TypeError('fetch failed');
    const { desk } = deskOn(() => Promise.reject(cause));
    const error = await desk.users.current().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as ConnectionError).cause).toBe(cause);
  });

  test('by an aborted signal are thrown before a request is sent', async () => {
    const { desk, requests } = deskOn((request) => {
      request.signal.throwIfAborted();
      return success({ user: {} });
    });
    await expect(desk.users.current({}, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(
      ConnectionError,
    );
    expect(requests.length).toBeLessThanOrEqual(1);
  });
});

test('a missing id is reported before a request is sent', async () => {
  const { desk, requests } = deskOn(() => success({ comment: {} }));
  const get = desk.incidents.comments.get as (...args: unknown[]) => Promise<unknown>;
  for (const missing of [undefined, null, '']) {
    await expect(get(13534, missing)).rejects.toThrow(new TypeError('incidents.comments.get: id is missing'));
  }
  await expect(get(undefined, 8)).rejects.toThrow(
    new TypeError('incidents.comments.get: incident_id is missing'),
  );
  expect(requests).toEqual([]);
});

test('options in the place of an id, and dots that lead to another path, are no id', async () => {
  const { desk, requests } = deskOn(() => success({ comment: {} }));
  const get = desk.incidents.comments.get as (...args: unknown[]) => Promise<unknown>;
  for (const wrong of ['.', '..', {}, { timeout: 5 }, [8]])
    await expect(get(wrong, 8)).rejects.toThrow(
      new TypeError('incidents.comments.get: incident_id is missing'),
    );
  expect(requests).toEqual([]);
});

test('the table matches the description: method, path, ids and query', async () => {
  const described = operationsOf(readDescription()).map(({ id, method, path, body }) => [
    id,
    `${method} ${path}`,
    body !== undefined,
  ]);
  const tabled = Object.entries(operationTable).map(([id, row]) => [
    id,
    `${row.method} ${row.path}`,
    row.wrapper !== undefined,
  ]);
  expect(tabled.toSorted()).toEqual(described.toSorted());
});

test('every operation of the table is a method', () => {
  const { desk } = deskOn(() => success({}));
  for (const id of Object.keys(operationTable)) {
    const method = id.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], desk);
    expect(method, id).toBeTypeOf('function');
  }
});

test('headers of the caller replace those of the client, in whatever case they are written', async () => {
  const headers = {
    authorization: 'Bearer one',
    ACCEPT: 'application/json;q=1',
    'content-type': 'text/json',
  };
  const seen: Headers[] = [];
  const desk = createServiceDesk({
    ...{ baseUrl: 'http://desk.example/v1', token: 's3cret', headers },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      seen.push(request.headers);
      return Response.json({ result: { incident: {} }, status: 'Success' });
    },
  });
  await desk.incidents.update(1, { title: 'x' });
  await desk.raw.PUT('/incidents/{id}.{format}', {
    params: { path: { id: 1, format: 'json' } },
    body: { incident: { title: 'x' } },
  });
  for (const each of seen) {
    expect(each.get('authorization')).toBe('Bearer one');
    expect(each.get('accept')).toBe('application/json;q=1');
    expect(each.get('content-type')).toBe('text/json');
  }
  expect(seen).toHaveLength(2);
});

test('a header that is undefined or null is not sent', async () => {
  const seen: Headers[] = [];
  const desk = createServiceDesk({
    ...{ baseUrl: 'http://desk.example/v1', token: 's3cret' },
    headers: { 'X-Team': undefined, 'X-Trace': null, Accept: undefined, 'X-Name': 'a' } as never,
    fetch: async (input, init) => {
      seen.push(new Request(input, init).headers);
      return Response.json({ result: { incident: {} }, status: 'Success' });
    },
  });
  await desk.incidents.update(1, { title: 'x' });
  await desk.incidents.create({ title: 'x', service_id: 33 });
  await desk.raw.GET('/incidents/{id}.{format}', {
    params: { path: { id: 1 } },
    headers: { 'X-Call': undefined, 'X-Other': null },
  });
  expect(seen).toHaveLength(3);
  for (const each of seen) {
    expect([...each.keys()].filter((name) => name.startsWith('x-'))).toEqual(['x-name']);
    expect(each.get('accept')).toBe('application/json');
    expect([...each.values()].join()).not.toMatch(/undefined|null/);
  }
});

test('operations need no Request of the platform, which Jest with jsdom does not have', async () => {
  const { Request } = globalThis;
  try {
    Reflect.deleteProperty(globalThis, 'Request');
    const fetch = async () => Response.json({ result: { incident: { id: 1 } }, status: 'Success' });
    const desk = createServiceDesk({ baseUrl: 'http://desk.example/v1', token: 's3cret', fetch });
    expect(await desk.incidents.get(1)).toEqual({ id: 1 });
  } finally {
    globalThis.Request = Request;
  }
});
