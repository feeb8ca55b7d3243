import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
  api.addHook('onSend', (request, reply, payload: unknown, done) => {
    if (!isCompressible(request, reply, payload)) return done(null, payload);
    reply.header('Vary', [reply.getHeader('Vary') ?? [], 'Accept-Encoding'].flat().join(', '));
    const coding = codingOf(request.headers['accept-encoding'] ?? '');
    if (coding === undefined) return done(null, payload);
    // Another hook may have replaced the cached text.
    const cached = request.cachedResponse?.text === payload ? request.cachedResponse : undefined;
    const send = (compressed: Buffer) => {
      cached?.compressed.set(coding, compressed);
      reply.header('Content-Encoding', coding).removeHeader('Content-Length');
      if (cached) reply.header('ETag', tagOf(cached, coding));
      done(null, compressed);
    };
    const known = cached?.compressed.get(coding);
    if (known) send(known);
    else coders[coding](Buffer.from(payload)).then(send, done);
  });
}

/** Whether a response may be sent compressed, and is long enough for it to pay. */
function isCompressible(
  { headers, method }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): payload is string | Buffer {
  if (headers['accept-encoding'] === undefined || method === 'HEAD') return false;
  // Streams have no known length.
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return false;
  // Each character has at least one byte.
  const isLong = payload.length >= MIN_SIZE || Buffer.byteLength(payload) >= MIN_SIZE;
  return isLong && !reply.hasHeader('Content-Encoding');
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
