/** What a server answered, out of its envelope. */
export interface ApiResult {
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is looked into by those who asked for it.
  result: any;
  errors: string[];
}

/** Sends a write to a server. */
export type Send = (url: string, method: 'POST' | 'PUT', path: string, body: object) => Promise<ApiResult>;

/** Milliseconds after which no response is expected. */
const PATIENCE = 30_000;

/**
 * Calls a server, which may be killed meanwhile.
 *
 * @throws Error when no whole answer came back, or none that v1 knows
 */
export async function callApi(
  url: string,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  token = 'demo-dan',
  headers: Record<string, string> = {},
): Promise<ApiResult> {
  const response = await fetch(`${url}/v1/${path}`, {
    method,
    headers: {
      Authorization: `Basic ${btoa(`x:${token}`)}`,
      'Content-Type': 'application/json',
      ...headers,
    },
    signal: AbortSignal.timeout(PATIENCE),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const {
    status,
    result,
    errors = [],
  } = (await response.json()) as {
    status: string;
    result?: unknown;
    errors?: { error: string }[];
  };
  if (response.status !== 200) throw new Error(`${method} ${path} responded with ${response.status}`);
  if (status !== 'Success' && errors.length === 0) throw new Error(`${method} ${path}: no envelope`);
  return { result, errors: errors.map(({ error }) => error) };
}

/** All open records as the list has them, and its total. */
export async function everyEntry(
  url: string,
  type: 'incident' | 'change',
): Promise<{ entries: RecordDetails[]; total: number }> {
  const entries: RecordDetails[] = [];
  let total = 0;
  for (let page = 1; ; page += 1) {
    const { result } = await callApi(
      url,
      'GET',
      `${type}s?limit=100&page=${page}`,
      undefined,
      'demo-account',
    );
    total = result.total_entries;
    entries.push(...result[`${type}s`]);
    if (page >= result.total_pages) return { entries, total };
  }
}

/** All records that are open, whole. */
export async function everyRecord(
  url: string,
  type: 'incident' | 'change',
): Promise<{ records: RecordDetails[]; total: number }> {
  const { entries, total } = await everyEntry(url, type);
  const records: RecordDetails[] = [];
  const rest: number[] = entries.map(({ id }) => id);
  const read = async () => {
    for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
      records.push((await callApi(url, 'GET', `${type}s/${id}`, undefined, 'demo-account')).result[type]);
    }
  };
  await Promise.all(Array.from({ length: 8 }, read));
  return { records, total };
}

/** A record as its own call answers it. */
// biome-ignore lint/suspicious/noExplicitAny: incidents and changes are looked into alike.
export type RecordDetails = any;
