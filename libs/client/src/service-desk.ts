import createClient, { type Client } from 'openapi-fetch';
import { type CallOptions, listPromise, type Page, pagePromise } from './call.ts';
import { apiErrorOf, ConnectionError, type FailedCall, MalformedResponseError } from './errors.ts';
import { type OperationId, type Operations, operationTable } from './generated/operations.ts';
import type { paths } from './generated/types.ts';
import { parseJson } from './json.ts';

/** How to reach a provider. */
export interface ServiceDeskOptions {
  /** The provider's address with its path prefix, such as `http://127.0.0.1:3000/v1`. */
  baseUrl: string;
  /** The API token, a user's own or the account-wide one. */
  token: string;
  /** The transport; the platform's `fetch` unless given. */
  fetch?: (request: Request) => Promise<Response>;
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

function rawClient({ baseUrl, token, fetch, format = 'json', headers }: ServiceDeskOptions): Client<paths> {
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
    ...(fetch && { fetch }),
  });
}

function call(raw: Client<paths>, row: OperationRow, args: unknown[]): unknown {
  const path = Object.fromEntries(row.ids.map((name, index) => [name, args[index]]));
  const rest = args.slice(row.ids.length);
  const input = row.wrapper !== undefined || row.query ? rest.shift() : undefined;
  const options = (rest[0] ?? {}) as CallOptions<Query>;
  const query = { ...(row.query ? (input as Query | undefined) : undefined), ...options.query };
  const body = row.wrapper ? { [row.wrapper]: input } : row.wrapper === null ? input : undefined;

  const fetchResult = (extra?: Query) =>
    send(raw, row, { path, query: { ...query, ...extra } }, body, options.signal);
  const { key } = row;
  if (key === undefined) return fetchResult();
  if (row.list === 'paged') {
    // The first page is asked for as the caller did, so that a provider sees what he wrote.
    const first = Number(query.page ?? 1);
    return pagePromise(
      async (page) => pageOf(await fetchResult(Object.is(page, first) ? {} : { page }), key, page),
      first,
    );
  }
  if (row.list === 'whole') return listPromise(async () => (await fetchResult())[key] as unknown[]);
  return fetchResult().then((result) => result[key]);
}

function pageOf(result: Record<string, unknown>, key: string, page: number): Page<unknown> {
  return {
    items: result[key] as unknown[],
    totalEntries: Number(result.total_entries ?? Number.NaN),
    totalPages: Number(result.total_pages ?? Number.NaN),
    page,
  };
}

/** Sends one request and takes the result out of its envelope. */
async function send(
  raw: Client<paths>,
  row: OperationRow,
  params: { path: Query; query: Query },
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  let sent: FailedCall = { method: row.method, url: row.path };
  let text: string;
  let response: Response;
  try {
    const answer = await raw.request(row.method.toLowerCase() as 'get', row.path as '/incidents.{format}', {
      params: params as never,
      // Read as text: JSON.parse would round ids beyond 2^53.
      parseAs: 'text',
      ...(body !== undefined && { body: body as never }),
      ...(signal && { signal }),
    });
    response = answer.response;
    sent = { method: row.method, url: response.url || row.path };
    text = textOf(answer.data ?? answer.error);
  } catch (cause) {
    throw new ConnectionError(cause instanceof Error ? cause.message : 'No answer', sent, { cause });
  }
  return resultOf(text, row.key, response, sent);
}

/** openapi-fetch parses the body of an answer that is not ok; the text is what counts here. */
function textOf(content: unknown): string {
  return typeof content === 'string' ? content : content === undefined ? '' : JSON.stringify(content);
}

function resultOf(
  text: string,
  key: string | undefined,
  response: Response,
  sent: FailedCall,
): Record<string, unknown> {
  let envelope: unknown;
  try {
    envelope = parseJson(text);
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
