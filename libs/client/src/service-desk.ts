import createClient, { type Client } from 'openapi-fetch';
import { type Answered, type CallOptions, callPromise, listPromise, type Page, pagePromise } from './call.ts';
import { apiErrorOf, type FailedCall, MalformedResponseError } from './errors.ts';
import { type OperationId, type Operations, operationTable } from './generated/operations.ts';
import type { paths } from './generated/types.ts';
import { type CallSettings, createTransport, type TransportOptions } from './transport.ts';

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

/** A row of the generated table, widened to what every row may have. */
interface OperationRow {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: keyof paths;
  readonly ids: readonly string[];
  /** What stands around the body's fields, null for nothing; absent when the call takes no body. */
  readonly wrapper?: string | null;
  /** What stands inside `result`; absent where several things do, and the result is given as it is. */
  readonly key?: string;
  readonly query?: boolean;
  readonly list?: 'paged' | 'whole';
}

type Query = Record<string, unknown>;

/**
 * A client of the Service Desk API v1.
 *
 * Each method takes the ids of its path, then its input, then {@link CallOptions}, and resolves to what stands inside
 * the envelope. A Failed envelope is thrown as an {@link ApiError}, also when it came with HTTP 200.
 */
export function createServiceDesk(options: ServiceDeskOptions): ServiceDesk {
  const raw = rawClient(options);
  const desk: Record<string, unknown> = { raw };
  for (const [id, row] of Object.entries(operationTable) as [OperationId, OperationRow][]) {
    const segments = id.split('.');
    const verb = segments.pop() as string;
    let at = desk;
    for (const segment of segments) {
      at[segment] ??= {};
      at = at[segment] as Record<string, unknown>;
    }
    at[verb] = (...args: unknown[]) => call(raw, row, args);
  }
  return desk as unknown as ServiceDesk;
}

function rawClient(options: ServiceDeskOptions): Client<paths> {
  const { baseUrl, token, format = 'json', headers } = options;
  // openapi-fetch leaves a path without parameters alone, so the extension is set where every address passes.
  class FormattedRequest extends Request {
    constructor(input: string | URL | Request, init?: RequestInit) {
      super(typeof input === 'string' ? input.replace(/\{format\}|%7Bformat%7D/, format) : input, init);
    }
  }
  return createClient<paths>({
    baseUrl,
    Request: FormattedRequest,
    // A browser answers a 401 with a password prompt of its own unless credentials are left out.
    credentials: 'omit',
    headers: { ...headers, Accept: 'application/json', Authorization: `Basic ${btoa(`x:${token}`)}` },
    querySerializer: { array: { style: 'form', explode: false } },
    fetch: createTransport(options),
  });
}

function call(raw: Client<paths>, row: OperationRow, args: unknown[]): unknown {
  const path = Object.fromEntries(row.ids.map((name, index) => [name, args[index]]));
  const rest = args.slice(row.ids.length);
  const input = row.wrapper !== undefined || row.query ? rest.shift() : undefined;
  const options = (rest[0] ?? {}) as CallOptions<Query>;
  const query = { ...(row.query ? (input as Query | undefined) : undefined), ...options.query };
  const body = row.wrapper ? { [row.wrapper]: input } : row.wrapper === null ? input : undefined;

  const { signal, timeout, retries } = options;
  const settings = {
    ...(signal && { signal }),
    ...(timeout !== undefined && { timeout }),
    ...(retries !== undefined && { retries }),
  };

  const ask = <Value>(pick: (result: Query) => Value, extra?: Query): Promise<Answered<Value>> =>
    send(raw, row, { path, query: { ...query, ...extra } }, body, settings).then(({ data, response }) => ({
      data: pick(data),
      response,
    }));
  const { key } = row;
  if (key === undefined) return callPromise(ask((result) => result));
  if (row.list === 'paged') {
    // The first page is asked for as the caller did, so that a provider sees what he wrote.
    const first = Number(query.page ?? 1);
    return pagePromise(
      (page) => ask((result) => pageOf(result, key, page), Object.is(page, first) ? {} : { page }),
      first,
    );
  }
  if (row.list === 'whole') return listPromise(() => ask((result) => result[key] as unknown[]));
  return callPromise(ask((result) => result[key]));
}

function pageOf(result: Record<string, unknown>, key: string, page: number): Page<unknown> {
  return {
    items: result[key] as unknown[],
    totalEntries: Number(result.total_entries ?? Number.NaN),
    totalPages: Number(result.total_pages ?? Number.NaN),
    page,
  };
}

/** Sends one call and takes the result out of its envelope. */
async function send(
  raw: Client<paths>,
  row: OperationRow,
  params: { path: Query; query: Query },
  body: unknown,
  settings: CallSettings & { signal?: AbortSignal },
): Promise<Answered<Query>> {
  const { response } = await raw.request(
    row.method.toLowerCase() as 'get',
    row.path as '/incidents.{format}',
    {
      params: params as never,
      // The text is read here, since v1 fails with HTTP 200 too.
      parseAs: 'text',
      ...(body !== undefined && { body: body as never }),
      ...settings,
    },
  );
  const text = await response.text();
  return {
    data: resultOf(text, row.key, response, { method: row.method, url: response.url || row.path }),
    response,
  };
}

function resultOf(text: string, key: string | undefined, response: Response, sent: FailedCall): Query {
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch (cause) {
    throw new MalformedResponseError(response.status, text, sent, { cause });
  }
  if (isObject(envelope)) {
    if (envelope.status === 'Failed' || 'errors' in envelope)
      throw apiErrorOf(envelope.errors, response, sent);
    const { status, result } = envelope;
    if (status === 'Success' && isObject(result) && (key === undefined || key in result)) return result;
  }
  throw new MalformedResponseError(response.status, text, sent);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
