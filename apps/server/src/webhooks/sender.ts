import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import {
  checkedLookup,
  type Permission,
  type Protocol,
  permittedAddresses,
  type Resolve,
  systemResolve,
} from './addresses.ts';

/** The response of an endpoint. */
export interface EndpointResponse {
  status: number;
  /** The beginning of its body, for the operator. */
  text: string;
}

/** Sends requests to endpoints. */
export interface EndpointSender {
  /**
   * Sends a request and resolves with the response. Redirects are responses like others.
   *
   * @throws Error if there was none within the time limit, or the address is forbidden
   */
  send(url: string, headers: Record<string, string>, body: string): Promise<EndpointResponse>;
  /**
   * Checks that an endpoint may be notified.
   *
   * @throws Error with the reason if not
   */
  check(url: string): Promise<void>;
  close(): void;
}

/** The options of {@link httpSender}. */
export interface SenderOptions {
  permission: Permission;
  /** Milliseconds for a whole request, from the lookup of the name to the end of the response. */
  timeout?: number;
  resolve?: Resolve;
}

export const REQUEST_TIMEOUT = 15_000;
/** The number of characters of a response that are kept. */
const KEPT = 200;
/** The number of bytes of a response that are read. */
const MAX_RESPONSE = 65_536;
/** The maximum size of the headers of a response in bytes. */
const MAX_HEADERS = 16_384;
/** The maximum number of connections to an endpoint, and milliseconds until an idle one is closed. */
const MAX_SOCKETS = 10;
const IDLE = 5000;

/** Sends requests by HTTP and HTTPS. The address is checked whenever a connection is made. */
export function httpSender({
  permission,
  timeout = REQUEST_TIMEOUT,
  resolve = systemResolve,
}: SenderOptions): EndpointSender {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE };
  const clients = {
    'http:': { request: requestHttp, agent: new HttpAgent(options) },
    'https:': { request: requestHttps, agent: new HttpsAgent(options) },
  };

  async function check(url: string): Promise<void> {
    const { protocol, hostname } = endpointOf(url);
    await permittedAddresses(protocol, hostname, permission, resolve);
  }

  return {
    check,
    async send(url, headers, body) {
      const signal = AbortSignal.timeout(timeout);
      try {
        const target = endpointOf(url);
        // An address in place of a name is not looked up for the connection.
        if (isIP(target.hostname.replace(/^\[|\]$/g, ''))) await check(url);
        const { request, agent } = clients[target.protocol];
        const lookup = checkedLookup(target.protocol, permission, resolve);
        return await new Promise<EndpointResponse>((fulfil, reject) => {
          const sent = request(target, {
            method: 'POST',
            headers: {
              ...headers,
              'user-agent': 'service-desk',
              'content-length': String(Buffer.byteLength(body)),
            },
            agent,
            lookup,
            signal,
            maxHeaderSize: MAX_HEADERS,
          });
          sent.on('error', reject);
          sent.on('response', (response) => {
            // Errors of the body are those of the response, which is read as far as it comes.
            sent.off('error', reject).on('error', () => undefined);
            read(response).then(fulfil, reject);
          });
          // A switch of protocols that was not requested. Without a listener, Node closes the connection without an error.
          sent.on('upgrade', ({ statusCode = 0 }, socket) => {
            socket.destroy();
            fulfil({ status: statusCode, text: '' });
          });
          sent.end(body);
        });
      } catch (error) {
        if (signal.aborted) throw new Error(`no response within ${timeout / 1000} s`, { cause: error });
        throw error;
      }
    },
    close() {
      for (const { agent } of Object.values(clients)) agent.destroy();
    },
  };
}

/**
 * Reads a response to its end, so that the connection can be used again. One that is too long is cut off. A body that
 * breaks off or does not end in time makes no difference: the status decides whether the event was received.
 */
async function read(response: IncomingMessage): Promise<EndpointResponse> {
  const status = response.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      length += (chunk as Buffer).length;
      if (length <= MAX_RESPONSE) chunks.push(chunk as Buffer);
      else break;
    }
  } catch {
    // The connection is closed already.
  }
  const text = Buffer.concat(chunks).toString('utf8').slice(0, KEPT);
  return { status, text: printable(text) };
}

/** A text in a line. */
function printable(text: string): string {
  return text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
}

interface Endpoint extends URL {
  protocol: Protocol;
}

/**
 * Parses the URL of an endpoint.
 *
 * @throws Error if it is not one
 */
export function endpointOf(text: string): Endpoint {
  if (!URL.canParse(text)) throw new Error(`${JSON.stringify(text)} is not a URL`);
  const url = new URL(text);
  if (!isEndpoint(url)) throw new Error('an endpoint has a URL with https:// or http://');
  if (url.username || url.password) throw new Error('an endpoint has no user name and password in its URL');
  return url;
}

function isEndpoint(url: URL): url is Endpoint {
  return url.protocol === 'https:' || url.protocol === 'http:';
}
