import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An event that a receiver got. */
export interface ReceivedEvent {
  /** Its `webhook-id`. */
  id: string;
  headers: Record<string, string | undefined>;
  body: string;
}

/** What a receiver does with a request: it responds with a status, redirects, never responds, or closes the connection. */
export type ReceiverBehaviour = number | 'redirect' | 'hang' | 'die';

/** A receiver of webhooks. */
export interface WebhookReceiver extends AsyncDisposable {
  url: string;
  /** The events that it has received, in order, also repeated ones. */
  received: ReceivedEvent[];
  /** The requests that it got at the address that it redirects to. */
  redirected: number;
  /** How it behaves from now on, by the number of the request. */
  behave: (request: number, event: ReceivedEvent) => ReceiverBehaviour | Promise<ReceiverBehaviour>;
  close(): Promise<void>;
}

/** Starts a receiver on a free port, or again on one that it had. */
export async function startReceiver(port = 0): Promise<WebhookReceiver> {
  let requests = 0;
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => '');
    if (request.url === '/elsewhere') {
      receiver.redirected += 1;
      response.writeHead(204).end();
      return;
    }
    const headers = request.headers as Record<string, string | undefined>;
    const event = { id: headers['webhook-id'] ?? '', headers, body };
    requests += 1;
    const behaviour = await receiver.behave(requests, event);
    if (behaviour === 'hang') return;
    if (behaviour === 'die') request.socket.destroy();
    else if (behaviour === 'redirect') response.writeHead(307, { location: '/elsewhere' }).end();
    else {
      if (behaviour < 300) receiver.received.push(event);
      response.writeHead(behaviour).end(behaviour < 300 ? '' : 'Not now');
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  async function close(): Promise<void> {
    server.closeAllConnections();
    server.close();
  }
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received: [],
    redirected: 0,
    behave: () => 204,
    close,
    [Symbol.asyncDispose]: close,
  };
  return receiver;
}

/** The signature of a request after Standard Webhooks, by a secret. */
export function expectedSignature(secret: string, { headers, body }: ReceivedEvent): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}
