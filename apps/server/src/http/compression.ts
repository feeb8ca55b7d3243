import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { tagOf } from './conditions.ts';

/** Bytes below which an answer fits into a packet or two as it is. */
const LEAST = 1024;

/** Ours by their names in `Accept-Encoding`, the better one first. What is said once is not worth the slower levels. */
const coders = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
} as const;

type Coding = keyof typeof coders;

/**
 * Compresses what is answered here to clients that say that they can read it, beside the event loop. Others get the bytes
 * and headers that they always got.
 */
export function compressAnswers(api: FastifyInstance): void {
  api.addHook('onSend', async (request, reply, payload: unknown) => {
    const accepted = request.headers['accept-encoding'];
    if (accepted === undefined || request.method === 'HEAD' || reply.hasHeader('Content-Encoding'))
      return payload;
    // The length of a stream is not known yet.
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    // A character has a byte or more.
    if (payload.length < LEAST && Buffer.byteLength(payload) < LEAST) return payload;
    reply.header('Vary', [reply.getHeader('Vary') ?? [], 'Accept-Encoding'].flat().join(', '));
    const coding = codingOf(accepted);
    if (coding === undefined) return payload;
    // Another hook may have put something else in its place.
    const known = request.known?.text === payload ? request.known : undefined;
    const packed = known?.coded.get(coding) ?? (await coders[coding](Buffer.from(payload as string)));
    known?.coded.set(coding, packed);
    reply.header('Content-Encoding', coding).removeHeader('Content-Length');
    if (known) reply.header('ETag', tagOf(known, coding));
    return packed;
  });
}

/**
 * Which of our codings a client prefers; brotli of two that it likes alike. Undefined when it takes none, or would rather
 * have the text as it is.
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
  let most = weights.get('identity') ?? 0;
  for (const coding of Object.keys(coders) as Coding[]) {
    const weight = weights.get(coding) ?? others;
    if (weight > 0 && (best === undefined ? weight >= most : weight > most)) [best, most] = [coding, weight];
  }
  return best;
}
