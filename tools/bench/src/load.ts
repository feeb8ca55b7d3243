import autocannon from 'autocannon';

/** What stands in an address for a word that is another in each request. */
export const EACH = '[<id>]';

/** A call that is made over and over. */
export interface LoadedCall {
  method: 'GET' | 'POST';
  /** May hold {@link EACH}. */
  url: string;
  token: string;
  body?: string;
}

/** What a server did under load. */
export interface LoadResult {
  /** Requests a second. */
  rate: number;
  /** Milliseconds within which 99 of 100 were answered. */
  p99: number;
  /** How long an answer is. */
  bytes: number;
}

/** Requests that are under way at a time. */
export const CONNECTIONS = 32;

/** What a server answers to a call, whole. */
export async function answerOf({ method, url, token, body }: LoadedCall): Promise<string> {
  const response = await fetch(url, { method, headers: headersOf(token), ...(body && { body }) });
  const text = await response.text();
  if (!response.ok || text.includes('"Failed"')) throw new Error(`${method} ${url}: ${text.slice(0, 500)}`);
  return text;
}

/**
 * Makes a call again and again for some seconds, once the server has answered one: it may still be busy with what it
 * was asked before. Who answers none in that time is taken to have answered one at its end.
 *
 * @throws Error when any answer was not a 2xx
 */
export async function load(
  call: LoadedCall,
  seconds: number,
  connections = CONNECTIONS,
): Promise<LoadResult> {
  const bytes = Buffer.byteLength(await answerOf(call));
  const { method, url, token, body } = call;
  const { requests, latency, duration, non2xx, errors } = await autocannon({
    method,
    url,
    headers: headersOf(token),
    connections,
    duration: seconds,
    idReplacement: url.includes(EACH),
    ...(body && { body }),
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${method} ${url}: ${non2xx} refused, ${errors} failed`);
  return requests.total > 0
    ? { rate: requests.total / duration, p99: latency.p99, bytes }
    : { rate: 1 / duration, p99: duration * 1000, bytes };
}

function headersOf(token: string): Record<string, string> {
  const authorization = `Basic ${Buffer.from(`x:${token}`).toString('base64')}`;
  return { authorization, 'content-type': 'application/json' };
}
