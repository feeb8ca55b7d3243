import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer on its way back. */
export interface Passing {
  method: string;
  /** Path and query, as the client sent them. */
  url: string;
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the provider said is what is falsified.
  body: any;
}

/** Something that stands between client and provider and changes what the provider said. */
export interface Falsifier extends AsyncDisposable {
  url: string;
  /** How many answers it changed. */
  falsified(): number;
}

/**
 * Starts a proxy to `target` that lets `falsify` change each answer in place. What speaks of provider states passes
 * untouched.
 */
export async function startFalsifier(target: string, falsify: (answer: Passing) => void): Promise<Falsifier> {
  let falsified = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url = '/', headers } = request;
    const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
    const answer = await fetch(target + url, {
      method,
      headers: passed as Record<string, string>,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const text = await answer.text();
    const passing: Passing = { method, url, status: answer.status, body: JSON.parse(text) };
    if (!url.startsWith('/_sandbox')) falsify(passing);
    const body = JSON.stringify(passing.body);
    if (body !== JSON.stringify(JSON.parse(text)) || passing.status !== answer.status) falsified += 1;
    for (const name of ['content-type', 'www-authenticate', 'retry-after']) {
      const value = answer.headers.get(name);
      if (value) response.setHeader(name, value);
    }
    response.writeHead(passing.status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    falsified: () => falsified,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
