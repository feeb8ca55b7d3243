import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { OperationId } from '@service-desk/client';
import { isWebhookError, verifyWebhook, type WebhookEvent } from '@service-desk/client/webhooks';
import type { Conformance } from '#description/conformance';

/** Options of {@link startReceiver}. */
export interface WebhookReceiverOptions {
  /** The secret of the endpoint, `whsec_` and base64. */
  secret: string;
  /** The port to listen on; 0 for any that is free. */
  port: number;
  /**
   * How many seconds nothing may arrive before the rest counts as lost. Default: 30, since a provider first waits 5 seconds
   * before it sends an event again.
   */
  wait?: number | undefined;
}

/** The receiver of the webhooks of a run. */
export interface WebhookReceiver {
  port: number;
  /** {@link WebhookReceiverOptions.wait}, in milliseconds. */
  wait: number;
  /** How many events were received, also again. */
  count: number;
  /** When the last request came, in milliseconds of `performance.now()`. */
  last: number;
  /** What is wrong with the requests of the run, a line for each kind. */
  faults: Set<string>;
  /** How many requests followed a redirect. */
  redirected: number;
  /** The status of the response to an event, by its `webhook-id`. Default: 204. */
  respond: (id: string, event: WebhookEvent) => number;
  close(): void;
}

/** Where a redirect leads to. */
const ELSEWHERE = '/elsewhere';

/** The faults of the requests of a run that are kept. */
const FAULTS = 20;

/**
 * Listens for webhooks on all interfaces, and checks of each request the signature, the id and the schema.
 *
 * @throws TypeError if the secret is not one
 * @throws Error if the port cannot be used
 */
export async function startReceiver(
  { secret, port, wait = 30 }: WebhookReceiverOptions,
  { eventFaults }: Pick<Conformance<OperationId>, 'eventFaults'>,
): Promise<WebhookReceiver> {
  // A secret that cannot be one is an error of the caller, and not of each request.
  await verifyWebhook(new Headers(), '', secret).catch((error) => {
    if (!isWebhookError(error)) throw error;
  });
  const bodies = new Map<string, string>();
  const fault = (line: string) => {
    if (receiver.faults.size < FAULTS) receiver.faults.add(line);
  };

  /** The status of the response. */
  async function statusOf(request: IncomingMessage): Promise<number> {
    const body = await text(request);
    const { pathname } = new URL(request.url ?? '/', 'http://receiver');
    if (pathname === ELSEWHERE) receiver.redirected += 1;
    // Such as the check of a tunnel.
    if (request.method !== 'POST') return 405;
    receiver.last = performance.now();
    try {
      const event = await verifyWebhook(request.headers, body, secret);
      const id = String(request.headers['webhook-id']);
      receiver.count += 1;
      if ((bodies.get(id) ?? body) !== body) fault(`${event.type}: two events have the same webhook-id`);
      bodies.set(id, body);
      for (const line of eventFaults(event)) fault(`${event.type}: ${line}`);
      return receiver.respond(id, event);
    } catch (error) {
      if (!isWebhookError(error)) throw error;
      fault(error.message);
      return 401;
    }
  }

  const server = createServer((request, response) => {
    statusOf(request).then(
      (status) =>
        response.writeHead(status, status >= 300 && status < 400 ? { location: ELSEWHERE } : {}).end(),
      // The request broke off.
      () => response.destroy(),
    );
  });
  server.listen(port);
  await once(server, 'listening').catch((cause) => {
    throw new Error(`cannot listen for webhooks on port ${port}: ${cause.code}`, { cause });
  });
  const receiver: WebhookReceiver = {
    port: (server.address() as AddressInfo).port,
    wait: wait * 1000,
    ...{ count: 0, last: performance.now(), faults: new Set(), redirected: 0, respond: () => 204 },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}
