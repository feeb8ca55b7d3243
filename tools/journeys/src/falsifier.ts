import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

/** An answer on its way back. */
export interface Passing {
  method: string;
  /** Path and query, as the client sent them. */
  url: string;
  status: number;
  /** Where a redirect leads. */
  location: string | null;
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
      redirect: 'manual',
      headers: passed as Record<string, string>,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const text = await answer.text();
    const said = {
      status: answer.status,
      location: answer.headers.get('location'),
      body: JSON.parse(text || '{}'),
    };
    const passing: Passing = { method, url, ...structuredClone(said) };
    if (!url.startsWith('/_sandbox')) falsify(passing);
    const { status, location, body } = passing;
    if (!isDeepStrictEqual({ status, location, body }, said)) falsified += 1;
    if (location) response.setHeader('Location', location);
    for (const name of ['content-type', 'www-authenticate', 'retry-after']) {
      const value = answer.headers.get(name);
      if (value) response.setHeader(name, value);
    }
    response.writeHead(status).end(text && JSON.stringify(body));
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
