import {
  createServiceDesk,
  formatDate,
  type Incident,
  type IncidentsListQuery,
  isAbortedError,
  isApiError,
  isNotFoundError,
  isTimeoutError,
  parseDate,
  type ServiceDeskOptions,
} from '@service-desk/client';
import { baseUrl } from './where.js';

/*
 * Real calls of a provider, for every kind of project: nothing but the platform and the client. What is exported has no
 * type of its own, so that `declaration: true` has to name the types of the client.
 */

const options: ServiceDeskOptions = { baseUrl, token: 'demo-dan' };

export const desk = createServiceDesk(options);
export const { raw } = desk;
export const listed = (query: IncidentsListQuery) => desk.incidents.list(query);
export const found = (id: number) => desk.beetils.get(id).withResponse();
export const middleware = { onRequest: ({ request }: { request: Request }) => request };

function expect(holds: boolean, expectation: string): void {
  if (!holds) throw new Error(`check failed: ${expectation}`);
}

/** What a promise is rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

export const checks = {
  async 'creates, reads, updates and deletes'() {
    const input = { title: 'VPN drops after ten minutes', service_id: 33 };
    const { id, title } = await desk.incidents.create(input);
    const incident: Incident = await desk.incidents.get(id);
    expect(incident.title === title && title === input.title, 'the title is read back');
    const note = await desk.incidents.comments.create(id, { note: 'Zoë’s VPN – 日本' });
    expect(note.note === 'Zoë’s VPN – 日本', 'the note is read back');
    await desk.incidents.comments.delete(id, note.id);
    const { data, response } = await desk.incidents.get(String(id)).withResponse();
    expect(data.id === id && response.status === 200, 'the response is there');
  },
  async 'reads a list in pages'() {
    const page = await listed({ limit: 2 });
    expect(page.items.length === 2 && Number(page.totalEntries) > 4, 'a page has two of many');
    expect(
      (await desk.incidents.list({ limit: 2 }).toArray({ max: 5 })).length === 5,
      'three pages have five',
    );
    let pages = 0;
    for await (const { items } of desk.incidents.list({ limit: 2 }).pages()) {
      pages += items.length > 0 ? 1 : 0;
      if (pages === 2) break;
    }
    expect(pages === 2, 'pages can be iterated');
    expect((await desk.users.list()).length > 0, 'a list without pages is an array');
  },
  async 'throws what v1 refuses'() {
    const missing = await errorOf(desk.incidents.get(999_999_999));
    expect(isNotFoundError(missing) && isApiError(missing), 'a missing record is a NotFoundError');
    const refused = await errorOf(desk.incidents.create({ title: '', service_id: 33 }));
    expect(isApiError(refused) && refused.faults.length > 0, 'a Failed envelope is an ApiError');
    expect(String((refused as Error).stack).includes('ApiError'), 'it has a name in stack traces');
  },
  async 'cancels and times out'() {
    const leaving = new AbortController();
    const cancelled = errorOf(desk.incidents.get(13534, { signal: leaving.signal }));
    leaving.abort();
    expect(isAbortedError(await cancelled), 'a cancelled call is an AbortedError');
    const silent = createServiceDesk({
      ...options,
      timeout: 20,
      retries: 0,
      fetch: (_input, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
    });
    expect(isTimeoutError(await errorOf(silent.users.current())), 'silence is a TimeoutError');
  },
  async 'has the raw client with middleware'() {
    const seen: string[] = [];
    const counting = {
      onRequest({ request }: { request: Request }) {
        seen.push(request.method);
        return request;
      },
      onResponse({ response }: { response: Response }) {
        seen.push(String(response.status));
        return response;
      },
    };
    raw.use(counting);
    const { data } = await raw.GET('/incidents.{format}', { params: { query: { limit: 1 } } });
    raw.eject(counting);
    expect(data?.status === 'Success' && data.result.incidents.length === 1, 'an envelope is returned');
    expect(seen.join(' ') === 'GET 200', 'middleware sees request and response');
  },
  async 'converts dates'() {
    const date = parseDate('2011-02-10 17:37', { timeZone: 'Europe/Athens' });
    expect(formatDate(date) === '2011-02-10T15:37:00Z', 'a date keeps its moment');
  },
};
