import createClient, { type Client, createQuerySerializer } from 'openapi-fetch';
import { type Answered, type CallOptions, callPromise, listPromise, type Page, pagePromise } from './call.ts';
import { apiErrorOf, type FailedCall, MalformedResponseError } from './errors.ts';
import type { OperationId, Operations } from './generated/operations.ts';
import type { paths } from './generated/types.ts';
import { type OperationRow, operationTable } from './table.ts';
import {
  type Answer,
  type CallSettings,
  createTransport,
  type Transport,
  type TransportOptions,
} from './transport.ts';

/** How to reach a provider. */
export interface ServiceDeskOptions extends TransportOptions {
  /** The provider's address with its path prefix, such as `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  /** The API token, a user's own or the account-wide one. */
  token: string;
  /** The extension of every address; both answer JSON. Default, `json`. */
  format?: 'json' | 'js';
  /** Headers that every request carries. */
  headers?: Record<string, string>;
}

/** Every operation of v1 as a method, and openapi-fetch beneath. */
export interface ServiceDesk extends Operations {
  /** The openapi-fetch client: paths instead of names, envelopes instead of results, the same authentication. */
  readonly raw: Client<paths>;
}

type Query = Record<string, unknown>;

const QUERY = { array: { style: 'form', explode: false } } as const;
const toQuery = createQuerySerializer<Query>(QUERY);

/**
 * A client of the Service Desk API v1.
 *
 * Each method takes the ids of its path, then its input, then {@link CallOptions}, and resolves to what stands inside
 * the envelope. A Failed envelope is thrown as an {@link ApiError}, also when it came with HTTP 200.
 */
export function createServiceDesk(options: ServiceDeskOptions): ServiceDesk {
  const transport = createTransport(options);
  const provider = providerOf(options);
  const desk: Record<string, unknown> = { raw: rawClient(provider, transport) };
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

/** Where calls go and what all of them carry. */
interface Provider {
  baseUrl: string;
  format: string;
  headers: Record<string, string>;
}

function providerOf({ baseUrl, token, format = 'json', headers }: ServiceDeskOptions): Provider {
  return {
    baseUrl: baseUrl.replace(/\/$/, ''),
    format,
    headers: { ...headers, Accept: 'application/json', Authorization: `Basic ${btoa(`x:${token}`)}` },
  };
}

// A browser answers a 401 with a password prompt of its own unless credentials are left out.
const CREDENTIALS = { credentials: 'omit' } as const;

function rawClient({ format, ...provider }: Provider, send: Transport): Client<paths> {
  // openapi-fetch leaves a path without parameters alone, so the extension is set where every address passes.
  class FormattedRequest extends Request {
    constructor(input: string | URL | Request, init?: RequestInit) {
      super(typeof input === 'string' ? input.replace(/\{format\}|%7Bformat%7D/, format) : input, init);
    }
  }
  return createClient<paths>({
    ...provider,
    ...CREDENTIALS,
    Request: FormattedRequest,
    querySerializer: QUERY,
    fetch: async (request: Request & CallSettings) => {
      // openapi-fetch puts on the request what it does not know, such as a timeout.
      const { response, text } = await send(request, { signal: request.signal }, request, request);
      return Object.assign(response, {
        text: async () => text,
        json: async () => JSON.parse(text) as unknown,
      });
    },
  });
}

type Method = (...args: unknown[]) => unknown;

/** The method of an operation. */
function methodOf(id: OperationId, row: OperationRow, provider: Provider, transport: Transport): Method {
  const { method, key, list, wrapper } = row;
  const parts = row.path.replace('{format}', provider.format).split(/\{\w+\}/);
  const takesInput = row.query || wrapper !== undefined;
  const plain = { ...CREDENTIALS, method, headers: provider.headers };
  const written = { ...plain, headers: { ...provider.headers, 'Content-Type': 'application/json' } };

  return (...args) => {
    const input = takesInput ? args[row.ids.length] : undefined;
    const options = (args[row.ids.length + (takesInput ? 1 : 0)] ?? {}) as CallOptions<Query>;
    const query = row.query ? { ...(input as Query | undefined), ...options.query } : options.query;

    async function ask<Value>(pick: (result: Query) => Value, extra?: Query): Promise<Answered<Value>> {
      let url = provider.baseUrl + parts[0];
      for (const [index, name] of row.ids.entries()) {
        const given = args[index];
        if (given === undefined || given === null || given === '')
          throw new TypeError(`${id} needs its ${name}`);
        url += encodeURIComponent(given as string) + parts[index + 1];
      }
      const asked = query || extra ? toQuery({ ...query, ...extra }) : '';
      if (asked) url += `?${asked}`;
      const init: RequestInit =
        wrapper === undefined
          ? { ...plain }
          : { ...written, body: JSON.stringify(wrapper ? { [wrapper]: input } : input) };
      if (options.signal) init.signal = options.signal;
      const call = { method, url };
      const answer = await transport(url, init, call, options);
      return { data: pick(resultOf(answer, key, call)), response: answer.response };
    }

    if (key === undefined) return callPromise(ask((result) => result));
    if (list === 'paged') {
      // The first page is asked for as the caller did, so that a provider sees what he wrote.
      const first = Number(query?.page ?? 1);
      return pagePromise(
        (page) => ask((result) => pageOf(result, key, page), Object.is(page, first) ? undefined : { page }),
        first,
      );
    }
    if (list === 'whole') return listPromise(() => ask((result) => result[key] as unknown[]));
    return callPromise(ask((result) => result[key]));
  };
}

function pageOf(result: Record<string, unknown>, key: string, page: number): Page<unknown> {
  return {
    items: result[key] as unknown[],
    totalEntries: Number(result.total_entries ?? Number.NaN),
    totalPages: Number(result.total_pages ?? Number.NaN),
    page,
  };
}

/** What stands inside the envelope. */
function resultOf({ response, text }: Answer, key: string | undefined, call: FailedCall): Query {
  // A lookup is answered at another address than it was sent to. Asking for it costs, so only a failure does.
  const sent = () => ({ method: call.method, url: response.url || call.url });
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch (cause) {
    throw new MalformedResponseError(response.status, text, sent(), { cause });
  }
  if (isObject(envelope)) {
    if (envelope.status === 'Failed' || 'errors' in envelope)
      throw apiErrorOf(envelope.errors, response, sent());
    const { status, result } = envelope;
    if (status === 'Success' && isObject(result) && (key === undefined || key in result)) return result;
  }
  throw new MalformedResponseError(response.status, text, sent());
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
