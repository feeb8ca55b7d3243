import { type OperationId, operationTable } from '@service-desk/client';
import { envelopeIn, errorsOf, withoutCode, writeXml } from '../v1/bodies.ts';
import { addressOf, authorizationOf, curlOf } from '../v1/calls.ts';
import { OWN_NAMES } from '../v1/links.ts';

export type Thing = Record<string, unknown>;
export type Ids = readonly unknown[];

/** The format of the fields of a write. */
export type Format = 'json' | 'xml' | 'form' | 'query';

interface RequestOptions {
  query?: object;
  /** The fields inside the wrapper. */
  body?: object;
  /** The format of the fields. Default: JSON. */
  as?: Format;
  /** The extension with its dot, or `''`. Default: `.json` for reads; writes alternate between all of them. */
  extension?: string;
  /** Replaces the caller's; null sends no Authorization. */
  authorization?: string | null;
  /** Replaces the operation's. */
  method?: string;
  /** A body that is sent as it is. */
  text?: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body; undefined if it cannot be parsed. */
  body: Thing | undefined;
  /** The value of the operation's key in `result`; the whole result if the operation has none. */
  value: unknown;
  /** The value as an object, which is empty if the request failed. */
  thing: Thing;
  /** The error texts, without their codes. */
  errors: string[];
  ok: boolean;
  curl: string;
  /** The request, with its path below the prefix. */
  request: { method: string; path: string; query: URLSearchParams };
  /** Sends the same request again, without the checks that each response passes. */
  repeat: () => Promise<Answer>;
}

/** A row of the operation table, as far as it is used here. */
interface OperationRow {
  key?: string | undefined;
  wrapper?: string | null | undefined;
}

export interface Session {
  call(operation: OperationId, ids?: Ids, options?: RequestOptions): Promise<Answer>;
  /** Sends a GET to a path below the prefix, such as the target of a link. */
  get(path: string, options?: RequestOptions): Promise<Answer>;
  calls(): number;
}

/**
 * A session of the caller with this token.
 *
 * @param names the fields that responses are reduced to
 * @param look called with each response
 */
export function sessionOf(
  baseUrl: string,
  token: string,
  fetch: (request: Request) => Promise<Response>,
  names: ReadonlySet<string>,
  look: (answer: Answer) => Promise<void>,
): Session {
  let calls = 0;
  const writes = new Map<OperationId, number>();

  /** Writes alternate between the extensions, since each must give the same response. */
  function extensionOf(operation: OperationId): string {
    if (operationTable[operation].method === 'GET') return '.json';
    const count = writes.get(operation) ?? 0;
    writes.set(operation, count + 1);
    return EXTENSIONS[count % EXTENSIONS.length] as string;
  }

  async function send(...request: Parameters<typeof answerOf>): Promise<Answer> {
    const answer = await answerOf(...request);
    await look(answer);
    return answer;
  }

  async function answerOf(
    method: string,
    path: string,
    row: OperationRow,
    options: RequestOptions,
  ): Promise<Answer> {
    const { key, wrapper } = row;
    const { body, as = 'json', text = bodyText(body, wrapper, as), authorization } = options;
    const query = formOf({ ...options.query }, undefined);
    if (body && as === 'query') for (const [name, value] of formOf(body, wrapper)) query.append(name, value);
    const url = `${baseUrl}${path}${query.size > 0 ? `?${query}` : ''}`;
    const type: Record<string, string> = text === undefined ? {} : { 'Content-Type': TYPES[as] };
    const given = authorization === undefined ? authorizationOf(token) : authorization;
    const headers = given === null ? type : { ...type, Authorization: given };
    calls += 1;
    const response = await fetch(
      new Request(url, { method, headers, redirect: 'manual', ...(text !== undefined && { body: text }) }),
    );
    const answered = await response.text();
    const read = envelopeIn(answered);
    const result = read?.status === 'Success' ? (read.result as Thing | undefined) : undefined;
    const value = withoutUnknown(key && result ? result[key] : result, names);
    return {
      ...{ status: response.status, headers: response.headers, text: answered, body: read, value },
      thing: (typeof value === 'object' && value !== null ? value : {}) as Thing,
      errors: errorsOf(read).map(withoutCode),
      ok: response.status === 200 && result !== undefined,
      curl: curlOf({ method, url, headers: type, body: text, isOpen: given === null }),
      request: { method, path, query },
      repeat: () => answerOf(method, path, row, options),
    };
  }

  return {
    calls: () => calls,
    get: (path, options = {}) => send('GET', path, {}, options),
    call(operation, ids = [], { extension = extensionOf(operation), ...options } = {}) {
      const row = operationTable[operation];
      const own = ids.map((id) => encodeURIComponent(String(id)));
      return send(options.method ?? row.method, addressOf(operation, own, extension), row, options);
    },
  };
}

const EXTENSIONS = ['.json', '.xml', '', '.js'];

const TYPES = {
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
  query: 'application/x-www-form-urlencoded',
} as const;

function bodyText(body: object | undefined, wrapper: OperationRow['wrapper'], as: Format) {
  if (!body || as === 'query') return undefined;
  if (as === 'form') return formOf(body, wrapper).toString();
  const wrapped = wrapper ? { [wrapper]: body } : body;
  return as === 'xml' ? writeXml(wrapped) : JSON.stringify(wrapped);
}

/** Fields in the notation of forms and queries: `incident[title]=…`. */
function formOf(fields: object, wrapper: OperationRow['wrapper']): URLSearchParams {
  const form = new URLSearchParams();
  const add = (name: string, value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) add(`${name}[]`, each);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inside] of Object.entries(value)) add(`${name}[${key}]`, inside);
    else form.append(name, value === null ? '' : String(value));
  };
  for (const [key, value] of Object.entries(fields)) add(wrapper ? `${wrapper}[${key}]` : key, value);
  return form;
}

/** A value without the fields that the description does not know, which a provider may have in one format only. */
function withoutUnknown(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutUnknown(each, names));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => names.has(name));
  return Object.fromEntries(
    fields.map(([name, inside]) => [name, OWN_NAMES.test(name) ? inside : withoutUnknown(inside, names)]),
  );
}
