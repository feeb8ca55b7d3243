import type { Fetch } from '@service-desk/client';

/** How many responses are kept to be compared; the oldest is dropped. */
const KEPT_RESPONSES = 100;

type Headers = Record<string, string>;

/**
 * A `fetch` for the client that saves what the provider need not do twice. A response with an entity tag is kept, and the
 * next request asks whether it has changed. A write whose response was lost keeps its idempotency key, so sending the same
 * write again gets the first response.
 */
export function createRequests(send: Fetch): Fetch {
  const responses = new Map<string, { tag: string; text: string }>();
  const lostKeys = new Map<string, string>();

  /** Sends a request with further headers, and reads its whole response: a body can be lost after its headers. */
  async function read(input: Parameters<Fetch>[0], init: RequestInit | undefined, headers: Headers) {
    const response = await send(input, { ...init, headers: { ...(init?.headers as Headers), ...headers } });
    return { response, text: await response.text() };
  }

  async function get(input: Parameters<Fetch>[0], init: RequestInit | undefined): Promise<Response> {
    const address = String(input);
    const kept = responses.get(address);
    const { response, text } = await read(input, init, kept ? { 'if-none-match': kept.tag } : {});
    if (response.status === 304 && kept) return new Response(kept.text, { headers: response.headers });
    const tag = response.headers.get('etag');
    responses.delete(address);
    if (tag) responses.set(address, { tag, text });
    const [oldest] = responses.keys();
    if (oldest !== undefined && responses.size > KEPT_RESPONSES) responses.delete(oldest);
    return new Response(text || null, response);
  }

  async function write(input: Parameters<Fetch>[0], init: RequestInit, key: string): Promise<Response> {
    const request = `${init.method} ${input} ${init.body ?? ''}`;
    const used = lostKeys.get(request) ?? key;
    lostKeys.set(request, used);
    const { response, text } = await read(input, init, { 'idempotency-key': used });
    // A proxy answers in place of a provider that may have carried out the write.
    if (response.status < 500) lostKeys.delete(request);
    return new Response(text || null, response);
  }

  return (input, init) => {
    const key = (init?.headers as Headers | undefined)?.['idempotency-key'];
    if (init && key !== undefined) return write(input, init, key);
    return init?.method === 'GET' ? get(input, init) : send(input, init);
  };
}
