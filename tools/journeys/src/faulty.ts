import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A proxy for a provider that injects a fault into requests or responses. */
export async function faulty(
  provider: string,
  change: { sent?: (body: string) => string; answered?: (body: string) => string },
) {
  const { sent = (body) => body, answered = (body) => body } = change;
  const server = createServer(async (request, response) => {
    const { method = 'GET', url, headers } = request;
    const body = sent(await text(request));
    const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
    const answer = await fetch(provider + url, {
      ...{
        method,
        redirect: 'manual',
        headers: { ...(passed as Record<string, string>), 'accept-encoding': 'identity' },
      },
      ...(body !== '' && { body }),
    });
    const {
      'content-length': _own,
      'transfer-encoding': _none,
      connection: _closed,
      ...kept
    } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, kept).end(answered(await answer.text()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
