import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';

/** A request on its way to the provider. */
export interface ProxiedRequest {
  method: string;
  /** Path and query, as the client sent them. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** The body where it is no UTF-8, such as one that is compressed. */
  bytes?: Uint8Array<ArrayBuffer>;
}

/** An answer on its way back. */
export interface ProxiedResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** Sends it, where that is done in another way than usual. */
  send?: (response: ServerResponse, answer: ProxiedResponse, request: ProxiedRequest) => void;
}

/** Asks the provider. */
export type Pass = (request: ProxiedRequest) => Promise<ProxiedResponse>;

/** How a provider answers, in place of the true one that it may ask. */
export type ProxyFault = (request: ProxiedRequest, pass: Pass) => Promise<ProxiedResponse>;

/** Something that stands before a provider and has a fault, or none. */
export interface SwitchableProxy extends AsyncDisposable {
  url: string;
  /** From now on, this is its fault. */
  become(fault: ProxyFault): void;
  /**
   * How often the response, or the request behind it, differed from that without a fault. What a fault only looked at, by a
   * GET or a call that was refused, does not count.
   *
   * @throws what a fault threw itself
   */
  spoiled(): number;
}

/** The provider as it is. */
export const honest: ProxyFault = (request, pass) => pass(request);

/** What belongs to one connection and is not passed on. */
const CONNECTION = ['connection', 'keep-alive', 'content-length', 'transfer-encoding'];

/** Starts a proxy to the provider at `target` on a free port, without a fault. */
export async function startProxy(target: string): Promise<SwitchableProxy> {
  let fault = honest;
  let spoiled = 0;
  let thrown: unknown;
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/', headers } = incoming;
    const request: ProxiedRequest = {
      method,
      url,
      headers: passedOn(headers),
      ...bodyOf(Buffer.concat(chunks)),
    };
    const passed: [ProxiedRequest, ProxiedResponse][] = [];
    const answered = await fault(structuredClone(request), async (forwarded) => {
      const given = await ask(target, forwarded);
      passed.push(structuredClone([forwarded, given]));
      return given;
    });
    const own = passed.findIndex((each) => isDeepStrictEqual(each, [request, answered]));
    if (own < 0 || !passed.every((each, index) => index === own || isProbe(...each))) spoiled += 1;
    (answered.send ?? sendAsUsual)(response, answered, request);
  }
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error) => {
      thrown = error;
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    become(next) {
      fault = next;
      spoiled = 0;
      thrown = undefined;
    },
    spoiled() {
      if (thrown) throw thrown;
      return spoiled;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A body as text, and beside it as it is where it is no UTF-8. */
export function bodyOf(bytes: Uint8Array): Pick<ProxiedRequest, 'body' | 'bytes'> {
  const body = Buffer.from(bytes).toString();
  return Buffer.from(body).equals(bytes) ? { body } : { body, bytes: new Uint8Array(bytes) };
}

function sendAsUsual(response: ServerResponse, { status, headers, body }: ProxiedResponse): void {
  response.writeHead(status, headers).end(headers['content-encoding'] === 'gzip' ? gzipSync(body) : body);
}

/** Whether a request that a fault sent of its own has changed nothing. */
function isProbe({ method }: ProxiedRequest, { status, body }: ProxiedResponse): boolean {
  return method === 'GET' || status !== 200 || /"status":"Failed"|<status>Failed</.test(body);
}

async function ask(
  target: string,
  { method, url, headers, body, bytes }: ProxiedRequest,
): Promise<ProxiedResponse> {
  const { host, ...passed } = headers;
  const answer = await fetch(target + url, {
    method,
    redirect: 'manual',
    // Nothing compressed, because what goes back is the text; unless the request accepts gzip alone.
    headers: { ...passed, 'accept-encoding': headers['accept-encoding'] === 'gzip' ? 'gzip' : 'identity' },
    ...(body !== '' && { body: bytes ?? body }),
  });
  const answered = passedOn(Object.fromEntries(answer.headers));
  // A redirect leads back through the proxy, or what follows it would meet the provider without its fault.
  if (answered.location?.startsWith(`${target}/`))
    answered.location = answered.location.replace(target, `http://${host}`);
  return {
    status: answer.status,
    headers: answered,
    body: await answer.text(),
  };
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION.includes(name))) as Record<
    string,
    string
  >;
}
