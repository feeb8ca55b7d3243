import createClient, {
  type Client,
  createFinalURL,
  createQuerySerializer,
  defaultPathSerializer,
  mergeHeaders,
  removeTrailingSlash,
} from 'openapi-fetch';
import { type Answered, Call, type CallOptions, Listed, Paged } from './call.ts';
import {
  AuthenticationError,
  apiErrorOf,
  ConnectionError,
  type FailedCall,
  MalformedResponseError,
} from './errors.ts';
import type { OperationId, Operations } from './generated/operations.ts';
import type { paths } from './generated/types.ts';
import { isExact } from './json.ts';
import { type OperationRow, operationTable } from './table.ts';
import {
  type BufferedResponse,
  type CallSettings,
  createTransport,
  isOtherOrigin,
  type Transport,
  type TransportOptions,
} from './transport.ts';

/** Options of {@link createServiceDesk}. */
export interface ServiceDeskOptions extends TransportOptions {
  /** The provider's address with its path prefix and without a query, for example `http://127.0.0.1:3000/v1`. */
  baseUrl: string | URL;
  /** The API token, a user's own or the account-wide one. */
  token: string;
  /** The extension of every address; the response is JSON for both. Default, `json`. */
  format?: 'json' | 'js';
  /** Headers for every request. They replace the client's own of the same name, in upper or lower case. */
  headers?: Record<string, string>;
}

/** An openapi-fetch client of v1. It has a name of its own, so that a program can export `desk.raw`. */
export interface RawClient extends Client<paths> {}

/** Every operation of v1 as a method. */
export interface ServiceDesk extends Operations {
  /** The underlying openapi-fetch client: it takes paths instead of names and returns whole envelopes. */
  readonly raw: RawClient;
}

type Query = Record<string, unknown>;

const QUERY = { array: { style: 'form', explode: false } } as const;
const toQuery = createQuerySerializer<Query>(QUERY);

/**
 * A client of the Service Desk API v1.
 *
 * Each method takes the ids of its path, then its input, then {@link CallOptions}, and resolves to the content of the
 * envelope. A Failed envelope is thrown as an {@link ApiError}, also if its HTTP status is 200.
 *
 * @throws TypeError if an option cannot be used: an address with a query, a negative timeout
 */
export function createServiceDesk(options: ServiceDeskOptions): ServiceDesk {
  const transport = createTransport(options);
  const provider = providerOf(options);
  let raw: Client<paths> | undefined;
  const desk: Record<string, unknown> = {
    // Created when it is needed: the platform has to have a `Request`, which operations do without.
    get raw() {
      raw ??= rawClient(provider, transport);
      return raw;
    },
  };
  for (const [id, row] of Object.entries(operationTable) as [OperationId, OperationRow][]) {
    const segments = id.split('.');
    const verb = segments.pop() as string;
    let at = desk;
    for (const segment of segments) {
      at[segment] ??= {};
      at = at[segment] as Record<string, unknown>;
    }
    at[verb] = methodOf(id, row, provider, transport);
  }
  return desk as unknown as ServiceDesk;
}

/** The address of the provider and what every request has in common. */
interface Provider {
  baseUrl: string;
  format: string;
  headers: Record<string, string>;
}

function providerOf({ baseUrl, token, format = 'json', headers }: ServiceDeskOptions): Provider {
  const address = String(baseUrl ?? '').trim();
  if (/[?#\s]/.test(address)) throw new TypeError(`baseUrl has a query or blanks: ${address}`);
  // An address that cannot be sent is refused here. A relative one may be sent from elsewhere: a page is also rendered by
  // servers, and a `fetch` of the caller's own may complete it.
  if (/^\w+:/.test(address)) new URL(address);
  // Also refuses a header that cannot be sent, and leaves out one that is undefined or null.
  const merged = mergeHeaders(
    { accept: 'application/json', authorization: `Basic ${btoa(`x:${token ?? ''}`)}` },
    headers,
  );
  return { baseUrl: removeTrailingSlash(address), format, headers: Object.fromEntries(merged) };
}

function rawClient({ format, ...provider }: Provider, send: Transport): Client<paths> {
  // openapi-fetch does not process a path without parameters, so the extension is inserted here, for every address. It is
  // no subclass of `Request`, because openapi-fetch accepts only its instances from middleware.
  const FormattedRequest = new Proxy(Request, {
    construct: (target, [input, init]: [string, RequestInit?]) =>
      new target(input.replace(/{format}|%7Bformat%7D/, format), init),
  });
  return createClient<paths>({
    ...provider,
    credentials: 'omit',
    Request: FormattedRequest,
    querySerializer: QUERY,
    fetch: async (request: Request & CallSettings) => {
      // openapi-fetch copies options that it does not know, such as `timeout`, onto the request.
      const { response, text } = await send(request, { signal: request.signal }, request, request);
      // A redirect that a browser did not follow: a response without a status cannot be made.
      if (!response.status) return response;
      // The body has been read, and with it long integers became exact.
      const exactResponse = new Response(text || null, response);
      return Object.defineProperties(exactResponse, {
        url: { value: response.url },
        redirected: { value: response.redirected },
      });
    },
  });
}

type Method = (...args: unknown[]) => unknown;

/** The method of an operation. */
function methodOf(id: OperationId, row: OperationRow, provider: Provider, transport: Transport): Method {
  const { method, key, list, wrapper } = row;
  const takesInput = row.query || wrapper !== undefined;
  const isPaged = list === 'paged';

  return (...args) => {
    const rest = args.slice(row.ids.length);
    const input = takesInput ? rest.shift() : undefined;
    const options = (rest[0] ?? {}) as CallOptions<Query>;
    const query: Query = { ...(row.query && (input as Query | undefined)), ...options.query };
    const first = Number(query.page) || 1;

    async function send(page = first): Promise<Answered<unknown>> {
      const path: Query = { format: provider.format };
      row.ids.forEach((name, index) => {
        const pathId = exact(name, args[index] ?? '');
        // Dots would lead to another path, and an object is the options in the place of an id.
        if (pathId instanceof Object || /^\.{0,2}$/.test(String(pathId)))
          throw new TypeError(`${id}: ${name} is missing`);
        path[name] = pathId;
      });
      for (const value of Object.values(query).flat()) exact('', value);
      const url = createFinalURL(row.path, {
        baseUrl: provider.baseUrl,
        // The first request keeps the caller's own query, so that the provider sees it unchanged.
        params: { path, query: page === first ? query : { ...query, page } },
        querySerializer: toQuery,
        pathSerializer: defaultPathSerializer,
      });
      const init: RequestInit = {
        // Otherwise a browser shows its own password prompt on a 401.
        credentials: 'omit',
        method,
        // A redirect turns a POST into a GET, whose response may look like that of the POST.
        redirect: method === 'GET' ? 'follow' : 'manual',
        headers:
          wrapper === undefined
            ? provider.headers
            : { 'content-type': 'application/json', ...provider.headers },
        signal: options.signal ?? null,
      };
      if (wrapper !== undefined) init.body = JSON.stringify(wrapper ? { [wrapper]: input } : input, exact);
      const call = { method, url };
      const answer = await transport(url, init, call, options);
      const result = resultOf(answer, row, call);
      const content = key === undefined ? result : result[key];
      const data = isPaged
        ? {
            items: content,
            totalEntries: countOf(result.total_entries),
            totalPages: countOf(result.total_pages),
            page,
          }
        : content;
      return { data, response: answer.response };
    }

    const promise = new (isPaged ? Paged : list ? Listed : Call)(send as () => Promise<Answered<never>>);
    // Other calls are sent even if their result is not used.
    if (!list) promise.withResponse();
    return promise;
  };
}

/**
 * The same value, if it is not a number that JavaScript has rounded, or NaN: in JSON that is null, which clears a field.
 *
 * @throws TypeError that shows the number
 */
function exact<Value>(_name: string, value: Value): Value {
  if (typeof value === 'number' && !isExact(value)) throw new TypeError(`${value} must be a text`);
  return value;
}

function countOf(value: unknown): number | undefined {
  const count = Number(value ?? -1);
  return count >= 0 ? count : undefined;
}

/** The content of the envelope. */
function resultOf(
  { response, text }: BufferedResponse,
  { key, list }: OperationRow,
  call: FailedCall,
): Query {
  let envelope: { status?: unknown; errors?: unknown; result?: Query } | null | undefined;
  let options: ErrorOptions | undefined;
  try {
    envelope = JSON.parse(text);
  } catch (cause) {
    options = { cause };
  }
  const { status, errors, result } = envelope ?? {};
  const isFailed = status === 'Failed' || errors !== undefined;
  const isResult = status === 'Success' && result instanceof Object && !Array.isArray(result);
  const hasContent = isResult && (key === undefined || (list ? Array.isArray(result[key]) : key in result));
  if (!isFailed && hasContent) return result;
  // A redirect changes the address. Reading `response.url` is slow, so only failures read it.
  const failedCall = { ...call, url: response.url || call.url };
  if (!isFailed) throw new MalformedResponseError(response.status, text, failedCall, options);
  const error = apiErrorOf(errors, response, failedCall);
  // The platform sends the token to no other origin than that of the call.
  const lostToken = response.redirected && isOtherOrigin(call.url, response.url);
  throw lostToken && error instanceof AuthenticationError
    ? new ConnectionError('A redirect lost the token', failedCall, {
        cause: error,
      })
    : error;
}
