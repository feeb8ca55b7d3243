import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { tagOf } from './conditions.ts';

/** The minimum size for compression in bytes. A smaller body fits into one packet or two. */
const MIN_SIZE = 1024;

/** The supported content codings, best first. Slower levels do not pay off for a body that is sent once. */
const coders = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
} as const;

type Coding = keyof typeof coders;

/**
 * Compresses responses for clients that accept it, outside of the event loop. Other clients get unchanged bytes and
 * headers.
 */
export function compressResponses(api: FastifyInstance): void {
  api.addHook('onSend', async (request, reply, payload: unknown) => {
    const accepted = request.headers['accept-encoding'];
    if (accepted === undefined || request.method === 'HEAD' || reply.hasHeader('Content-Encoding'))
      return payload;
    // Streams have no known length.
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    // Each character has at least one byte.
    if (payload.length < MIN_SIZE && Buffer.byteLength(payload) < MIN_SIZE) return payload;
    reply.header('Vary', [reply.getHeader('Vary') ?? [], 'Accept-Encoding'].flat().join(', '));
    const coding = codingOf(accepted);
    if (coding === undefined) return payload;
    // Another hook may have replaced the cached text.
    const cached = request.cachedResponse?.text === payload ? request.cachedResponse : undefined;
    const compressed =
      cached?.compressed.get(coding) ?? (await coders[coding](Buffer.from(payload as string)));
    cached?.compressed.set(coding, compressed);
    reply.header('Content-Encoding', coding).removeHeader('Content-Length');
    if (cached) reply.header('ETag', tagOf(cached, coding));
    return compressed;
  });
}

/**
 * The supported coding that a client prefers, Brotli if several are equal. Undefined if it accepts none, or prefers no
 * compression.
 *
 * @param accepted the value of `Accept-Encoding`, such as `gzip;q=1.0, identity; q=0.5, *;q=0`
 */
export function codingOf(accepted: string): Coding | undefined {
  const weights = new Map<string, number>();
  for (const part of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((text) => text.startsWith('q='))?.slice(2) ?? '1';
    weights.set(name === 'x-gzip' ? 'gzip' : name, Number(weight) || 0);
  }
  const others = weights.get('*') ?? 0;
  let best: Coding | undefined;
  let highest = weights.get('identity') ?? 0;
  for (const coding of Object.keys(coders) as Coding[]) {
    const weight = weights.get(coding) ?? others;
    if (weight > 0 && (best === undefined ? weight >= highest : weight > highest))
      [best, highest] = [coding, weight];
  }
  return best;
}
